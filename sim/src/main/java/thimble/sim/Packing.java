package thimble.sim;

import java.io.ByteArrayOutputStream;
import java.util.List;
import thimble.ir.TensorData;

/**
 * The byte stream that generated programs read: inferences one behind the other, each all tensors
 * in order.
 */
public final class Packing {
  private Packing() {}

  public static byte[] pack(List<List<TensorData>> inferences) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (List<TensorData> tensors : inferences) {
      tensors.forEach(tensor -> bytes.writeBytes(tensor.toLittleEndian()));
    }
    return bytes.toByteArray();
  }
}
