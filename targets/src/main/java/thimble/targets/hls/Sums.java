package thimble.targets.hls;

import java.util.Arrays;
import thimble.targets.ReferenceCall;

/**
 * The sums of a layer's filters: which can occur, and how they become activations.
 *
 * @param inBits of an input
 * @param bits that hold every sum without its bias
 * @param outBits of a result
 * @param rescaling with the bias, the input's zero point folded in: {@code sum (x - z) w = sum x w
 *     - z sum w}
 */
record Sums(int inBits, int bits, int weightBits, int outBits, Rescaling rescaling) {
  private static final int LEAST_WEIGHT_BITS = 2;

  /**
   * @param layer whose first input is multiplied with the weights
   * @param weight [filter][element]
   */
  static Sums of(Layer layer, short[][] weight, int[] bias) {
    ReferenceCall reference = new ReferenceCall(layer.op().kernel(layer.signature()));
    int inputZero = reference.integer("srcZero");
    int[] folded = new int[bias.length];
    long[] filterLeast = new long[bias.length];
    long[] filterMost = new long[bias.length];
    int weightBits = LEAST_WEIGHT_BITS;
    Range range = layer.padded();
    for (int filter = 0; filter < bias.length; filter++) {
      int total = 0;
      for (short w : weight[filter]) {
        filterLeast[filter] += Math.min(w * range.least(), w * range.most());
        filterMost[filter] += Math.max(w * range.least(), w * range.most());
        total += w;
        weightBits = Math.max(weightBits, bits(w, w));
      }
      folded[filter] = bias[filter] - inputZero * total;
    }
    Rescaling rescaling =
        Rescaling.of(
            folded,
            reference.ints("multiplier"),
            reference.ints("shift"),
            filterLeast,
            filterMost,
            reference.integer("dstZero"),
            reference.integer("clampLow"),
            reference.integer("clampHigh"));
    long least = Math.min(0, Arrays.stream(filterLeast).min().orElse(0));
    long most = Math.max(0, Arrays.stream(filterMost).max().orElse(0));
    return new Sums(range.bits(), bits(least, most), weightBits, layer.result().bits(), rescaling);
  }

  /** Bits of a signed number that holds all from {@code least} to {@code most}. */
  static int bits(long least, long most) {
    return 65 - Long.numberOfLeadingZeros(Math.max(most, ~least));
  }

  /** Sums as they come become activations. */
  Unit rescale(int pixels, int pe, int lanes) {
    return rescaling.unit(pixels, pe, lanes, bits, outBits);
  }
}
