package thimble.targets.cortexm;

import java.util.Optional;
import thimble.targets.Cost;

/**
 * Instructions of convolutions, counted in what GCC makes of their templates: what a call, a block
 * of pixels, a block of channels and four steps of depth take. How a compiler spends registers
 * differs from network to network by a few instructions a block; loops are assembly and do not.
 */
final class ConvCost {
  /** What calls the layer's function: arguments, most of them on the stack. */
  static final double ARGUMENTS = 24;

  /** An entry of the table that says where a row of the window begins. */
  static final double ROW_ADDRESS = 7;

  /** What a block of pixels takes beside its sums: the call's arguments and where it begins. */
  private static final double EACH_BLOCK = 24;

  /** The longest copy that is not a call of {@code memcpy}. */
  private static final int INLINE_BYTES = 64;

  private ConvCost() {}

  /** All output channels of a block's pixels: one call of {@link ChannelsModel}'s function. */
  static double channels(ChannelsModel model, int steps, int outputs, int runs) {
    Block block = model.block();
    int blocks = (outputs + block.channels() - 1) / block.channels();
    return (model.runs() ? 16 : 25)
        + blocks * (runs * (model.runInstructions(steps) + eachRun(model)) + eachBlock(model));
  }

  /** Before the assembly of a run: where it begins and ends, how many steps it skips. */
  private static double eachRun(ChannelsModel model) {
    return model.runs() ? (model.block().pixels() > 2 ? 15 : 7) : 0;
  }

  /** Of a block of channels: biases, addresses, and each sum as an output. */
  private static double eachBlock(ChannelsModel model) {
    int channels = model.block().channels();
    int sums = channels * model.block().pixels();
    double spilled = model.block().pixels() < 3 ? 0 : model.runs() ? 5 : 7;
    double output = model.rescaling().instructions() + (model.packed() ? 1 : 0);
    double entries = 4 * channels;
    return output * sums + entries + sums + (model.runs() ? 4 : 11) + spilled;
  }

  /** Bytes to pairs, an unrolled loop: eight bytes a turn. */
  private static double widening(int bytes) {
    return bytes <= 4 ? 6 : 6 + 2.0 * bytes;
  }

  /** A copy of so many bytes, known when compiling. */
  private static double copying(int bytes) {
    if (bytes > INLINE_BYTES) {
      return 35 + 0.6 * bytes;
    }
    return 2 * (bytes / 4 + bytes % 4 / 2 + bytes % 2);
  }

  /** Cells that are copied one by one since some lie outside. */
  private static double gathering(int cells, int channels) {
    return 8 + cells * (7 + copying(channels));
  }

  /** A row of bytes of the padding. */
  private static double filling(int bytes) {
    return bytes > INLINE_BYTES ? 35 + 0.4 * bytes : 3 + bytes / 4.0;
  }

  /**
   * A convolution without window.
   *
   * @param narrow what takes two pixels; the wide one takes three
   * @param pixels of a row
   */
  record Pointwise(
      Optional<ChannelsModel> wide,
      Optional<ChannelsModel> narrow,
      int inputs,
      int outputs,
      int pixels)
      implements Cost {
    @Override
    public double instructions(int rows) {
      int all = rows * pixels;
      int threes = narrow.isEmpty() ? all / 3 : all % 3 == 1 ? all / 3 - 1 : all / 3;
      threes = wide.isEmpty() ? 0 : threes;
      int twos = (all - 3 * threes + 1) / 2;
      return ARGUMENTS
          + (wide.isPresent() && narrow.isPresent() ? 32 : 21)
          + wide.map(this::block).orElse(0.0) * threes
          + narrow.map(this::block).orElse(0.0) * twos;
    }

    private double block(ChannelsModel model) {
      int steps = (inputs + 3) / 4 * 4;
      int count = model.block().pixels();
      double four = model.bytes() ? 3 * count + 2 : 5 * count + 4;
      double padding = inputs % 4 == 0 ? 0 : 30 * count;
      return 17 + four * steps / 4 + padding + channels(model, steps, outputs, 1);
    }
  }

  /**
   * A convolution with a window, a row a call.
   *
   * @param row instructions of a row, on average
   */
  record Windowed(double row) implements Cost {
    @Override
    public double instructions(int rows) {
      return rows * row;
    }
  }

  /**
   * A convolution without window that reads its pixels where they lie: rows are one run of pixels.
   *
   * @param pixels of a block
   * @param block instructions of a block
   */
  record Reading(int width, int pixels, double block) implements Cost {
    @Override
    public double instructions(int rows) {
      return ARGUMENTS + 20 + block * ((rows * width + pixels - 1) / pixels);
    }
  }

  /**
   * The layer whose rows are predicted.
   *
   * @param absent rows of the window outside of the image, on average
   * @param width output pixels of a row
   */
  record Layer(ConvModel model, int outputs, int runs, double absent, int width) {
    private int height() {
      return model.taps().height();
    }

    private double present() {
      return height() - absent;
    }

    /** First column under the block of pixels that begins there. */
    private int column(int pixel) {
      return Math.min(pixel, model.lastPixel()) * model.taps().strideX() - model.taps().padLeft();
    }

    private Cost cost(double blocks, int steps) {
      int pixels = model.block().pixels();
      int count = (model.width() + pixels - 1) / pixels;
      double call = channels(model.channels(), steps, outputs, runs);
      return new Windowed(
          ARGUMENTS + ROW_ADDRESS * height() + 20 + blocks + count * (EACH_BLOCK + call));
    }

    /** Template {@code conv}: windows side by side. */
    Cost windows() {
      double blocks = 0;
      int pixels = model.block().pixels();
      for (int x = 0; x < model.width(); x += pixels) {
        blocks += 10;
        for (int pixel = 0; pixel < pixels; pixel++) {
          int column = column(x) + pixel * model.taps().strideX();
          blocks += model.direct() ? runs(column) : lines(column);
        }
      }
      return cost(blocks, model.steps());
    }

    private boolean inside(int column) {
      return model.dense() && column >= 0 && column <= model.lastColumn();
    }

    /** Rows of a window, each widened where it lies. */
    private double runs(int column) {
      int run = model.taps().run();
      double row = 6 + widening(run);
      double gathered = inside(column) ? 4 : 8 + gathering(model.taps().width(), model.inputs());
      return 6 + height() * row + present() * gathered + absent * filling(run);
    }

    /** Rows of a window, brought together and then widened. */
    private double lines(int column) {
      int run = model.taps().run();
      double gathered =
          inside(column) ? 3 + copying(run) : 6 + gathering(model.taps().width(), model.inputs());
      return 20
          + height() * 6
          + present() * gathered
          + absent * filling(run)
          + 6
          + widening(model.steps());
    }

    /** Template {@code conv_rows}: the rows under a block of pixels. */
    Cost rows() {
      double blocks = 0;
      int bytes = model.spanBytes();
      for (int x = 0; x < model.width(); x += model.block().pixels()) {
        int column = column(x);
        boolean inside = column >= 0 && column <= model.lastBlockColumn();
        blocks += 14 + present() * (14 + widening(bytes) + (inside ? 0 : 36));
        blocks += absent * (14 + 0.7 * bytes);
      }
      return cost(blocks, model.channels().runs() ? model.runSteps() : model.steps());
    }

    /** Template {@code conv_bytes}: where the inputs lie. */
    Cost bytes() {
      int steps = model.channels().runs() ? model.runSteps() : model.steps();
      if (model.pointwise()) {
        double block = EACH_BLOCK + channels(model.channels(), steps, outputs, runs);
        return new Reading(width, model.block().pixels(), block);
      }
      double blocks = 0;
      for (int x = 0; x < model.width(); x += model.block().pixels()) {
        int column = column(x);
        boolean inside = column >= 0 && column <= model.lastBlockColumn();
        boolean copies = model.gathers() || !inside;
        double row = copies ? 10 + gathering(model.spanCells(), model.inputs()) : 9;
        blocks += 10 + present() * row + absent * (10 + filling(model.spanBytes()));
      }
      return cost(blocks, steps);
    }
  }
}
