package thimble.targets.hls;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Concat;
import thimble.ir.op.Expand;
import thimble.ir.op.Gather;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Slice;
import thimble.ir.op.Tile;
import thimble.ir.op.Transpose;

/**
 * Which integers tensors can hold, from the clamps of the operators that give them. Models with
 * activations of 4 to 7 bits say so by clamps.
 */
public final class Ranges {
  /** Operators whose results are elements of their first input. */
  private static final Set<Class<? extends Op>> MOVES =
      Set.of(Slice.class, Transpose.class, Gather.class, Tile.class, Expand.class);

  private final GraphIndex index;
  private final Map<String, Range> ranges = new HashMap<>();

  private Ranges(Graph graph) {
    index = graph.index();
    for (Port port : graph.inputs()) {
      ranges.put(port.value().id(), Range.BYTE);
    }
    for (Node node : graph.nodes()) {
      Range range = range(node);
      for (Value output : node.outputs()) {
        ranges.put(output.id(), range);
      }
    }
  }

  public static Ranges of(Graph graph) {
    return new Ranges(graph);
  }

  /** Of the values that a node reads. */
  public List<Range> inputs(Node node) {
    return node.inputs().stream().map(this::of).toList();
  }

  private Range of(String id) {
    return ranges.computeIfAbsent(
        id, it -> index.constant(it).map(Ranges::held).orElse(Range.BYTE));
  }

  private static Range held(Constant constant) {
    TensorData data = constant.data();
    if (constant.value().type().element() != ElementType.S8 || data.count() == 0) {
      return Range.BYTE;
    }
    Range range = new Range((int) data.integer(0), (int) data.integer(0));
    for (int i = 1; i < data.count(); i++) {
      range = range.and((int) data.integer(i));
    }
    return range;
  }

  private Range range(Node node) {
    Op op = node.op();
    TensorType type = node.output().type();
    if (type.element() != ElementType.S8) {
      return Range.BYTE;
    }
    if (op instanceof Clip clip && type.isQuantized()) {
      return clamped(clip.range(), type);
    }
    if (type.isQuantized() && op.clamp().isPresent()) {
      return clamped(op.clamp().get(), type);
    }
    if (op instanceof Concat) {
      return node.inputs().stream().map(this::of).reduce(Range::and).orElse(Range.BYTE);
    }
    boolean moves =
        MOVES.contains(op.getClass())
            || op instanceof MaxPool2d
            || HlsLibrary.isRenaming(op, index.signature(node));
    return moves ? of(node.inputs().get(0)) : Range.BYTE;
  }

  private static Range clamped(Clamp clamp, TensorType type) {
    return new Range(clamp.storedLow(type), clamp.storedHigh(type));
  }
}
