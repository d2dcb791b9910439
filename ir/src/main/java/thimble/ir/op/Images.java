package thimble.ir.op;

import java.util.List;
import thimble.ir.TensorType;

/**
 * Spatial tensors: images {@code [N, H, W, C]}, and sequences {@code [N, L, C]} seen as images of
 * width 1 whose height is time.
 */
final class Images {
  private Images() {}

  static boolean isSpatial(TensorType x) {
    return x.rank() == 3 || x.rank() == 4;
  }

  static int height(TensorType x) {
    return x.extent(1);
  }

  static int width(TensorType x) {
    return x.rank() == 3 ? 1 : x.extent(2);
  }

  static int channels(TensorType x) {
    return x.extent(-1);
  }

  /** Whether a window leaves the missing width of a sequence alone. */
  static boolean fits(Window2d window, TensorType x) {
    return x.rank() == 4
        || window.kernelWidth() == 1
            && window.strideX() == 1
            && window.padLeft() == 0
            && window.padRight() == 0;
  }

  /** The element type, batch and rank of {@code x} with another height, width and channels. */
  static TensorType type(TensorType x, int height, int width, int channels) {
    return TensorType.of(
        x.element(),
        x.rank() == 3
            ? List.of(x.extent(0), height, channels)
            : List.of(x.extent(0), height, width, channels));
  }

  /** The output width of a windowed row kernel, or of many rows in a row where it is pointwise. */
  static Argument width(String name, int width, Window2d window) {
    // A pointwise row kernel serves any number of rows: they are one long row.
    return window.isPointwise() ? new Argument.PerRow(name, width) : new Argument.Int(name, width);
  }
}
