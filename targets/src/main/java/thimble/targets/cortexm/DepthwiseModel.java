package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import thimble.ir.op.Window2d;
import thimble.targets.Unrolling;

/**
 * Model of the template {@code cortexm/depthwise}. Four channels at a time, the columns under the
 * kernel are brought into a strip of words, each of which holds two int16 of one channel:
 *
 * <pre>
 *   a record of the strip is two columns of the image, 0 and 1, of a kernel three rows high:
 *     word 0..3    rows 0, 1 of column 0, of channels 0..3
 *     word 4..7    rows 0, 1 of column 1
 *     word 8..11   row 2 of columns 0, 1
 * </pre>
 *
 * Rows go together by twos; the last row of an odd number goes with itself, one column further.
 * Weights are paired likewise, and a multiplication does two taps.
 *
 * <p>A record's first column is an even one of the image: so cells of the padding fill whole
 * records, or the last word of a row that ends with an odd column, and never change from one
 * channel to the next.
 *
 * @param rows of the kernel
 * @param columns of the kernel
 * @param stride along a row
 * @param lead columns of the strip before the first tap of the first output: 1 where padding is odd
 * @param multiplied whether a channel has several filters
 * @param rowPairs rows that go together, upper one first
 * @param lastRow the row that goes with itself; -1 where there is none
 * @param packed whether weights have 4 bits
 * @param weightWords words of weights, each of which becomes two pairs, or four of 4 bits
 * @param pairs the taps of each pair of weights; -1 for none
 * @param pass what is done for a few neighbouring outputs
 * @param looped whether a row may take more than one pass
 * @param even whether it is known that the last of these passes has as many outputs as the others
 */
public record DepthwiseModel(
    int rows,
    int columns,
    int stride,
    int lead,
    boolean multiplied,
    List<RowPair> rowPairs,
    int lastRow,
    boolean packed,
    int weightWords,
    List<TapPair> pairs,
    Pass pass,
    boolean looped,
    boolean even,
    Rescale rescaling) {
  /** Channels whose bytes lie in one word. */
  static final int LANES = 4;

  /** Rows of that many outputs are computed in one pass: their sums fit the registers. */
  private static final int ONE_PASS = 6;

  /** Outputs of a pass of longer rows. */
  private static final int LOOP_PASS = 2;

  /** The same where flash is there for it. */
  private static final int LONG_PASS = 4;

  /** Taps of kernels that are unrolled so far; the code of larger ones is long as it is. */
  private static final int SMALL = 9;

  /**
   * @param at word of the record where column 0's pairs begin; column 1's follow
   */
  public record RowPair(int first, int second, int at, int nextAt) {}

  public record TapPair(int lower, int upper) {}

  /**
   * @param outputs their numbers, from 0
   * @param advance words of the strip to the next pass
   */
  public record Pass(List<Integer> outputs, List<Load> loads, int advance) {
    public Pass {
      outputs = List.copyOf(outputs);
      loads = List.copyOf(loads);
    }

    public int count() {
      return outputs.size();
    }
  }

  /**
   * One word of the strip, and what it takes part in.
   *
   * @param finished outputs whose last word it is
   */
  public record Load(String name, int at, List<Product> products, List<Integer> finished) {
    public Load {
      products = List.copyOf(products);
      finished = List.copyOf(finished);
    }
  }

  /**
   * @param function that multiplies and adds: both halves, or one of each
   * @param weight index of a pair
   */
  public record Product(String function, int output, int weight) {}

  public DepthwiseModel {
    rowPairs = List.copyOf(rowPairs);
    pairs = List.copyOf(pairs);
  }

  static DepthwiseModel of(
      Window2d window,
      boolean packed,
      int dstWidth,
      boolean multiplied,
      Rescale rescaling,
      Unrolling unrolling) {
    int rows = window.kernelHeight();
    int columns = window.kernelWidth();
    int stride = window.strideX();
    int lead = Math.floorMod(window.padLeft(), 2);
    List<RowPair> rowPairs = new ArrayList<>();
    for (int row = 0; row + 1 < rows; row += 2) {
      rowPairs.add(new RowPair(row, row + 1, row * LANES, (row + 1) * LANES));
    }
    int lastRow = rows % 2 == 0 ? -1 : rows - 1;
    Passes passes = Passes.of(rows, columns, stride, lead, rowPairs, lastRow);
    boolean looped =
        isLooped(window, dstWidth) || unrolling == Unrolling.SMALL && dstWidth > LOOP_PASS;
    boolean fast = unrolling == Unrolling.FAST;
    int loopPass = fast && isSmall(window) && dstWidth % LONG_PASS == 0 ? LONG_PASS : LOOP_PASS;
    // Large kernels have their weights in memory: a test more does not matter to them.
    boolean even = unrolling != Unrolling.SMALL && isSmall(window);
    return new DepthwiseModel(
        rows,
        columns,
        stride,
        lead,
        multiplied,
        rowPairs,
        lastRow,
        packed,
        packed ? (passes.pairs().size() + 3) / 4 : (passes.pairs().size() + 1) / 2,
        passes.pairs(),
        passes.pass(looped ? loopPass : dstWidth),
        looped,
        looped && even && dstWidth % loopPass == 0,
        rescaling);
  }

  static boolean isSmall(Window2d window) {
    return window.kernelHeight() * window.kernelWidth() <= SMALL;
  }

  /** Whether a row takes more than one pass. */
  static boolean isLooped(Window2d window, int dstWidth) {
    return dstWidth > (isSmall(window) ? ONE_PASS : LOOP_PASS);
  }

  /** Words of the table for each output channel. */
  public int packedWords() {
    return weightWords + rescaling.entryWords();
  }

  /** Words of a record: two columns of four channels. */
  public int recordWords() {
    return rows * LANES;
  }

  /** Whether rows are brought into the strip three at a time. */
  public boolean threeRows() {
    return rows == 3 && !rescaling.isWide();
  }

  /** Word of the record where the last row begins. */
  public int lastAt() {
    return lastRow * LANES;
  }

  /** The pairs of weights that are read: a single output has no use for those of odd columns. */
  public List<Weight> weights() {
    Set<Integer> used = new TreeSet<>();
    pass.loads().forEach(load -> load.products().forEach(product -> used.add(product.weight())));
    return used.stream().map(pair -> new Weight(pair, weight(pair))).toList();
  }

  private String weight(int pair) {
    return packed
        ? "%s(packed[%d], %d)".formatted(rescaling.quarter(), pair / 4, pair % 4)
        : "%s((uint32_t)packed[%d])"
            .formatted(pair % 2 == 0 ? rescaling.even() : rescaling.odd(), pair / 2);
  }

  /**
   * @param text expression of the pair
   */
  public record Weight(int pair, String text) {}

  /**
   * Words of working memory for that many outputs, and those that the last pass computes besides.
   */
  int stripWords(int outputs) {
    int whole = (outputs + pass.count() - 1) / pass.count() * pass.count();
    return (lead + (whole - 1) * stride + columns + 1) / 2 * recordWords();
  }

  /**
   * The weights of a channel: bytes 0 and 2 of a word are one pair, 1 and 3 the next. Of 4 bits,
   * and 8 added to be without a sign, digit i of both halves of a word is pair i.
   */
  int[] packWeights(int[] taps) {
    int[] words = new int[weightWords];
    for (int pair = 0; pair < pairs.size(); pair++) {
      int lower = tap(taps, pairs.get(pair).lower());
      int upper = tap(taps, pairs.get(pair).upper());
      if (packed) {
        words[pair / 4] |= (lower + 8 | (upper + 8) << 16) << pair % 4 * 4;
      } else {
        words[pair / 2] |= (lower & 0xFF | (upper & 0xFF) << 16) << pair % 2 * 8;
      }
    }
    return words;
  }

  private static int tap(int[] taps, int index) {
    return index < 0 ? 0 : taps[index];
  }

  /** What the text depends on, in short. */
  String label() {
    return "depthwise" + rows + "x" + columns + "_stride" + stride;
  }
}
