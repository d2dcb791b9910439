package thimble.targets.hls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How sums become activations, channel by channel.
 *
 * @param bias that is added to a sum
 * @param multiplier of the integer semantics
 * @param shift of the integer semantics
 * @param scales by channel, or one for all; empty where a channel has none: then all are computed
 *     as the semantics say
 */
record Rescaling(
    int[] bias, int[] multiplier, int[] shift, List<Scale> scales, int zero, int low, int high) {
  /**
   * @param least smallest sum of each channel without its bias
   * @param most largest sum of each channel without its bias
   */
  static Rescaling of(
      int[] bias,
      int[] multiplier,
      int[] shift,
      long[] least,
      long[] most,
      int zero,
      int low,
      int high) {
    List<Scale> scales = new ArrayList<>();
    for (int channel = 0; channel < bias.length; channel++) {
      Optional<Scale> scale =
          Scale.of(
              multiplier[channel],
              shift[channel],
              Math.min(0, least[channel]) + bias[channel],
              Math.max(0, most[channel]) + bias[channel],
              zero,
              low,
              high);
      if (scale.isEmpty()) {
        return new Rescaling(bias, multiplier, shift, List.of(), zero, low, high);
      }
      scales.add(scale.get());
    }
    return new Rescaling(bias, multiplier, shift, scales, zero, low, high);
  }

  /** The same for every lane. */
  static Rescaling uniform(
      int lanes,
      int bias,
      int multiplier,
      int shift,
      long least,
      long most,
      int zero,
      int low,
      int high) {
    Rescaling one =
        of(
            new int[] {bias},
            new int[] {multiplier},
            new int[] {shift},
            new long[] {least},
            new long[] {most},
            zero,
            low,
            high);
    return one.repeated(lanes);
  }

  /** That of one channel for many. */
  Rescaling repeated(int channels) {
    return new Rescaling(
        filled(bias, channels),
        filled(multiplier, channels),
        filled(shift, channels),
        scales,
        zero,
        low,
        high);
  }

  private static int[] filled(int[] one, int channels) {
    int[] all = new int[channels];
    Arrays.fill(all, one[0]);
    return all;
  }

  /**
   * @param pe sums of a word that comes in, {@code lanes} results of one that goes out
   * @param sumBits of a sum without its bias
   */
  Unit unit(int pixels, int pe, int lanes, int sumBits, int outBits) {
    int channels = bias.length;
    if (scales.isEmpty()) {
      return new RequantizeUnit(
          pixels, channels, pe, lanes, sumBits, outBits, zero, low, high, bias, multiplier, shift);
    }
    int kept = scales.stream().mapToInt(Scale::keptBits).max().orElse(1);
    return new RescaleUnit(
        pixels, channels, pe, lanes, sumBits, kept, outBits, zero, low, high, bias, scales);
  }
}
