package thimble.ir;

import java.util.List;

/**
 * An input or output of a graph, and how it relates to the model's own tensor: {@code value =
 * quantize(permute(model tensor))}. The firmware works on {@code value}; tools that read a user's
 * files convert at this edge.
 *
 * @param value the graph's tensor
 * @param modelName the tensor's name in the model, as it came
 * @param modelShape the tensor's shape in the model (after symbolic extents were fixed)
 * @param permutation axes of the model's tensor in the order of {@code value}'s (a channels-last
 *     firmware input of an NCHW model has {@code [0, 2, 3, 1]}); empty for none. The permuted
 *     tensor has {@code value}'s number of elements, perhaps with other extents of 1
 * @param floatInModel the model's tensor is float32 while {@code value} is quantized: quantization
 *     lies outside
 */
public record Port(
    Value value,
    String modelName,
    List<Integer> modelShape,
    List<Integer> permutation,
    boolean floatInModel) {
  public Port {
    modelShape = List.copyOf(modelShape);
    permutation = List.copyOf(permutation);
    if (!permutation.isEmpty() && permutation.size() != modelShape.size()) {
      throw new IllegalArgumentException(
          "permutation " + permutation + " does not fit shape " + modelShape);
    }
  }

  /** A port that is the model's tensor itself. */
  public static Port plain(Value value, String modelName) {
    return new Port(value, modelName, value.type().shape(), List.of(), false);
  }

  public Port withValue(Value newValue) {
    return new Port(newValue, modelName, modelShape, permutation, floatInModel);
  }
}
