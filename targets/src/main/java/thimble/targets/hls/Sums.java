package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.ReferenceCall;

/**
 * The sums of a layer's filters: which can occur, and how they become activations.
 *
 * @param bits that hold every sum without its bias
 * @param bias by filter, the input's zero point folded in: {@code sum (x - z) w = sum x w - z sum
 *     w}
 */
record Sums(
    int bits,
    int weightBits,
    int[] bias,
    List<Scale> scales,
    int keptBits,
    int zero,
    int low,
    int high) {
  private static final int LEAST_WEIGHT_BITS = 2;

  /**
   * @param weight [filter][element]
   * @param from smallest input, {@code to} largest
   * @return empty where a filter's factor does not fit
   */
  static Optional<Sums> of(
      Op op, Signature signature, byte[][] weight, int[] bias, int from, int to) {
    ReferenceCall reference = new ReferenceCall(op.kernel(signature));
    int inputZero = reference.integer("srcZero");
    int zero = reference.integer("dstZero");
    int low = reference.integer("clampLow");
    int high = reference.integer("clampHigh");
    int[] multiplier = reference.ints("multiplier");
    int[] shift = reference.ints("shift");
    int[] folded = new int[bias.length];
    List<Scale> scales = new ArrayList<>();
    long least = 0;
    long most = 0;
    int weightBits = LEAST_WEIGHT_BITS;
    for (int filter = 0; filter < bias.length; filter++) {
      long filterLeast = 0;
      long filterMost = 0;
      int total = 0;
      for (byte w : weight[filter]) {
        filterLeast += Math.min(w * from, w * to);
        filterMost += Math.max(w * from, w * to);
        total += w;
        weightBits = Math.max(weightBits, 33 - Integer.numberOfLeadingZeros(w < 0 ? ~w : w));
      }
      folded[filter] = bias[filter] - inputZero * total;
      Optional<Scale> scale =
          Scale.of(
              multiplier[filter],
              shift[filter],
              Math.min(0, filterLeast) + folded[filter],
              Math.max(0, filterMost) + folded[filter],
              zero,
              low,
              high);
      if (scale.isEmpty()) {
        return Optional.empty();
      }
      scales.add(scale.get());
      least = Math.min(least, filterLeast);
      most = Math.max(most, filterMost);
    }
    int bits = bits(least, most);
    int kept = scales.stream().mapToInt(Scale::keptBits).max().orElse(1);
    return Optional.of(new Sums(bits, weightBits, folded, scales, kept, zero, low, high));
  }

  /** Bits of a signed number that holds all from {@code least} to {@code most}. */
  static int bits(long least, long most) {
    return 65 - Long.numberOfLeadingZeros(Math.max(most, ~least));
  }

  /** Sums as they come become activations. */
  Unit rescale(int pixels, int pe, int lanes, int outBits) {
    return new RescaleUnit(
        pixels, bias.length, pe, lanes, bits, keptBits, outBits, zero, low, high, bias, scales);
  }
}
