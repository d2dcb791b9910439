package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import thimble.targets.KernelTemplate;

/**
 * Model of the template {@code cortexm/channels}: the function at the bottom of all convolutions.
 * It multiplies the inputs of a few pixels with the weights of all output channels; a block of sums
 * stays in registers.
 *
 * @param block channels and pixels of a block
 * @param bytes whether inputs are int8, unpacked again for every block; otherwise int16 pairs
 * @param pixelBytes from one pixel's inputs to the next one's, where inputs are runs of memory, one
 *     for each row of a window; 0 where pixels alternate, four steps of depth of each
 * @param packed whether weights have 4 bits: a word is four steps of two channels, the first in the
 *     lower halves of its bytes. Masked they are bytes of 16 times the weights, and so are sums
 */
public record ChannelsModel(
    Block block, boolean bytes, int pixelBytes, boolean packed, Rescaling rescaling) {
  /** Steps of depth that are done together: the bytes of a word. */
  static final int STEPS = 4;

  /** Unrolled repetitions of these. */
  private static final int TIMES = 4;

  KernelTemplate template() {
    return new KernelTemplate("cortexm/channels", function(), this);
  }

  /** The function's name. */
  public String function() {
    return "dsp_channels_%dx%d%s%s%s%s"
        .formatted(
            block.channels(),
            block.pixels(),
            bytes ? "_bytes" : "",
            runs() ? "_" + pixelBytes : "",
            packed ? "_4bit" : "",
            rescaling.suffix());
  }

  /** Whether inputs are runs of memory. */
  public boolean runs() {
    return pixelBytes > 0;
  }

  public String inputType() {
    return bytes ? "int8_t" : "int32_t";
  }

  /** Bytes of four steps of one pixel. */
  private int wordBytes() {
    return bytes ? STEPS : 2 * STEPS;
  }

  /** Bytes from one pixel's four steps to the next one's. */
  private int pitch() {
    return runs() ? pixelBytes : wordBytes();
  }

  /** Elements of the input from one pixel's four steps to the next one's. */
  public int pixelStep() {
    return bytes ? pitch() : pitch() / 4;
  }

  /** Elements of the input from four steps to the next four. */
  public int inputStep() {
    int advance = runs() ? wordBytes() : block.pixels() * wordBytes();
    return bytes ? advance : advance / 4;
  }

  /** Whether one pixel's inputs stay in registers for several loads of weights. */
  public boolean single() {
    return block.pixels() == 1;
  }

  /** Whether the sums leave no registers for a pointer to each pixel's outputs. */
  public boolean opaque() {
    return block.pixels() > 2 && !runs();
  }

  /** Whether the last block may begin earlier, where it still fits. */
  public boolean overlaps() {
    return block.channels() > 1;
  }

  /** Registers for unpacked weights, and for an input. */
  public List<Integer> weightRegisters() {
    return block.channels() > 1 ? List.of(0, 1, 2, 3) : List.of(0, 1);
  }

  /**
   * Whether a register is left for the mask of packed weights, which immediates are slower than.
   */
  public boolean masks() {
    return packed && block.channels() * block.pixels() <= 4;
  }

  /**
   * Channels whose weights are loaded together.
   *
   * @param address of the load; the last one moves on
   */
  public record Group(String address, List<Lane> lanes) {
    public boolean pair() {
      return lanes.size() == 2;
    }
  }

  /**
   * @param even register of weights 0 and 2 of four, {@code odd} of 1 and 3
   */
  public record Lane(int channel, int even, int odd) {}

  /** The last two channels first. */
  public List<Group> groups() {
    int channels = block.channels();
    List<Group> groups = new ArrayList<>();
    for (int first = Math.max(0, channels - 2); first >= 0; first -= 2) {
      List<Lane> lanes = new ArrayList<>();
      for (int channel = first; channel < Math.min(first + 2, channels); channel++) {
        int register = 2 * (channel - first);
        lanes.add(new Lane(channel, register, register + 1));
      }
      int channelBytes = packed ? STEPS / 2 : STEPS;
      String address =
          first > 0
              ? "[%[w], #" + channelBytes * first + "]"
              : "[%[w]], #" + channelBytes * channels;
      groups.add(new Group(address, lanes));
    }
    return groups;
  }

  /**
   * @param address of the load; the last one moves on
   */
  public record Pixel(int index, String address) {}

  /** The last pixel first. */
  public List<Pixel> pixels() {
    List<Pixel> pixels = new ArrayList<>();
    for (int pixel = block.pixels() - 1; pixel >= 0; pixel--) {
      int advance = inputStep() * (bytes ? 1 : 4);
      pixels.add(
          new Pixel(pixel, pixel > 0 ? "[%[x], #" + pixel * pitch() + "]" : "[%[x]], #" + advance));
    }
    return pixels;
  }

  /** Bytes of code of four steps: every instruction has four. */
  public int stepCode() {
    int masking = !packed ? 0 : (masks() ? 2 : 3) * groups().size();
    int loads = groups().size() + masking + 2 * block.channels() + block.pixels() * (bytes ? 3 : 1);
    return 4 * (loads + 2 * block.channels() * block.pixels());
  }

  /** Instructions of the assembly for a run of that many steps of depth. */
  double runInstructions(int steps) {
    int fours = steps / STEPS;
    return fours * stepCode() / 4.0 + 3.0 * ((fours + TIMES - 1) / TIMES);
  }

  /** The sums of a block: channel by channel. */
  public List<Sum> sums() {
    List<Sum> sums = new ArrayList<>();
    for (int channel = 0; channel < block.channels(); channel++) {
      for (int pixel = 0; pixel < block.pixels(); pixel++) {
        String to = pixel == 0 ? "to[0]" : pixel == 1 ? "to[next]" : "to[%2$d * next]";
        if (!opaque()) {
          to = pixel == 0 ? "to[%1$d]" : pixel == 1 ? "to[pitch + %d]" : "to[%2$d * pitch + %1$d]";
        }
        sums.add(sum(channel, pixel, to.formatted(channel, pixel)));
      }
    }
    return sums;
  }

  private Sum sum(int channel, int pixel, String to) {
    String name = "s" + channel + pixel;
    int entry = channel * rescaling.entryWords();
    String bias = rescaling.bias("channels", entry);
    String word = "weight[" + (packed ? channel / 2 : channel) + "]";
    String bytes =
        !packed
            ? "(uint32_t)" + word
            : (channel % 2 == 0 ? "dsp_lower_halves(" : "dsp_upper_halves(") + word + ")";
    String total =
        packed ? "(int32_t)((uint32_t)(" + bias + ") + (uint32_t)(" + name + " >> 4))" : name;
    return new Sum(
        name,
        packed ? "0" : bias,
        bytes,
        channel,
        pixel,
        to,
        rescaling.output(total, "channels", entry),
        opaque() && pixel == block.pixels() - 1);
  }

  /**
   * @param start what it begins with
   * @param weight expression of four weights, a byte each
   * @param to where its output goes
   * @param output expression of the output
   * @param moves whether the next one's outputs lie one byte further
   */
  public record Sum(
      String name,
      String start,
      String weight,
      int channel,
      int pixel,
      String to,
      String output,
      boolean moves) {}

  /** Words of weights for four steps. */
  public int weightStep() {
    return packed ? block.channels() / 2 : block.channels();
  }

  public int entryStep() {
    return block.channels() * rescaling.entryWords();
  }
}
