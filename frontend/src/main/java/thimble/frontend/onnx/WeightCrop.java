package thimble.frontend.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;
import thimble.ir.op.Window2d;

/** The middle taps of a stored weight {@code [O, C, kh, kw]} or {@code [O, C, k]}. */
final class WeightCrop {
  private WeightCrop() {}

  static TensorProto middle(TensorProto tensor, Window2d before, Window2d after, String label) {
    int rank = tensor.getDimsCount();
    boolean sequence = rank == 3;
    int height = before.kernelHeight();
    int width = sequence ? 1 : before.kernelWidth();
    boolean fits =
        (rank == 3 || rank == 4)
            && tensor.getDims(2) == height
            && (sequence || tensor.getDims(3) == width);
    if (!fits) {
      throw refused(label, "its weights have the shape " + tensor.getDimsList());
    }
    int filters = Math.toIntExact(tensor.getDims(0) * tensor.getDims(1));
    List<Integer> kept = kept(filters, height, width, after);
    TensorProto.Builder cropped = tensor.toBuilder().setDims(2, after.kernelHeight());
    if (!sequence) {
      cropped.setDims(3, after.kernelWidth());
    }
    int count = filters * height * width;
    if (tensor.hasRawData()) {
      return cropped.setRawData(raw(tensor.getRawData(), count, kept, label)).build();
    }
    if (tensor.getFloatDataCount() == count) {
      return cropped
          .clearFloatData()
          .addAllFloatData(kept.stream().map(tensor::getFloatData).toList())
          .build();
    }
    if (tensor.getInt32DataCount() == count) {
      return cropped
          .clearInt32Data()
          .addAllInt32Data(kept.stream().map(tensor::getInt32Data).toList())
          .build();
    }
    throw refused(label, "its weights are stored in a form that cannot be cut");
  }

  /** Numbers of the elements that stay. */
  private static List<Integer> kept(int filters, int height, int width, Window2d after) {
    int top = (height - after.kernelHeight()) / 2;
    int left = Math.max(0, (width - after.kernelWidth()) / 2);
    List<Integer> kept = new ArrayList<>();
    for (int filter = 0; filter < filters; filter++) {
      for (int y = 0; y < after.kernelHeight(); y++) {
        for (int x = 0; x < Math.min(width, after.kernelWidth()); x++) {
          kept.add((filter * height + top + y) * width + left + x);
        }
      }
    }
    return kept;
  }

  private static ByteString raw(ByteString from, int count, List<Integer> kept, String label) {
    int size = count == 0 ? 0 : from.size() / count;
    if (size * count != from.size() || size == 0) {
      throw refused(label, "its weights are packed");
    }
    byte[] source = from.toByteArray();
    byte[] to = new byte[size * kept.size()];
    for (int i = 0; i < kept.size(); i++) {
      System.arraycopy(source, kept.get(i) * size, to, i * size, size);
    }
    return ByteString.copyFrom(to);
  }

  private static ThimbleException refused(String label, String why) {
    return new ThimbleException(
        Code.T0204,
        "the altered architecture cannot be written",
        "node \"" + Diagnostic.clean(label) + "\"",
        why,
        "make the change where the model is trained");
  }
}
