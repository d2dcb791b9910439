package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Binary;
import thimble.ir.op.Cast;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Concat;
import thimble.ir.op.Expand;
import thimble.ir.op.Gather;
import thimble.ir.op.Op;
import thimble.ir.op.Pad;
import thimble.ir.op.Reduce;
import thimble.ir.op.Requantize;
import thimble.ir.op.Reshape;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Slice;
import thimble.ir.op.Tile;
import thimble.ir.op.Transpose;

/**
 * Removes operators that change nothing and writes others in their plainest form.
 *
 * <pre>
 *   %a = reshape(shape=[4]) %x             %y = reshape(shape=[2, 2]) %x
 *   %y = reshape(shape=[2, 2]) %a    -&gt;
 *
 *   %y = transpose([0, 3, 1, 2]) %x        %y = reshape %x     where only extents of 1 move
 *   %y = gather %x, [3, 4, 5]              %y = slice %x
 *   %y = maximum %x, 0                     %y = clip [0, inf) %x
 * </pre>
 *
 * A view costs nothing in the firmware; a copy that nobody needs costs time and RAM. The plainest
 * form also is the one that later passes look for.
 */
public final class Simplify implements Pass {
  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, Simplify::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (node.inputs().isEmpty()) {
      return false;
    }
    String x = node.inputs().get(0);
    if (changesNothing(edit, node)) {
      edit.redirect(node.output().id(), x);
      edit.remove(node);
      return true;
    }
    Optional<Node> plainer = plainer(edit, node);
    plainer.ifPresent(edit::put);
    return plainer.isPresent();
  }

  private static boolean changesNothing(GraphEdit edit, Node node) {
    TensorType x = edit.type(node.inputs().get(0));
    if (node.outputs().size() != 1 || !x.equals(node.output().type())) {
      return false;
    }
    Op op = node.op();
    if (op instanceof Transpose transpose) {
      return isAscending(transpose.permutation());
    } else if (op instanceof Slice slice) {
      return slice.steps().stream().allMatch(step -> step == 1);
    } else if (op instanceof Concat) {
      return node.inputs().size() == 1;
    } else if (op instanceof Clip clip) {
      return limitsNothing(clip.range(), x);
    } else if (op instanceof Resize2d resize) {
      return resize.scaleX() == 1
          && resize.scaleY() == 1
          && resize.coordinates() != Resize2d.Coordinates.TF_HALF_PIXEL_FOR_NN;
    } else if (op instanceof Reduce reduce) {
      return keepsSingles(reduce.kind()) && areOnes(reduce.axes(), x);
    }
    // A padding of nothing, a cast to the same type and so on: the equal type says it.
    return op instanceof Reshape
        || op instanceof Pad
        || op instanceof Cast
        || op instanceof Expand
        || op instanceof Tile
        || op instanceof Requantize;
  }

  private static boolean limitsNothing(Clamp range, TensorType type) {
    if (type.isQuantized()) {
      return range.storedLow(type) == type.element().min()
          && range.storedHigh(type) == type.element().max();
    }
    return range.isNone();
  }

  /** Whether the reduction of one element is that element. */
  private static boolean keepsSingles(Reduce.Kind kind) {
    return switch (kind) {
      case MEAN, SUM, MAX, MIN, PROD -> true;
      default -> false;
    };
  }

  private static boolean areOnes(List<Integer> axes, TensorType x) {
    return axes.stream().allMatch(axis -> x.extent(axis) == 1);
  }

  private static boolean isAscending(List<Integer> axes) {
    return IntStream.range(1, axes.size()).allMatch(i -> axes.get(i - 1) < axes.get(i));
  }

  private static Optional<Node> plainer(GraphEdit edit, Node node) {
    TensorType x = edit.type(node.inputs().get(0));
    boolean sameQuantization = x.quantization().equals(node.output().type().quantization());
    Op op = node.op();
    if (op instanceof Reshape) {
      return mergedReshape(edit, node);
    } else if (op instanceof Transpose transpose) {
      return movesOnlyOnes(transpose.permutation(), x)
          ? Optional.of(asReshape(node))
          : mergedTranspose(edit, node, transpose);
    } else if (op instanceof Expand && x.count() == node.output().type().count()) {
      return Optional.of(asReshape(node));
    } else if (op instanceof Reduce reduce
        && keepsSingles(reduce.kind())
        && sameQuantization
        && areOnes(reduce.axes(), x)
        && !x.shape().equals(node.output().type().shape())) {
      return Optional.of(asReshape(node));
    } else if (op instanceof Gather gather) {
      return contiguousGather(edit, node, gather);
    } else if (op instanceof Binary binary) {
      return asClip(edit, node, binary);
    } else if (op instanceof Clip clip) {
      return mergedClip(edit, node, clip);
    }
    return Optional.empty();
  }

  private static Node asReshape(Node node) {
    return node.withOp(new Reshape(node.output().type().shape()))
        .withInputs(List.of(node.inputs().get(0)));
  }

  /** Whether a transposition leaves the data as it lies. */
  static boolean movesOnlyOnes(List<Integer> permutation, TensorType x) {
    return isAscending(permutation.stream().filter(axis -> x.extent(axis) != 1).toList());
  }

  private static Optional<Node> mergedReshape(GraphEdit edit, Node node) {
    return edit.producer(node.inputs().get(0))
        .filter(before -> before.op() instanceof Reshape)
        .map(before -> node.withInputs(before.inputs()));
  }

  private static Optional<Node> mergedTranspose(GraphEdit edit, Node node, Transpose transpose) {
    Optional<Node> before = edit.producer(node.inputs().get(0));
    if (before.isPresent() && before.get().op() instanceof Transpose first) {
      List<Integer> both =
          transpose.permutation().stream().map(axis -> first.permutation().get(axis)).toList();
      return Optional.of(node.withOp(new Transpose(both)).withInputs(before.get().inputs()));
    }
    return Optional.empty();
  }

  private static Optional<Node> mergedClip(GraphEdit edit, Node node, Clip clip) {
    Optional<Node> before = edit.producer(node.inputs().get(0));
    if (before.isPresent() && before.get().op() instanceof Clip first) {
      return Optional.of(
          node.withOp(new Clip(first.range().then(clip.range())))
              .withInputs(before.get().inputs())
              .withOrigin(before.get().origin().plus(node.origin())));
    }
    return Optional.empty();
  }

  /** Constant indices that follow one another are a slice. */
  private static Optional<Node> contiguousGather(GraphEdit edit, Node node, Gather gather) {
    Optional<TensorData> constant = edit.constant(node.inputs().get(1)).map(c -> c.data());
    TensorType x = edit.type(node.inputs().get(0));
    if (constant.isEmpty() || constant.get().count() == 0) {
      return Optional.empty();
    }
    int extent = x.extent(gather.axis());
    long[] indices = constant.get().integers();
    for (int i = 0; i < indices.length; i++) {
      indices[i] += indices[i] < 0 ? extent : 0;
      if (indices[i] < 0 || indices[i] >= extent || indices[i] != indices[0] + i) {
        return Optional.empty();
      }
    }
    List<Integer> starts = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>(x.shape());
    for (int axis = 0; axis < x.rank(); axis++) {
      starts.add(axis == gather.axis() ? (int) indices[0] : 0);
    }
    sizes.set(gather.axis(), indices.length);
    Op slice = new Slice(starts, sizes, sizes.stream().map(size -> 1).toList());
    List<String> data = List.of(node.inputs().get(0));
    if (sizes.equals(node.output().type().shape())) {
      return Optional.of(node.withOp(slice).withInputs(data));
    }
    // Indices of another rank than 1 also reshape.
    Value part =
        edit.newValue(node.output().id() + ".slice", node.output().type().withShape(sizes));
    edit.put(new Node(slice, data, List.of(part), node.origin()));
    return Optional.of(asReshape(node.withInputs(List.of(part.id()))));
  }

  private static Optional<Node> asClip(GraphEdit edit, Node node, Binary binary) {
    boolean minimum = binary.function() == Binary.Function.MINIMUM;
    if (!minimum && binary.function() != Binary.Function.MAXIMUM
        || edit.type(node.inputs().get(0)).element() != ElementType.F32) {
      return Optional.empty();
    }
    for (int side = 0; side < 2; side++) {
      String x = node.inputs().get(1 - side);
      Optional<Float> bound = Constants.scalar(edit, node.inputs().get(side));
      if (bound.isPresent()
          && !bound.get().isNaN()
          && edit.type(x).shape().equals(node.output().type().shape())) {
        Clamp range =
            minimum
                ? new Clamp(Float.NEGATIVE_INFINITY, bound.get())
                : new Clamp(bound.get(), Float.POSITIVE_INFINITY);
        return Optional.of(node.withOp(new Clip(range)).withInputs(List.of(x)));
      }
    }
    return Optional.empty();
  }
}
