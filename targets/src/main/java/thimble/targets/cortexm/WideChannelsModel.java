package thimble.targets.cortexm;

import java.util.List;
import thimble.ir.TensorData;
import thimble.targets.KernelTemplate;

/**
 * Model of the template {@code cortexm/wide_channels}: what {@link ChannelsModel} is for int8, for
 * int16 inputs, which need no unpacking. Pixels alternate, four steps of depth of each.
 *
 * @param block channels and pixels of a block; one channel where sums take 64 bits
 */
public record WideChannelsModel(Block block, WideRescaling rescaling) {
  /** The order in which four weights of a word lie: unpacked they are neighbours. */
  private static final int[] ORDER = {0, 2, 1, 3};

  KernelTemplate template() {
    return new KernelTemplate("cortexm/wide_channels", function(), this);
  }

  /** The function's name. */
  public String function() {
    return "dsp_wide_%dx%d%s".formatted(block.channels(), block.pixels(), rescaling.suffix());
  }

  /** The same block of instructions. */
  private ChannelsModel code() {
    return new ChannelsModel(block, false, 0, false, new Rescaling(Rescaling.Form.SHORT, false));
  }

  public boolean single() {
    return block.pixels() == 1;
  }

  public boolean overlaps() {
    return block.channels() > 1;
  }

  public List<Integer> weightRegisters() {
    return code().weightRegisters();
  }

  public List<ChannelsModel.Group> groups() {
    return code().groups();
  }

  public List<ChannelsModel.Pixel> pixels() {
    return code().pixels();
  }

  public int stepCode() {
    return code().stepCode();
  }

  /** Words of the input from four steps to the next four. */
  public int inputStep() {
    return 2 * block.pixels();
  }

  public List<ChannelsModel.Sum> sums() {
    return code().sums();
  }

  /** Instructions for all output channels of a block's pixels. */
  double instructions(int steps, int outputs) {
    int sums = block.channels() * block.pixels();
    int blocks = (outputs + block.channels() - 1) / block.channels();
    if (rescaling.isLong()) {
      return 40 + blocks * (steps / 4 * (8.0 + 3 * sums) + 35 * sums);
    }
    return 45 + blocks * (code().runInstructions(steps) + 6.0 * sums + 8);
  }

  /**
   * Weights in the order in which the function reads them: blocks of channels, in a block for every
   * four steps those of each channel, filled up with zeros. The last block begins where it still
   * fits.
   *
   * @param depth weights of a channel
   */
  TensorData packed(byte[] weight, int outputs, int depth) {
    int channels = block.channels();
    int fours = (depth + 3) / 4;
    int blocks = (outputs + channels - 1) / channels;
    int[] packed = new int[blocks * fours * channels];
    int to = 0;
    for (int i = 0; i < blocks; i++) {
      int first = Math.min(i * channels, outputs - channels);
      for (int step = 0; step < depth; step += 4) {
        for (int channel = first; channel < first + channels; channel++) {
          packed[to++] = word(weight, channel * depth + step, Math.min(4, depth - step));
        }
      }
    }
    return TensorData.ints(packed);
  }

  private static int word(byte[] weight, int at, int count) {
    int word = 0;
    for (int i = 0; i < 4; i++) {
      if (ORDER[i] < count) {
        word |= (weight[at + ORDER[i]] & 0xFF) << 8 * i;
      }
    }
    return word;
  }
}
