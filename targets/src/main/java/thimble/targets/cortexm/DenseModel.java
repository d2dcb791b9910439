package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorData;
import thimble.targets.Cost;

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
 * <p>Weights of 4 bits go four units in a half: {@code h = 4096 w3 + 256 (w2 + 8) + 16 (w1 + 8) +
 * (w0 + 8)}. Without its highest digit, its two, its three highest it gives three sums more, and
 * each unit's is the difference of two: {@link Digit}.
 *
 * <p>Numbers of inputs and units are arguments, so that layers share the function.
 *
 * @param packed whether weights have 4 bits
 * @param outputs of a group: fewer than four where there are fewer units
 * @param aligned whether the number of inputs is a multiple of 4
 * @param whole whether sums are one segment
 * @param uniform whether all units share one factor, an argument, so that the table has biases
 *     alone
 */
public record DenseModel(
    boolean packed,
    int outputs,
    boolean aligned,
    boolean whole,
    boolean uniform,
    Rescaling rescaling) {
  /** Units of a group. */
  static final int GROUP = 4;

  /**
   * Products of a segment that stay below 2^23 whatever the weights: |x w| is at most 2^14. Of 4
   * bits, times 4096, below 2^31: |x w| is at most 2^10.
   */
  private static final int SAFE = 508;

  private static final long LIMIT = 1 << 23;

  private static final long PACKED_LIMIT = 1 << 19;

  /** So many products of an input and 15, times 256, stay below 2^31. */
  private static final int PACKED_DEPTH = 4096;

  static DenseModel of(
      boolean packed, byte[] weight, int units, int depth, Rescaling.Channels channels) {
    boolean uniform = true;
    for (int i = 1; i < units; i++) {
      uniform &=
          channels.multiplier()[i] == channels.multiplier()[0]
              && channels.shift()[i] == channels.shift()[0];
    }
    return new DenseModel(
        packed,
        Math.min(GROUP, units),
        depth % 4 == 0,
        segment(packed, weight, units, depth) >= depth,
        uniform,
        channels.rescaling());
  }

  String label() {
    return "fully_connected"
        + (packed ? "_4bit" : "")
        + (outputs < GROUP ? "_" + outputs : "")
        + (aligned ? "" : "_padded")
        + (whole ? "" : "_long")
        + (uniform ? "" : "_per_unit")
        + rescaling.suffix();
  }

  /**
   * Instructions, counted in what GCC makes of the template: for each vector the sum of its inputs,
   * for each group of units sixteen inputs a turn, then by fours, then outputs.
   *
   * @param vectors of a row
   */
  Cost cost(int vectors, int units, int depth) {
    int groups = (units + GROUP - 1) / GROUP;
    double output = rescaling.instructions() + 5;
    double group =
        (depth % 16 == 0 ? 12 : 18)
            + 70.0 * (depth / 16)
            + 19.0 * (depth % 16 / 4)
            + outputs * output;
    group += aligned ? 0 : 40;
    group += whole ? 0 : 20.0 * ((depth + SAFE - 1) / SAFE);
    return new Cost.Linear(ConvCost.ARGUMENTS + 16, vectors * (24 + 3.0 * depth + groups * group));
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
  static int segment(boolean packed, byte[] weight, int units, int depth) {
    boolean whole =
        packed
            ? depth <= PACKED_DEPTH && isSmall(weight, units, depth, PACKED_LIMIT)
            : isSmall(weight, units, depth, LIMIT);
    return whole ? depth : SAFE;
  }

  /** Whether no unit's sum of products can reach a limit. */
  private static boolean isSmall(byte[] weight, int units, int depth, long limit) {
    for (int unit = 0; unit < units; unit++) {
      long most = 0;
      for (int k = 0; k < depth; k++) {
        most += 128L * Math.abs(weight[unit * depth + k]);
      }
      if (most >= limit) {
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
   * with inputs 1 and 3, then the same of the other two; of 4 bits the two words have all units.
   */
  int[] pack(byte[] weight, int units, int depth) {
    return pack(packed, weight, units, depth);
  }

  /** The same of weights of 4 bits, or of 8. */
  static int[] pack(boolean packed, byte[] weight, int units, int depth) {
    Halves halves = new Halves(weight, units, depth);
    int groups = (units + GROUP - 1) / GROUP;
    int[] words = new int[groups * ((depth + 3) / 4) * stepWords(packed)];
    int at = 0;
    for (int group = 0; group < groups; group++) {
      // The last group begins where it still fits: what it computes twice is the same.
      int unit = Math.min(group * GROUP, Math.max(0, units - GROUP));
      for (int k = 0; k < depth; k += 4) {
        for (int of = unit; of < unit + GROUP; of += packed ? 4 : 2) {
          for (int odd = 0; odd < 2; odd++) {
            int lower = packed ? halves.four(of, k + odd) : halves.two(of, k + odd);
            int upper = packed ? halves.four(of, k + 2 + odd) : halves.two(of, k + 2 + odd);
            words[at++] = lower | upper << 16;
          }
        }
      }
    }
    return words;
  }

  /** Words of weights for four inputs. */
  public int stepWords() {
    return stepWords(packed);
  }

  private static int stepWords(boolean packed) {
    return packed ? 2 : 4;
  }

  /** Weights of some units as one number of 16 bits. */
  private record Halves(byte[] weight, int units, int depth) {
    int two(int unit, int k) {
      return (weight(unit, k) + 128 | weight(unit + 1, k) << 8) & 0xFFFF;
    }

    int four(int unit, int k) {
      int half = weight(unit + 3, k) & 0xF;
      for (int digit = 2; digit >= 0; digit--) {
        half = half << 4 | weight(unit + digit, k) + 8;
      }
      return half;
    }

    private int weight(int unit, int k) {
      return unit < units && k < depth ? weight[unit * depth + k] : 0;
    }
  }

  /**
   * How a unit's sum comes out of those with a half's digits.
   *
   * @param part the sum with this digit and those below
   * @param below the sum with those below; -1 for the lowest
   * @param bits of those below
   * @param signed whether nothing was added to the weights
   */
  private record Digit(int part, int below, int bits, boolean signed) {
    String products() {
      return below < 0
          ? "part[" + part + "]"
          : "((int32_t)((uint32_t)part[%d] - (uint32_t)part[%d]) >> %d)"
              .formatted(part, below, bits);
    }
  }

  private static final List<Digit> HALVES =
      List.of(
          new Digit(2, -1, 0, false),
          new Digit(0, 2, 8, true),
          new Digit(3, -1, 0, false),
          new Digit(1, 3, 8, true));

  private static final List<Digit> QUARTERS =
      List.of(
          new Digit(3, -1, 0, false),
          new Digit(2, 3, 4, false),
          new Digit(1, 2, 8, false),
          new Digit(0, 1, 12, true));

  /** What is added to weights so that they have no sign. */
  public int offset() {
    return packed ? 8 : 128;
  }

  /** The function that multiplies and adds. */
  public String function() {
    return packed ? "dsp_dot_quarters" : "dsp_dot_shared";
  }

  /** The sums of a group, in the order of units. */
  public List<Sum> sums() {
    List<Sum> sums = new ArrayList<>();
    for (int unit = 0; unit < outputs; unit++) {
      Digit digit = (packed ? QUARTERS : HALVES).get(unit);
      int entry = unit * entryWords();
      String bias = uniform ? "entry[" + entry + "]" : "(" + rescaling.bias("entry", entry) + ")";
      String output =
          uniform
              ? rescaling.output("sum" + unit, "multiplier", "shift")
              : rescaling.output("sum" + unit, "entry", entry);
      String total = whole ? digit.products() : "total" + unit;
      sums.add(
          new Sum(
              unit, bias, digit.products(), total + (digit.signed() ? "" : " - offset"), output));
    }
    return sums;
  }

  /**
   * @param bias what the sum begins with
   * @param part the products of a segment
   * @param products the sum without its bias
   * @param output the sum, rescaled
   */
  public record Sum(int unit, String bias, String part, String products, String output) {}
}
