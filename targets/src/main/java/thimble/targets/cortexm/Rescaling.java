package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorData;
import thimble.ir.op.Argument;
import thimble.targets.ReferenceCall;

/**
 * How accumulators become int8: the part of a template's model that is common to convolutions and
 * fully connected layers. Zero point and limits are arguments of the function, so that layers share
 * it.
 *
 * @param shared whether bias and shift of a channel share a word: {@code bias * 256 + shift}
 */
public record Rescaling(Form form, boolean shared) implements Rescale {
  /** Bits of a word that a shift has beside a bias. */
  private static final int SHIFT_BITS = 8;

  /** From the fastest to the most general. */
  public enum Form {
    /** Every shift goes to the right, the limits are those of int8. */
    SHORT(""),
    /** Every shift goes to the right, the activation has limits. */
    CLAMPED("_clamped"),
    /** Any shift, any limits. */
    ANY("_any");

    private final String suffix;

    Form(String suffix) {
      this.suffix = suffix;
    }
  }

  /** What channels add to their sums, and how they are rescaled. */
  public record Channels(Rescaling rescaling, int[] bias, int[] multiplier, int[] shift)
      implements Table {
    @Override
    public int channels() {
      return bias.length;
    }

    @Override
    public List<Argument> arguments(ReferenceCall reference) {
      return rescaling.arguments(reference);
    }

    @Override
    public int[] entry(int channel) {
      int factor = multiplier[channel];
      // A factor of 0 may have any shift.
      int right = factor == 0 ? 1 : -shift[channel];
      return rescaling.shared
          ? new int[] {bias[channel] << SHIFT_BITS | right, factor}
          : new int[] {bias[channel], factor, rescaling.form == Form.ANY ? -right : right};
    }

    /** The factor of a channel: multiplier, and shift as {@code dsp_requantize} takes it. */
    List<Argument> factor(int channel) {
      int[] entry = entry(channel);
      return List.of(
          new Argument.Int("multiplier", entry[1]),
          new Argument.Int(
              "shift", rescaling.shared ? entry[0] & (1 << SHIFT_BITS) - 1 : entry[2]));
    }

    TensorData table() {
      int[] table = new int[bias.length * rescaling.entryWords()];
      for (int channel = 0; channel < bias.length; channel++) {
        int[] entry = entry(channel);
        System.arraycopy(entry, 0, table, channel * entry.length, entry.length);
      }
      return TensorData.ints(table);
    }
  }

  /**
   * The input's zero point is folded into the bias: {@code sum (x - z) w = sum x w - z sum w}.
   *
   * @param weight for each channel {@code depth} weights, {@code step} apart
   */
  public static Channels channels(
      ReferenceCall reference, int[] bias, byte[] weight, int depth, int step, int channelStep) {
    int zero = reference.integer("srcZero");
    int[] folded = new int[bias.length];
    for (int channel = 0; channel < bias.length; channel++) {
      int sum = 0;
      for (int k = 0; k < depth; k++) {
        sum += weight[channel * channelStep + k * step];
      }
      folded[channel] = bias[channel] - zero * sum;
    }
    int[] multiplier = reference.ints("multiplier");
    int[] shift = reference.ints("shift");
    return new Channels(of(reference, folded, multiplier, shift), folded, multiplier, shift);
  }

  private static Rescaling of(ReferenceCall reference, int[] bias, int[] multiplier, int[] shift) {
    boolean right = true;
    boolean fits = true;
    for (int channel = 0; channel < bias.length; channel++) {
      right &= shift[channel] < 0 || multiplier[channel] == 0;
      fits &= bias[channel] << SHIFT_BITS >> SHIFT_BITS == bias[channel];
    }
    boolean clamps =
        reference.integer("clampLow") > Byte.MIN_VALUE
            || reference.integer("clampHigh") < Byte.MAX_VALUE;
    Form form = !right ? Form.ANY : clamps ? Form.CLAMPED : Form.SHORT;
    return new Rescaling(form, right && fits);
  }

  /** Zero point and limits as arguments. */
  public List<Argument> arguments(ReferenceCall reference) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Int("zero", reference.integer("dstZero")));
    if (clamps()) {
      arguments.add(new Argument.Int("low", reference.integer("clampLow")));
      arguments.add(new Argument.Int("high", reference.integer("clampHigh")));
    }
    return arguments;
  }

  @Override
  public String suffix() {
    return form.suffix + (shared || form == Form.ANY ? "" : "_wide");
  }

  /** Whether limits are arguments. */
  public boolean clamps() {
    return form != Form.SHORT;
  }

  @Override
  public double instructions() {
    return switch (form) {
      case SHORT -> 8;
      case CLAMPED -> 15.5;
      case ANY -> 20;
    };
  }

  /** Words of a channel: bias and shift, multiplier; or bias, multiplier, shift. */
  @Override
  public int entryWords() {
    return shared() ? 2 : 3;
  }

  /** What a channel's words are, for a comment. */
  @Override
  public String entryText() {
    return shared()
        ? "bias * 256 + shift to the right, multiplier"
        : "bias, multiplier, shift to the "
            + (form == Form.ANY ? "left (negative: to the right)" : "right");
  }

  /** The parameters that {@link #arguments} fill. */
  @Override
  public String parameters() {
    return clamps() ? "int32_t zero, int32_t low, int32_t high" : "int32_t zero";
  }

  /** What a function passes on of them. */
  @Override
  public String passed() {
    return clamps() ? "zero, low, high" : "zero";
  }

  /** C expression of a channel's bias. */
  @Override
  public String bias(String entry, int at) {
    return shared() ? entry + "[" + at + "] >> 8" : entry + "[" + at + "]";
  }

  /** C expression of a sum as an output. */
  @Override
  public String output(String sum, String entry, int at) {
    return output(sum, entry + "[" + (at + 1) + "]", entry + "[" + (shared() ? at : at + 2) + "]");
  }

  /** The same for a factor that is at hand. */
  public String output(String sum, String multiplier, String shift) {
    String value =
        (form == Form.ANY ? "dsp_requantize_any(" : "dsp_requantize(")
            + String.join(", ", sum, multiplier, shift, "zero")
            + ")";
    return clamps() ? "dsp_clamp(" + value + ", low, high)" : "dsp_clamp8(" + value + ")";
  }
}
