package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;

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
 * @param depth inputs of a unit
 * @param units outputs
 * @param uniform whether all units share one factor, so that the table has biases alone
 * @param multiplier of all units, where they share one; as {@code shift}
 * @param segments lengths of the pieces of a sum in inputs; all multiples of 4 but the last
 */
public record DenseModel(
    int depth,
    int units,
    List<Segment> segments,
    Rescaling rescaling,
    boolean uniform,
    int multiplier,
    int shift) {
  /** Units of a group. */
  static final int GROUP = 4;

  /** Products of a segment that stay below 2^23 whatever the weights: |x w| is at most 2^14. */
  private static final int SAFE = 508;

  private static final long LIMIT = 1 << 23;

  /**
   * @param steps of four inputs
   * @param rest inputs left over, 0 to 3
   */
  public record Segment(int steps, int rest) {
    /** Inputs of all steps. */
    public int inputs() {
      return 4 * steps;
    }

    /** Words of weights of all steps. */
    public int words() {
      return GROUP * steps;
    }
  }

  public DenseModel {
    segments = List.copyOf(segments);
  }

  /**
   * @param weight [units, depth]
   */
  static DenseModel of(byte[] weight, int units, int depth, Rescaling rescaling, int[] table) {
    List<Segment> segments = new ArrayList<>();
    int length = isSmall(weight, units, depth) ? depth : SAFE;
    for (int at = 0; at < depth; at += length) {
      int count = Math.min(length, depth - at);
      segments.add(new Segment(count / 4, count % 4));
    }
    boolean uniform = true;
    for (int i = Rescaling.ENTRY; i < table.length; i++) {
      uniform &= i % Rescaling.ENTRY == 0 || table[i] == table[i - Rescaling.ENTRY];
    }
    return new DenseModel(depth, units, segments, rescaling, uniform, table[1], table[2]);
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

  /** The last group begins where it still fits: what it computes twice is the same. */
  public int lastUnit() {
    return Math.max(0, units - GROUP);
  }

  public boolean overlaps() {
    return units > GROUP && units % GROUP != 0;
  }

  /** How far the last group is moved back. */
  public int overlap() {
    return (GROUP - units % GROUP) % GROUP;
  }

  public int tableOverlap() {
    return overlap() * entryWords();
  }

  public int tableStep() {
    return GROUP * entryWords();
  }

  private int entryWords() {
    return uniform ? 1 : Rescaling.ENTRY;
  }

  /** What the table of all units' numbers keeps. */
  int[] table(int[] full) {
    int[] kept = new int[units * entryWords()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = full[uniform ? i * Rescaling.ENTRY : i];
    }
    return kept;
  }

  /** Words of weights for a group. */
  int groupWords() {
    return (depth + 3) / 4 * GROUP;
  }

  /**
   * Group by group: for every four inputs a word with inputs 0 and 2 of the first two units, one
   * with inputs 1 and 3, then the same of the other two.
   */
  int[] pack(byte[] weight) {
    int groups = (units + GROUP - 1) / GROUP;
    int[] words = new int[groups * groupWords()];
    int at = 0;
    for (int group = 0; group < groups; group++) {
      int unit = Math.min(group * GROUP, lastUnit());
      for (int k = 0; k < depth; k += 4) {
        for (int pair = unit; pair < unit + GROUP; pair += 2) {
          words[at++] = half(weight, pair, k) | half(weight, pair, k + 2) << 16;
          words[at++] = half(weight, pair, k + 1) | half(weight, pair, k + 3) << 16;
        }
      }
    }
    return words;
  }

  private int half(byte[] weight, int unit, int k) {
    return (weight(weight, unit, k) + 128 | weight(weight, unit + 1, k) << 8) & 0xFFFF;
  }

  private int weight(byte[] weight, int unit, int k) {
    return unit < units && k < depth ? weight[unit * depth + k] : 0;
  }

  /** The sums of a group, in the order of units. */
  public List<Sum> sums() {
    List<Sum> sums = new ArrayList<>();
    for (int unit = 0; unit < Math.min(GROUP, units); unit++) {
      String sum = unit % 2 == 0 ? "low" + unit / 2 + " - offset" : "high" + unit / 2;
      int entry = unit * entryWords();
      sums.add(
          new Sum(
              unit,
              sum,
              entry,
              uniform ? "" + multiplier : "entry[" + (entry + 1) + "]",
              uniform ? "" + shift : "entry[" + (entry + 2) + "]"));
    }
    return sums;
  }

  /**
   * @param entry index of its numbers in the group's part of the table
   */
  public record Sum(int unit, String value, int entry, String multiplier, String shift) {}
}
