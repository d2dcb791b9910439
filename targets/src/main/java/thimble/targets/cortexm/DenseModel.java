package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorData;

/**
 * Model of the template {@code cortexm/fully_connected}: four units at a time, two of which share
 * every word of weights.
 *
 * <p>A half of a word holds {@code h = 256 w1 + (w0 + 128)}: the weight of one unit in the upper
 * byte, that of another in the lower. With {@code b = w0 + 128}, the lower byte without a sign, two
 * multiplications of a pair of inputs give
 *
 * <pre>
 *   both = sum x h = 256 (sum x w1) + sum x b        low = sum x b = sum x w0 + 128 sum x
 * </pre>
 *
 * so that {@code sum x w1 = (both - low) / 256}: exact modulo 2^32 as long as it is below 2^23, so
 * a sum is cut into segments that cannot reach that. One load and one mask serve four products of
 * each of two units, where unpacking signed bytes takes a load and two instructions for one unit.
 *
 * <p>Numbers of inputs and units are arguments, so that layers share the function.
 *
 * @param outputs of a group: fewer than four where there are fewer units
 * @param aligned whether the number of inputs is a multiple of 4
 * @param whole whether sums are one segment
 * @param uniform whether all units share one factor, an argument, so that the table has biases
 *     alone
 */
public record DenseModel(
    int outputs, boolean aligned, boolean whole, boolean uniform, Rescaling rescaling) {
  /** Units of a group. */
  static final int GROUP = 4;

  /** Products of a segment that stay below 2^23 whatever the weights: |x w| is at most 2^14. */
  private static final int SAFE = 508;

  private static final long LIMIT = 1 << 23;

  static DenseModel of(byte[] weight, int units, int depth, Rescaling.Channels channels) {
    boolean uniform = true;
    for (int i = 1; i < units; i++) {
      uniform &=
          channels.multiplier()[i] == channels.multiplier()[0]
              && channels.shift()[i] == channels.shift()[0];
    }
    return new DenseModel(
        Math.min(GROUP, units),
        depth % 4 == 0,
        segment(weight, units, depth) >= depth,
        uniform,
        channels.rescaling());
  }

  String label() {
    return "fully_connected"
        + (outputs < GROUP ? "_" + outputs : "")
        + (aligned ? "" : "_padded")
        + (whole ? "" : "_long")
        + (uniform ? "" : "_per_unit")
        + rescaling.suffix();
  }

  /** Whether the last group may begin earlier, where it still fits. */
  public boolean overlaps() {
    return outputs == GROUP;
  }

  /** Words of a unit in the table. */
  public int entryWords() {
    return uniform ? 1 : rescaling.entryWords();
  }

  /** What they are, for a comment. */
  public String entryText() {
    return uniform ? "bias" : rescaling.entryText();
  }

  /**
   * Lengths of the pieces of a sum.
   *
   * @param weight [units, depth]
   * @return a multiple of 4, or all
   */
  static int segment(byte[] weight, int units, int depth) {
    return isSmall(weight, units, depth) ? depth : SAFE;
  }

  /** Whether no unit's sum of products can reach 2^23. */
  private static boolean isSmall(byte[] weight, int units, int depth) {
    for (int unit = 0; unit < units; unit++) {
      long most = 0;
      for (int k = 0; k < depth; k++) {
        most += 128L * Math.abs(weight[unit * depth + k]);
      }
      if (most >= LIMIT) {
        return false;
      }
    }
    return true;
  }

  /** The table of all units. */
  TensorData table(Rescaling.Channels channels) {
    return uniform ? TensorData.ints(channels.bias()) : channels.table();
  }

  /**
   * Group by group: for every four inputs a word with inputs 0 and 2 of the first two units, one
   * with inputs 1 and 3, then the same of the other two.
   */
  static int[] pack(byte[] weight, int units, int depth) {
    Halves halves = new Halves(weight, units, depth);
    int groups = (units + GROUP - 1) / GROUP;
    int[] words = new int[groups * ((depth + 3) / 4) * GROUP];
    int at = 0;
    for (int group = 0; group < groups; group++) {
      // The last group begins where it still fits: what it computes twice is the same.
      int unit = Math.min(group * GROUP, Math.max(0, units - GROUP));
      for (int k = 0; k < depth; k += 4) {
        for (int pair = unit; pair < unit + GROUP; pair += 2) {
          words[at++] = halves.at(pair, k) | halves.at(pair, k + 2) << 16;
          words[at++] = halves.at(pair, k + 1) | halves.at(pair, k + 3) << 16;
        }
      }
    }
    return words;
  }

  /** Weights of two units as one number of 16 bits. */
  private record Halves(byte[] weight, int units, int depth) {
    int at(int unit, int k) {
      return (weight(unit, k) + 128 | weight(unit + 1, k) << 8) & 0xFFFF;
    }

    private int weight(int unit, int k) {
      return unit < units && k < depth ? weight[unit * depth + k] : 0;
    }
  }

  /** The sums of a group, in the order of units. */
  public List<Sum> sums() {
    List<Sum> sums = new ArrayList<>();
    for (int unit = 0; unit < outputs; unit++) {
      int entry = unit * entryWords();
      String bias = uniform ? "entry[" + entry + "]" : "(" + rescaling.bias("entry", entry) + ")";
      String sum = unit % 2 == 0 ? low(unit / 2) + " - offset" : high(unit / 2);
      String output =
          uniform
              ? rescaling.output("sum" + unit, "multiplier", "shift")
              : rescaling.output("sum" + unit, "entry", entry);
      sums.add(new Sum(unit, bias, sum, output));
    }
    return sums;
  }

  /** The sum of products with lower bytes. */
  private String low(int pair) {
    return whole ? "part[" + (2 + pair) + "]" : "low" + pair;
  }

  private String high(int pair) {
    return whole
        ? "((int32_t)((uint32_t)part[%d] - (uint32_t)part[%d]) >> 8)".formatted(pair, 2 + pair)
        : "high" + pair;
  }

  /**
   * @param bias what the sum begins with
   * @param products the sum without it
   * @param output the sum, rescaled
   */
  public record Sum(int unit, String bias, String products, String output) {}
}
