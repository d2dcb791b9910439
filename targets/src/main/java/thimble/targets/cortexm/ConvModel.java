package thimble.targets.cortexm;

/**
 * A convolution: {@code conv} widens input windows to 16 bits before they are multiplied, {@code
 * conv_rows} the source rows under them, {@code conv_bytes} reads them as they are.
 *
 * @param title what it computes, for the comment
 * @param channels what multiplies and adds
 * @param inputs input channels
 * @param depth multiply-accumulates of one sum
 * @param steps depth rounded up to a multiple of 4: bytes from one channel's weights to the next
 * @param pointwise whether it goes over any number of rows as one
 * @param taps the geometry of the window
 * @param width output pixels of a row; 0 where it is pointwise (a parameter)
 */
public record ConvModel(
    String title,
    ChannelsModel channels,
    int inputs,
    int depth,
    int steps,
    boolean pointwise,
    Taps taps,
    int width) {

  /**
   * The window.
   *
   * @param run bytes of one row of the window: width times channels
   */
  public record Taps(
      int height, int width, int strideX, int dilationX, int padLeft, int sourceWidth, int run) {}

  public Block block() {
    return channels.block();
  }

  public Rescaling rescaling() {
    return channels.rescaling();
  }

  /** Whether whole rows of the window are expanded where they lie. */
  public boolean direct() {
    return taps.run() % 4 == 0 && taps.dilationX() == 1;
  }

  /** Whether the taps of one row stand side by side in memory. */
  public boolean dense() {
    return taps.dilationX() == 1;
  }

  /** Whether some window of a row reaches outside. */
  public boolean bordered() {
    int reach = (taps.width() - 1) * taps.dilationX();
    return taps.padLeft() > 0
        || (width - 1) * taps.strideX() - taps.padLeft() + reach >= taps.sourceWidth();
  }

  /** The last column at which a window begins that lies inside. */
  public int lastColumn() {
    return taps.sourceWidth() - (taps.width() - 1) * taps.dilationX() - 1;
  }

  /** Bytes from one weight row to the next where inputs stay bytes: a run, rounded up to 4. */
  public int runSteps() {
    return (taps.run() + 3) / 4 * 4;
  }

  /** Whether inputs that stay bytes must be copied: runs that are no multiple of 4 read further. */
  public boolean gathers() {
    return runSteps() != taps.run();
  }

  /** Cells of a source row under the windows of a block. */
  public int spanCells() {
    return (block().pixels() - 1) * taps.strideX() + taps.width();
  }

  /** Bytes of a copy of these cells; what runs read further is multiplied by 0. */
  public int spanBytes() {
    return spanCells() * inputs + runSteps() - taps.run();
  }

  /** Bytes from one pixel's window to the next one's. */
  public int pixelBytes() {
    return taps.strideX() * inputs;
  }

  /** The last column at which a block's windows begin that lie inside. */
  public int lastBlockColumn() {
    return taps.sourceWidth() - spanCells();
  }

  /** Words of a widened source row under a block. */
  public int spanWords() {
    return spanCells() * inputs / 2;
  }

  /** Words from four steps of a pixel to the next four, where those of a block alternate. */
  public int pitchWords() {
    return 2 * block().pixels();
  }

  /** Words of a widened row of a window, with those of the block's other pixels between. */
  public int runWords() {
    return taps.run() / 4 * pitchWords();
  }

  public boolean aligned() {
    return depth == steps;
  }

  public int lastPixel() {
    return width - block().pixels();
  }

  public boolean pixelOverlap() {
    return pointwise ? block().pixels() > 1 : width % block().pixels() != 0;
  }
}
