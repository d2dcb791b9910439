package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reshape;
import thimble.ir.op.Transpose;
import thimble.ir.pass.PassPipeline.IoMode;

/**
 * Leaves to the caller what stands at the very edge: quantization, transpositions, reshapes that
 * only add or drop extents of 1.
 *
 * <pre>
 *   input %x : f32[1x8] = "x" [1x8]               input %q : s8[1x8] q(0.5, 3) = "x" [1x8] float
 *   %q : s8[1x8] q(0.5, 3) = quantize %x    -&gt;
 *   ...                                           ...
 *   %y = dequantize %r                            output %r = "y" [1x4] float
 *   output %y = "y" [1x4]
 * </pre>
 *
 * The firmware takes what a sensor gives and hands out what the last layer computes; the port says
 * how both relate to the model's tensors. With {@link IoMode#FLOAT} the conversions stay inside. An
 * input that something else reads as well stays as it is.
 */
public final class AbsorbEdges implements Pass {
  private final IoMode io;

  public AbsorbEdges(IoMode io) {
    this.io = io;
  }

  @Override
  public Graph run(Graph graph) {
    GraphEdit edit = new GraphEdit(graph);
    for (int i = 0; i < graph.inputs().size(); i++) {
      while (absorbInput(edit, i)) {
        // One node after the other.
      }
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      while (absorbOutput(edit, i)) {
        // One node after the other.
      }
    }
    return edit.finish();
  }

  private boolean absorbInput(GraphEdit edit, int index) {
    Port port = edit.inputs().get(index);
    TensorType type = port.value().type();
    Optional<Node> reader = edit.onlyReader(port.value().id());
    if (reader.isEmpty() || reader.get().outputs().size() != 1) {
      return false;
    }
    Node node = reader.get();
    Optional<Port> absorbed = Optional.empty();
    if (node.op() instanceof Quantize) {
      if (isConverted(port, node.output().type()) && type.element() == ElementType.F32) {
        absorbed = Optional.of(quantized(port, node.output().type(), node));
      }
    } else if (node.op() instanceof Transpose transpose) {
      absorbed = Optional.of(PortOrders.permuted(port, node.output(), transpose.permutation()));
    } else if (node.op() instanceof Reshape && isSameButForOnes(type, node.output().type())) {
      absorbed = Optional.of(port.withValue(node.output()));
    }
    absorbed.ifPresent(
        changed -> {
          edit.remove(node);
          edit.setInput(index, changed);
        });
    return absorbed.isPresent();
  }

  private static Port quantized(Port port, TensorType type, Node node) {
    return new Port(
        node.output(),
        port.modelName(),
        port.modelShape(),
        port.permutation(),
        type.isQuantized(),
        port.again(),
        port.carry());
  }

  private boolean isConverted(Port port, TensorType type) {
    return io == IoMode.QUANTIZED && !port.floatInModel() && type.quant().isPerTensor();
  }

  private boolean absorbOutput(GraphEdit edit, int index) {
    Port port = edit.outputs().get(index);
    Optional<Node> producer = edit.producer(port.value().id());
    if (producer.isEmpty() || producer.get().inputs().isEmpty()) {
      return false;
    }
    Node node = producer.get();
    String x = node.inputs().get(0);
    TensorType type = edit.type(x);
    Optional<Port> absorbed = Optional.empty();
    if (node.op() instanceof Dequantize) {
      if (isConverted(port, type)) {
        absorbed = Optional.of(quantized(port, type, node).withValue(edit.value(x)));
      }
    } else if (node.op() instanceof Transpose transpose) {
      List<Integer> back = Permutations.inverse(transpose.permutation());
      absorbed = Optional.of(PortOrders.permuted(port, edit.value(x), back));
    } else if (node.op() instanceof Reshape && isSameButForOnes(type, node.output().type())) {
      absorbed = Optional.of(port.withValue(edit.value(x)));
    }
    absorbed.ifPresent(
        changed -> {
          edit.setOutput(index, changed);
          edit.removeIfUnused(node);
        });
    return absorbed.isPresent();
  }

  /** Also where one side only says what the other's integers mean. */
  private static boolean isSameButForOnes(TensorType before, TensorType after) {
    boolean sameMeaning =
        before.quantization().equals(after.quantization())
            || before.isQuantized() != after.isQuantized();
    return before.element() == after.element()
        && sameMeaning
        && withoutOnes(before).equals(withoutOnes(after));
  }

  private static List<Integer> withoutOnes(TensorType type) {
    return new ArrayList<>(type.shape().stream().filter(extent -> extent != 1).toList());
  }
}
