package thimble.ir.run;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Signature;

/**
 * Converts between a model's own tensors and what the graph (and the firmware) takes and gives: see
 * {@link Port}.
 */
public final class Ports {
  private Ports() {}

  /** A model tensor as the graph's input. */
  public static TensorData toGraph(Port port, TensorData model) {
    TensorType type = port.value().type();
    if (model.count() != type.count()) {
      throw new IllegalArgumentException(
          model + " for " + port.value() + " from " + port.modelShape());
    }
    TensorData permuted = permute(model, port.modelShape(), port.permutation());
    return port.floatInModel() ? quantize(permuted, type) : permuted;
  }

  /** A graph output as the model's tensor. */
  public static TensorData toModel(Port port, TensorData value) {
    TensorType type = port.value().type();
    TensorData real = port.floatInModel() ? dequantize(value, type) : value;
    if (port.permutation().isEmpty()) {
      return real;
    }
    int rank = port.permutation().size();
    List<Integer> shape = new ArrayList<>();
    int[] inverse = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      shape.add(port.modelShape().get(port.permutation().get(axis)));
      inverse[port.permutation().get(axis)] = axis;
    }
    List<Integer> back = new ArrayList<>();
    for (int axis : inverse) {
      back.add(axis);
    }
    return permute(real, shape, back);
  }

  /** Real numbers in the stored integers of a type, as the firmware would store them. */
  public static TensorData quantize(TensorData real, TensorType type) {
    TensorData floats = real;
    if (real.element() != ElementType.F32) {
      floats = TensorData.allocate(ElementType.F32, real.count());
      for (int i = 0; i < real.count(); i++) {
        floats.set(i, real.real(i));
      }
    }
    TensorType from = TensorType.of(ElementType.F32, type.shape());
    return apply(new Quantize(type.element()), from, type, floats);
  }

  // What the firmware would do were the conversion inside.

  private static TensorData dequantize(TensorData stored, TensorType type) {
    return apply(new Dequantize(), type, TensorType.of(ElementType.F32, type.shape()), stored);
  }

  private static TensorData apply(Op op, TensorType from, TensorType to, TensorData data) {
    return Evaluator.apply(op, new Signature(List.of(from), List.of(to)), List.of(data)).get(0);
  }

  /**
   * Axis {@code i} of the result is axis {@code permutation[i]} of the source; an empty permutation
   * changes nothing.
   */
  static TensorData permute(TensorData source, List<Integer> shape, List<Integer> permutation) {
    if (permutation.isEmpty()) {
      return source;
    }
    int rank = shape.size();
    int[] strides = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    TensorData result = TensorData.allocate(source.element(), source.count());
    int[] index = new int[rank];
    for (int i = 0; i < result.count(); i++) {
      int from = 0;
      for (int axis = 0; axis < rank; axis++) {
        from += index[axis] * strides[permutation.get(axis)];
      }
      System.arraycopy(source.array(), from, result.array(), i, 1);
      for (int axis = rank - 1;
          axis >= 0 && ++index[axis] == shape.get(permutation.get(axis));
          axis--) {
        index[axis] = 0;
      }
    }
    return result;
  }
}
