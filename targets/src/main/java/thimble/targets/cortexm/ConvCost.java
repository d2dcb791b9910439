package thimble.targets.cortexm;

import java.util.Optional;
import thimble.targets.Cost;

/**
 * Costs of convolutions. The instructions of a block are counted from its code, its step and what
 * surrounds it; what remains, how inputs are brought together, was fitted to measured layers.
 */
final class ConvCost {
  /** Of a call of the function of all channels, and what prepares it. */
  private static final double CALL = 55;

  /** Of a call of the layer's function. */
  private static final double ROW = 65;

  private ConvCost() {}

  /** All output channels of a block's pixels: one call of {@link ChannelsModel}'s function. */
  static double channels(ChannelsModel model, int steps, int outputs, int runs) {
    Block block = model.block();
    int blocks = (outputs + block.channels() - 1) / block.channels();
    int sums = block.channels() * block.pixels();
    double run = model.runInstructions(steps) + (model.runs() ? 9 : 0);
    double rescaling = model.rescaling().form() == Rescaling.Form.SHORT ? 12 : 16;
    rescaling += model.packed() ? 1 : 0;
    return CALL + blocks * (runs * run + sums * rescaling + 7);
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
      return ROW
          + wide.map(model -> block(model)).orElse(0.0) * threes
          + narrow.map(model -> block(model)).orElse(0.0) * twos;
    }

    private double block(ChannelsModel model) {
      int steps = (inputs + 3) / 4 * 4;
      int count = model.block().pixels();
      double copying = model.bytes() ? 3.2 * count + 2 : 5 * count + 3;
      double padding = inputs % 4 == 0 ? 0 : 30 * count;
      return copying * steps / 4 + padding + channels(model, steps, outputs, 1);
    }
  }

  /**
   * A convolution with a window, a row a call.
   *
   * @param block instructions of one block of pixels
   */
  record Windowed(double block, int blocks) implements Cost {
    @Override
    public double instructions(int rows) {
      return rows * (ROW + blocks * block);
    }
  }
}
