package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorData;
import thimble.ir.op.Argument;
import thimble.targets.ReferenceCall;

/**
 * How sums become int16 (docs/semantics.md, "16-bit activations"). The rule rounds once, so where
 * sums fit 32 bits an output is one instruction, {@code SMMLAR}: the high word of {@code sum *
 * multiplier}, the multiplier's 15 bits raised so far that the shift is by 32.
 */
public record WideRescaling(Form form) implements Rescale {
  /** From the fastest to the most general. */
  public enum Form {
    /** Sums of 32 bits, limits of int16. */
    SATURATED(""),
    /** Sums of 32 bits, from 0 to 32767. */
    POSITIVE("_positive"),
    /** Sums of 32 bits, other limits. */
    CLAMPED("_clamped"),
    /** Sums of 64 bits, any factor, any limits. */
    LONG("_long");

    private final String suffix;

    Form(String suffix) {
      this.suffix = suffix;
    }
  }

  /** The shift of the instruction. */
  private static final int SHIFT = 32;

  /** A factor's 15 bits leave 16 of a word. */
  private static final int LEAST_SHIFT = 16;

  /**
   * What the channels' sums begin with, and how they are rescaled.
   *
   * @param bias zero point folded in
   * @param multiplier of 15 bits, {@code shift} to the right, as the reference kernel has them
   */
  record Channels(WideRescaling rescaling, long[] bias, int[] multiplier, int[] shift)
      implements Table {
    @Override
    public int[] entry(int channel) {
      int low = (int) bias[channel];
      if (rescaling.isLong()) {
        int high = (int) (bias[channel] >> 32);
        return new int[] {low, high, multiplier[channel], shift[channel]};
      }
      int raise = multiplier[channel] == 0 ? 0 : SHIFT - shift[channel];
      return new int[] {low, multiplier[channel] << raise};
    }

    @Override
    public int channels() {
      return bias.length;
    }

    @Override
    public List<Argument> arguments(ReferenceCall reference) {
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument.Int("zero", reference.integer("dstZero")));
      if (rescaling.clamps()) {
        arguments.add(new Argument.Int("low", reference.integer("clampLow")));
        arguments.add(new Argument.Int("high", reference.integer("clampHigh")));
      }
      return arguments;
    }

    TensorData table() {
      List<Integer> words = new ArrayList<>();
      for (int channel = 0; channel < channels(); channel++) {
        for (int word : entry(channel)) {
          words.add(word);
        }
      }
      return TensorData.ints(words.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  /**
   * The input's zero point is folded into the bias: {@code sum (x - z) w = sum x w - z sum w}.
   *
   * @param weight for each channel {@code depth} weights, {@code step} apart
   */
  static Channels channels(
      ReferenceCall reference, long[] bias, byte[] weight, int depth, int step, int channelStep) {
    int zero = reference.integer("srcZero");
    int[] multiplier = reference.ints("multiplier").clone();
    int[] shift = reference.ints("shift");
    long[] folded = new long[bias.length];
    boolean fits = true;
    for (int channel = 0; channel < bias.length; channel++) {
      long sum = 0;
      long least = 0;
      long largest = 0;
      for (int k = 0; k < depth; k++) {
        int w = weight[channel * channelStep + k * step];
        sum += w;
        least += Math.min(w * Short.MIN_VALUE, w * Short.MAX_VALUE);
        largest += Math.max(w * Short.MIN_VALUE, w * Short.MAX_VALUE);
      }
      folded[channel] = bias[channel] - zero * sum;
      long most = Math.max(Math.abs(folded[channel] + least), Math.abs(folded[channel] + largest));
      if (most < 1L << 46 && most * multiplier[channel] < 1L << shift[channel] - 1) {
        multiplier[channel] = 0; // every output is the zero point
      }
      boolean raised = shift[channel] >= LEAST_SHIFT && shift[channel] <= SHIFT;
      fits &= most < 1L << 31 && (raised || multiplier[channel] == 0);
    }
    return new Channels(
        new WideRescaling(fits ? limits(reference) : Form.LONG), folded, multiplier, shift);
  }

  private static Form limits(ReferenceCall reference) {
    int low = reference.integer("clampLow");
    boolean top = reference.integer("clampHigh") == Short.MAX_VALUE;
    return top && low == Short.MIN_VALUE
        ? Form.SATURATED
        : top && low == 0 ? Form.POSITIVE : Form.CLAMPED;
  }

  /** Whether sums take 64 bits. */
  public boolean isLong() {
    return form == Form.LONG;
  }

  private boolean clamps() {
    return form == Form.CLAMPED || form == Form.LONG;
  }

  @Override
  public int entryWords() {
    return isLong() ? 4 : 2;
  }

  @Override
  public String entryText() {
    return isLong()
        ? "bias (low word, high word), multiplier, shift to the right"
        : "bias, multiplier * 2^(32 - shift)";
  }

  @Override
  public String parameters() {
    return clamps() ? "int32_t zero, int32_t low, int32_t high" : "int32_t zero";
  }

  @Override
  public String passed() {
    return clamps() ? "zero, low, high" : "zero";
  }

  /** Of sums in 32 bits. */
  @Override
  public String bias(String entry, int at) {
    return entry + "[" + at + "]";
  }

  @Override
  public String output(String sum, String entry, int at) {
    String multiplier = entry + "[" + (at + (isLong() ? 2 : 1)) + "]";
    String value =
        isLong()
            ? "dsp_round_long(%s, %s, %s[%d], zero)".formatted(sum, multiplier, entry, at + 3)
            : "dsp_round(%s, %s, zero)".formatted(sum, multiplier);
    return switch (form) {
      case SATURATED -> "dsp_clamp16(" + value + ")";
      case POSITIVE -> "dsp_clamp_positive16(" + value + ")";
      default -> "dsp_clamp(" + value + ", low, high)";
    };
  }

  @Override
  public double instructions() {
    return switch (form) {
      case SATURATED, POSITIVE -> 4;
      case CLAMPED -> 8;
      case LONG -> 35;
    };
  }

  @Override
  public boolean isWide() {
    return true;
  }

  @Override
  public String suffix() {
    return form.suffix;
  }
}
