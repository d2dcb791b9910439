package thimble.ir.pass;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Signature;
import thimble.ir.op.Transpose;
import thimble.ir.run.Evaluator;

/** Questions about values known at compile time, and arithmetic on them. */
final class Constants {
  private Constants() {}

  /** The one number of a float constant that has one element. */
  static Optional<Float> scalar(GraphEdit edit, String id) {
    return floats(edit, id).filter(data -> data.length == 1).map(data -> data[0]);
  }

  /** The elements of an f32 constant; not to be written. */
  static Optional<float[]> floats(GraphEdit edit, String id) {
    return edit.constant(id)
        .filter(constant -> constant.data().element() == ElementType.F32)
        .map(constant -> constant.data().floatArray());
  }

  /** The integers behind a dequantized constant. */
  static Optional<Constant> dequantized(GraphEdit edit, String id) {
    return edit.producer(id)
        .filter(node -> node.op() instanceof Dequantize)
        .flatMap(node -> edit.constant(node.inputs().get(0)));
  }

  /** Whether a value is a constant, or a dequantized one. */
  static boolean isKnown(GraphEdit edit, String id) {
    return edit.isConstant(id) || dequantized(edit, id).isPresent();
  }

  /** The value of a float constant as one number for each index of the last axis of {@code x}. */
  static Optional<float[]> perChannel(GraphEdit edit, String id, TensorType x) {
    if (!isPerChannel(edit.type(id), x)) {
      return Optional.empty();
    }
    return floats(edit, id).map(data -> spread(data, x.extent(-1)));
  }

  /** Whether a tensor broadcast to {@code x} is the same for all but the last axis. */
  static boolean isPerChannel(TensorType type, TensorType x) {
    int channels = x.rank() == 0 ? 1 : x.extent(-1);
    boolean vector = type.rank() > 0 && type.rank() <= x.rank() && type.extent(-1) == channels;
    return x.rank() > 0
        && (type.count() == 1 && type.rank() <= x.rank() || vector)
        && (type.count() == channels || type.count() == 1);
  }

  private static float[] spread(float[] data, int count) {
    if (data.length == count) {
      return data;
    }
    float[] all = new float[count];
    Arrays.fill(all, data[0]);
    return all;
  }

  /** Runs an operator of one input on a constant; a per-axis quantization is left out of it. */
  static TensorData apply(Op op, TensorType type, TensorType result, TensorData data) {
    Signature plain =
        new Signature(
            List.of(TensorType.of(type.element(), type.shape())),
            List.of(TensorType.of(result.element(), result.shape())));
    return Evaluator.apply(op, plain, List.of(data)).get(0);
  }

  /**
   * Where an axis with scales of its own lies after a movement; none where it is torn apart.
   *
   * @param x the type before, quantized along an axis
   */
  static Optional<Integer> movedAxis(Op op, TensorType x, TensorType y) {
    int axis = x.quant().axis();
    if (op instanceof Transpose transpose) {
      return Optional.of(transpose.permutation().indexOf(axis));
    } else if (op instanceof Reshape) {
      int before = x.product(0, axis);
      int outer = 1;
      for (int candidate = 0; candidate < y.rank(); candidate++) {
        if (outer == before && y.extent(candidate) == x.extent(axis)) {
          return Optional.of(candidate);
        }
        outer *= y.extent(candidate);
      }
    }
    return Optional.empty();
  }
}
