package thimble.targets.hls;

import java.util.List;
import thimble.ir.op.Window2d;

/**
 * A window that slides over images one after another.
 *
 * @param height rows of an image
 * @param width columns of an image
 */
record WindowShape(Window2d window, int images, int height, int width) {
  int taps() {
    return window.kernelHeight() * window.kernelWidth();
  }

  int outHeight() {
    return window.outputHeight(height);
  }

  int outWidth() {
    return window.outputWidth(width);
  }

  /** Rows of a buffer: as many as the window is high. */
  int rows() {
    return (window.kernelHeight() - 1) * window.dilationY() + 1;
  }

  /** Of all results. */
  int pixels() {
    return images * outHeight() * outWidth();
  }

  /** Pixels of all images that come in. */
  long inPixels() {
    return (long) images * height * width;
  }

  /** What the templates of windows know. */
  List<Parameter> parameters() {
    return List.of(
        new Parameter("images", images, "one after another"),
        new Parameter("height", height, "rows of an image"),
        new Parameter("width", width, "columns of an image"),
        new Parameter("kernel_height", window.kernelHeight(), ""),
        new Parameter("kernel_width", window.kernelWidth(), ""),
        new Parameter("stride_y", window.strideY(), ""),
        new Parameter("stride_x", window.strideX(), ""),
        new Parameter("dilation_y", window.dilationY(), ""),
        new Parameter("dilation_x", window.dilationX(), ""),
        new Parameter("pad_top", window.padTop(), ""),
        new Parameter("pad_left", window.padLeft(), ""),
        new Parameter("out_height", outHeight(), "rows of the result"),
        new Parameter("out_width", outWidth(), "columns of the result"),
        new Parameter("rows", rows(), "of the buffer"),
        new Parameter(
            "first_slot", Math.floorMod(-window.padTop(), rows()), "of the window's first row"));
  }

  /** Row of the image that a tap of an output row reads. */
  int row(int outY, int tap) {
    return outY * window.strideY()
        + tap / window.kernelWidth() * window.dilationY()
        - window.padTop();
  }

  /** Column of the image that a tap of an output column reads. */
  int column(int outX, int tap) {
    return outX * window.strideX()
        + tap % window.kernelWidth() * window.dilationX()
        - window.padLeft();
  }

  /**
   * Index of the pixel that a tap of a result's pixel reads; -1 beyond its image.
   *
   * @param pixel of all images' results
   */
  int source(int pixel, int tap) {
    int area = outHeight() * outWidth();
    int y = row(pixel % area / outWidth(), tap);
    int x = column(pixel % outWidth(), tap);
    boolean inside = y >= 0 && y < height && x >= 0 && x < width;
    return inside ? (pixel / area * height + y) * width + x : -1;
  }
}
