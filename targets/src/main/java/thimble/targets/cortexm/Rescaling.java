package thimble.targets.cortexm;

import thimble.ir.TensorData;
import thimble.targets.ReferenceCall;

/**
 * How accumulators become int8: the part of a template's model that is common to convolutions and
 * fully connected layers.
 *
 * @param call C function that rescales and adds the zero point: the short form where every shift
 *     goes to the right
 * @param zero output zero point; 0 where it is an argument
 * @param clamps whether the activation's limits are tighter than int8
 * @param low limits of the activation
 * @param high limits of the activation
 */
public record Rescaling(String call, int zero, boolean clamps, int low, int high) {
  /** Numbers of a channel in the table of {@link #table}. */
  static final int ENTRY = 3;

  static Rescaling of(ReferenceCall reference) {
    int low = reference.integer("clampLow");
    int high = reference.integer("clampHigh");
    return new Rescaling(
        isShort(reference) ? "dsp_requantize" : "dsp_requantize_any",
        reference.integer("dstZero"),
        low > -128 || high < 127,
        low,
        high);
  }

  /** For kernels that take the zero point as an argument, so that more layers share them. */
  Rescaling withoutZero() {
    return new Rescaling(call, 0, clamps, low, high);
  }

  /** A factor of 0 may have any shift. */
  private static boolean isShort(ReferenceCall reference) {
    int[] multipliers = reference.ints("multiplier");
    int[] shifts = reference.ints("shift");
    for (int channel = 0; channel < shifts.length; channel++) {
      if (shifts[channel] >= 0 && multipliers[channel] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * For each channel: bias, multiplier, shift (to the right in the short form).
   *
   * <p>The input's zero point is folded into the bias: {@code sum (x - z) w = sum x w - z sum w}.
   *
   * @param weight for each channel {@code depth} weights, {@code step} apart
   */
  static TensorData table(
      ReferenceCall reference, int[] bias, byte[] weight, int depth, int step, int channelStep) {
    int[] multipliers = reference.ints("multiplier");
    int[] shifts = reference.ints("shift");
    int zero = reference.integer("srcZero");
    boolean shortForm = isShort(reference);
    int[] table = new int[ENTRY * bias.length];
    for (int channel = 0; channel < bias.length; channel++) {
      int sum = 0;
      for (int k = 0; k < depth; k++) {
        sum += weight[channel * channelStep + k * step];
      }
      int shift = multipliers[channel] == 0 ? -1 : shifts[channel];
      table[ENTRY * channel] = bias[channel] - zero * sum;
      table[ENTRY * channel + 1] = multipliers[channel];
      table[ENTRY * channel + 2] = shortForm ? -shift : shift;
    }
    return TensorData.ints(table);
  }
}
