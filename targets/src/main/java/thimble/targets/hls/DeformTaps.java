package thimble.targets.hls;

import java.util.Arrays;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.Reach;
import thimble.ir.op.Window2d;
import thimble.targets.ReferenceCall;

/**
 * Where the taps of a quantized deformable convolution read, as the reference kernel has it.
 * Positions are in 1/256 cells (docs/semantics.md, "Deformable convolution").
 *
 * @param rows that taps can reach, whatever the offsets are
 * @param columns likewise
 * @param cells by offset, the smallest first, how far it pushes
 * @param factors by mask, in 2^-15; a single one where there is no mask
 * @param padding value of cells outside of the image
 */
record DeformTaps(
    Window2d window,
    int height,
    int width,
    int channels,
    int offsetGroups,
    boolean square,
    boolean masked,
    Reach rows,
    Reach columns,
    int[] cells,
    int[] factors,
    int padding) {
  private static final int CELL_BITS = 8;
  private static final int CELL = 1 << CELL_BITS;
  private static final int SHARE_BITS = 2 * CELL_BITS;
  private static final int FACTOR_BITS = 15;

  static DeformTaps of(Layer layer) {
    DeformConv2d op = (DeformConv2d) layer.op();
    ReferenceCall reference = new ReferenceCall(op.kernel(layer.signature()));
    return new DeformTaps(
        op.window(),
        layer.input(0).extent(1),
        layer.input(0).extent(2),
        layer.input(0).extent(3),
        op.offsetGroups(),
        op.square(),
        op.masked(),
        op.rowReach(layer.signature()),
        op.columnReach(layer.signature()),
        reference.ints("cells"),
        reference.ints("factors"),
        reference.integer("srcZero"));
  }

  int taps() {
    return window.kernelHeight() * window.kernelWidth();
  }

  int outHeight() {
    return window.outputHeight(height);
  }

  int outWidth() {
    return window.outputWidth(width);
  }

  int pixels() {
    return outHeight() * outWidth();
  }

  /** Words of offsets of a pixel: a number each with {@code square}, else two. */
  int offsetWords() {
    return square ? offsetGroups : offsetGroups * taps();
  }

  /** Channels that share offsets. */
  int share() {
    return channels / offsetGroups;
  }

  /** Whether some tap can lie between cells. */
  boolean blends() {
    for (int cell : cells) {
      for (int tap = 0; tap < window.kernelHeight(); tap++) {
        if ((pushed(cell, tap, window.kernelHeight()) & CELL - 1) != 0) {
          return true;
        }
      }
      for (int tap = 0; tap < window.kernelWidth(); tap++) {
        if ((pushed(cell, tap, window.kernelWidth()) & CELL - 1) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private int pushed(int cell, int tap, int taps) {
    return square ? cell * (2 * tap - (taps - 1)) >> 1 : cell;
  }

  /** Bits of the largest factor. */
  int factorBits() {
    return Sums.bits(
        Arrays.stream(factors).min().orElse(0), Arrays.stream(factors).max().orElse(0));
  }

  /**
   * What a tap reads, of one channel.
   *
   * @param image [height][width][channels]
   * @param offset of the pixel, as they stream
   * @param mask of the pixel, [offsetGroups][taps]; anything without
   */
  long sample(
      long[] image, int pixel, int tap, int channel, long[] offset, int offsetAt, long[] mask) {
    int group = channel / share();
    int tapY = tap / window.kernelWidth();
    int tapX = tap % window.kernelWidth();
    int word = square ? group : group * taps() + tap;
    int numbers = square ? 1 : 2;
    int down = entry(cells, offset[offsetAt + word * numbers]);
    int right = entry(cells, offset[offsetAt + word * numbers + numbers - 1]);
    int top = pixel / outWidth() * window.strideY() - window.padTop();
    int left = pixel % outWidth() * window.strideX() - window.padLeft();
    int y = (top + tapY * window.dilationY()) * CELL + pushed(down, tapY, window.kernelHeight());
    int x = (left + tapX * window.dilationX()) * CELL + pushed(right, tapX, window.kernelWidth());
    int partY = y & CELL - 1;
    int partX = x & CELL - 1;
    int row = y >> CELL_BITS;
    int column = x >> CELL_BITS;
    long sum =
        (CELL - partX)
                * ((CELL - partY) * difference(image, row, column, channel)
                    + partY * difference(image, row + 1, column, channel))
            + partX
                * ((CELL - partY) * difference(image, row, column + 1, channel)
                    + partY * difference(image, row + 1, column + 1, channel));
    int factor =
        masked
            ? entry(factors, mask[(pixel * offsetGroups + group) * taps() + tap])
            : 1 << FACTOR_BITS;
    int shift = SHARE_BITS + FACTOR_BITS;
    long value = (sum * factor + (1L << shift - 1) >> shift) + padding;
    return Math.max(Layer.LEAST, Math.min(Layer.MOST, value));
  }

  private static int entry(int[] table, long stored) {
    return table[(int) stored - Layer.LEAST];
  }

  /** A cell above the padding's value. */
  private long difference(long[] image, int row, int column, int channel) {
    boolean inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside ? image[(row * width + column) * channels + channel] - padding : 0;
  }
}
