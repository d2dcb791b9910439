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

  /** {@link #table} of groups of 16, in the order of {@code mve_add_products} in C. */
  static TensorData table16(
      ReferenceCall reference, int[] bias, int[] order, IntUnaryOperator weightSum) {
    int[] shuffled = new int[order.length];
    for (int lane = 0; lane < order.length; lane++) {
      int of = lane % 16;
      shuffled[lane - of + of % 2 * 8 + of / 2 % 2 * 4 + of / 4] = order[lane];
    }
    return table(reference, bias, shuffled, weightSum, 16);
  }

  /** For each group four biases, multipliers, shifts. */
  static TensorData table(
      ReferenceCall reference, int[] bias, int[] order, IntUnaryOperator weightSum) {
    return table(reference, bias, order, weightSum, GROUP);
  }

  /**
   * For each group its biases, multipliers, shifts. The input's zero point is folded into the bias:
   * {@code sum (x - z) w = sum x w - z sum w}.
   *
   * @param order channels of all lanes, whole groups
   * @param weightSum of a channel
   */
  private static TensorData table(
      ReferenceCall reference, int[] bias, int[] order, IntUnaryOperator weightSum, int group) {
    int[] multipliers = reference.ints("multiplier");
    int[] shifts = Rounding.shifts(reference);
    int zero = reference.integer("srcZero");
    int[] table = new int[order.length * 3];
    for (int lane = 0; lane < order.length; lane++) {
      int channel = order[lane];
      int at = lane / group * 3 * group + lane % group;
      table[at] = bias[channel] - zero * weightSum.applyAsInt(channel);
      table[at + group] = multipliers[channel];
      table[at + 2 * group] = shifts[channel];
    }
    return TensorData.ints(table);
  }

  /** Vectors of 16 weights by twos: the first in the lower halves of bytes, the second above. */
  static byte[] halves(byte[] weights) {
    byte[] halves = new byte[weights.length / 2];
    for (int i = 0; i < halves.length; i++) {
      int first = i / 16 * 32 + i % 16;
      halves[i] = (byte) (weights[first] & 0xF | weights[first + 16] << 4);
    }
    return halves;
  }
}
