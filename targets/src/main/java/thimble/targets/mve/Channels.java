package thimble.targets.mve;

import java.util.function.IntUnaryOperator;
import thimble.ir.TensorData;
import thimble.targets.ReferenceCall;

/** What rescales four output channels at a time. */
final class Channels {
  /** Channels of a group: the words of a vector. */
  static final int GROUP = 4;

  private Channels() {}

  static int roundUp(int channels) {
    return (channels + GROUP - 1) / GROUP * GROUP;
  }

  /**
   * For each group four biases, multipliers, shifts. The input's zero point is folded into the
   * bias: {@code sum (x - z) w = sum x w - z sum w}.
   *
   * @param order channels of all lanes, a multiple of four
   * @param weightSum of a channel
   */
  static TensorData table(
      ReferenceCall reference, int[] bias, int[] order, IntUnaryOperator weightSum) {
    int[] multipliers = reference.ints("multiplier");
    int[] shifts = Rounding.shifts(reference);
    int zero = reference.integer("srcZero");
    int[] table = new int[order.length * 3];
    for (int lane = 0; lane < order.length; lane++) {
      int channel = order[lane];
      int at = lane / GROUP * 3 * GROUP + lane % GROUP;
      table[at] = bias[channel] - zero * weightSum.applyAsInt(channel);
      table[at + GROUP] = multipliers[channel];
      table[at + 2 * GROUP] = shifts[channel];
    }
    return TensorData.ints(table);
  }
}
