package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;

/** A grid of windows: strides, dilations, asymmetric paddings, kernels larger than the image. */
final class Windows {
  private Windows() {}

  /** Windows that fit an image of that height and width, drawn with a seed. */
  static List<Window2d> grid(long seed, int count, int height, int width) {
    Samples samples = new Samples(seed);
    List<Window2d> windows = new ArrayList<>();
    windows.add(Window2d.pointwise());
    while (windows.size() < count) {
      int kernelWidth = width == 1 ? 1 : samples.integer(1, 4);
      Window2d window =
          new Window2d(
              samples.integer(1, 4),
              kernelWidth,
              samples.integer(1, 4),
              width == 1 ? 1 : samples.integer(1, 4),
              samples.integer(1, 3),
              samples.integer(1, 3),
              samples.integer(0, 4),
              width == 1 ? 0 : samples.integer(0, 4),
              samples.integer(0, 4),
              width == 1 ? 0 : samples.integer(0, 4));
      if (window.outputHeight(height) > 0 && window.outputWidth(width) > 0) {
        windows.add(window);
      }
    }
    return windows;
  }
}
