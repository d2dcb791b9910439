package thimble.frontend.onnx;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;

/**
 * A tensor stored in a model: an initialiser, or the value of an attribute.
 *
 * @param dataType number of the element type, see {@link OnnxType}
 * @param data the elements; none where the type is not supported (an importer that needs them says
 *     so, one that does not need them does not care)
 */
public record OnnxTensor(
    String name, int dataType, List<Integer> shape, Optional<TensorData> data) {
  public OnnxTensor {
    shape = List.copyOf(shape);
  }
}
