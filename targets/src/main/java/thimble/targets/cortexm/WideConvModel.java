package thimble.targets.cortexm;

/**
 * Model of the template {@code cortexm/wide_conv}: a convolution of int16 with a window.
 *
 * @param title what it computes, for the comment
 * @param height of the kernel
 * @param kernelWidth of the kernel
 * @param inputs input channels
 * @param width output pixels of a row
 */
public record WideConvModel(
    String title,
    WideChannelsModel channels,
    int height,
    int kernelWidth,
    int strideX,
    int dilationX,
    int padLeft,
    int sourceWidth,
    int inputs,
    int width) {
  public WideRescaling rescaling() {
    return channels.rescaling();
  }

  public int pixels() {
    return channels.block().pixels();
  }

  public boolean pixelOverlap() {
    return width % pixels() != 0;
  }

  /** Elements of one row of the window. */
  public int run() {
    return kernelWidth * inputs;
  }

  /** Multiply-accumulates of one sum. */
  public int depth() {
    return height * run();
  }

  /** The same, rounded up to a multiple of 4. */
  public int steps() {
    return (depth() + 3) / 4 * 4;
  }

  /** Whether rows of the window are taken from where they lie. */
  public boolean direct() {
    return run() % 4 == 0 && dilationX == 1;
  }

  /** Elements of the copy of a window, or of one row of it. */
  int lineElements() {
    return direct() ? run() : depth();
  }

  /** Whether some window of a row reaches outside. */
  public boolean bordered() {
    return padLeft > 0 || (width - 1) * strideX - padLeft > lastColumn();
  }

  /** The last column at which a window begins that lies inside. */
  public int lastColumn() {
    return sourceWidth - (kernelWidth - 1) * dilationX - 1;
  }

  /** Words from four steps of a pixel to the next four. */
  public int pitchWords() {
    return 2 * pixels();
  }

  /** Words of a row of a window, with those of the block's other pixels between. */
  public int runWords() {
    return run() / 4 * pitchWords();
  }
}
