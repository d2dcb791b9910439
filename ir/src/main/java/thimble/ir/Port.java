package thimble.ir;

import java.util.List;
import java.util.Optional;

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
 * @param again the id of an input before it whose data this input repeats: the same data is handed
 *     in once more, after all of the rows that came before. Plans that take an input by rows and do
 *     not keep it use this to read it several times
 * @param carry of an input that is a state: where its content comes from. Callers see neither the
 *     state nor the output that it is carried from
 */
public record Port(
    Value value,
    String modelName,
    List<Integer> modelShape,
    List<Integer> permutation,
    boolean floatInModel,
    Optional<String> again,
    Optional<Carry> carry) {
  public Port {
    modelShape = List.copyOf(modelShape);
    permutation = List.copyOf(permutation);
    if (!permutation.isEmpty() && permutation.size() != modelShape.size()) {
      throw new IllegalArgumentException(
          "permutation " + permutation + " does not fit shape " + modelShape);
    }
  }

  /** A port with data of its own. */
  public Port(
      Value value,
      String modelName,
      List<Integer> modelShape,
      List<Integer> permutation,
      boolean floatInModel) {
    this(
        value,
        modelName,
        modelShape,
        permutation,
        floatInModel,
        Optional.empty(),
        Optional.empty());
  }

  /** A port that is the model's tensor itself. */
  public static Port plain(Value value, String modelName) {
    return new Port(value, modelName, value.type().shape(), List.of(), false);
  }

  public Port withValue(Value newValue) {
    return new Port(newValue, modelName, modelShape, permutation, floatInModel, again, carry);
  }

  /** A further input that is handed this input's data once more. */
  public Port repeatedAs(String id) {
    return new Port(
        new Value(id, value.type()),
        modelName,
        modelShape,
        permutation,
        floatInModel,
        Optional.of(again.orElse(value.id())),
        carry);
  }

  /** An input that holds what a run left for the next one. */
  public static Port state(Value value, Carry carry) {
    return new Port(
        value,
        value.id(),
        value.type().shape(),
        List.of(),
        false,
        Optional.empty(),
        Optional.of(carry));
  }

  /** Of a state, the id of the output that it is carried from. */
  public Optional<String> carried() {
    return carry.map(Carry::output);
  }
}
