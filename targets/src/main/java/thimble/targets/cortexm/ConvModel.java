package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A convolution: {@code conv} widens input windows to 16 bits before they are multiplied, {@code
 * conv_rows} the source rows under them, {@code conv_bytes} reads them as they are.
 *
 * @param title what it computes, for the comment
 * @param block sums kept in registers
 * @param outputs output channels
 * @param inputs input channels
 * @param depth multiply-accumulates of one sum
 * @param steps depth rounded up to a multiple of 4: bytes from one channel's weights to the next
 * @param pointwise whether it goes over any number of rows as one
 * @param taps the geometry of the window
 * @param narrowBlock for pixels that are fewer than a block has: calls with so few, where there may
 *     be some, and ends of rows where that pays
 * @param width output pixels of a row; 0 where it is pointwise (a parameter)
 */
public record ConvModel(
    String title,
    Block block,
    int outputs,
    int inputs,
    int depth,
    int steps,
    boolean pointwise,
    Taps taps,
    int width,
    Optional<Block> narrowBlock,
    Rescaling rescaling) {

  /**
   * The window.
   *
   * @param run bytes of one row of the window: width times channels
   */
  public record Taps(
      int height, int width, int strideX, int dilationX, int padLeft, int sourceWidth, int run) {}

  /** The same with its narrow block. */
  public List<ConvModel> narrow() {
    return narrowBlock.stream()
        .map(
            other ->
                new ConvModel(
                    title,
                    other,
                    outputs,
                    inputs,
                    depth,
                    steps,
                    pointwise,
                    taps,
                    width,
                    Optional.empty(),
                    rescaling))
        .toList();
  }

  /** Whether the narrow form computes what a row has left instead of a block that overlaps. */
  public boolean finishes() {
    return narrowPixels() > 1;
  }

  public int narrowPixels() {
    return narrowBlock.map(Block::pixels).orElse(0);
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
    return (block.pixels() - 1) * taps.strideX() + taps.width();
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

  /** Words of one expanded window. */
  public int words() {
    return steps / 2;
  }

  public boolean aligned() {
    return depth == steps;
  }

  /** Bytes of all windows of a pointwise block, where they follow one another. */
  public int blockBytes() {
    return block.pixels() * depth;
  }

  /** Channels that the last block computes again. */
  public int channelOverlap() {
    return (block.channels() - outputs % block.channels()) % block.channels();
  }

  public int lastChannel() {
    return outputs - block.channels();
  }

  public int lastPixel() {
    return width - block.pixels();
  }

  public boolean pixelOverlap() {
    return pointwise ? block.pixels() > 1 : width % block.pixels() != 0;
  }

  public int filterOverlapBytes() {
    return channelOverlap() * steps;
  }

  public int tableOverlap() {
    return channelOverlap() * Rescaling.ENTRY;
  }

  public int tableStep() {
    return block.channels() * Rescaling.ENTRY;
  }

  /** The sums of a block in the order of {@code dsp_dot}: channel by channel. */
  public List<Sum> sums() {
    List<Sum> sums = new ArrayList<>();
    for (int channel = 0; channel < block.channels(); channel++) {
      for (int pixel = 0; pixel < block.pixels(); pixel++) {
        sums.add(new Sum(sums.size(), channel * Rescaling.ENTRY, pixel * outputs + channel));
      }
    }
    return sums;
  }

  /**
   * @param entry index of its channel's numbers
   * @param at index of its result
   */
  public record Sum(int index, int entry, int at) {}
}
