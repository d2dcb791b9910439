package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import thimble.ir.op.Window2d;

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
 * @param weightWords words of weights as int8, each of which becomes two pairs
 * @param pairs the taps of each pair of weights; -1 for none
 * @param pass what is done for a few neighbouring outputs
 * @param looped whether a row may take more than one pass
 */
public record DepthwiseModel(
    int rows,
    int columns,
    int stride,
    int lead,
    boolean multiplied,
    List<RowPair> rowPairs,
    int lastRow,
    int weightWords,
    List<TapPair> pairs,
    Pass pass,
    boolean looped,
    Rescale rescaling) {
  /** Channels whose bytes lie in one word. */
  static final int LANES = 4;

  /** Rows of that many outputs are computed in one pass: their sums fit the registers. */
  private static final int ONE_PASS = 6;

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

  /** One word of the strip, and what it takes part in. */
  public record Load(String name, int at, List<Product> products) {}

  /**
   * @param function that multiplies and adds: both halves, or one of each
   * @param weight index of a pair
   */
  public record Product(String function, int output, int weight) {}

  public DepthwiseModel {
    rowPairs = List.copyOf(rowPairs);
    pairs = List.copyOf(pairs);
  }

  static DepthwiseModel of(Window2d window, int dstWidth, boolean multiplied, Rescale rescaling) {
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
    boolean looped = dstWidth > (rows * columns > SMALL ? 2 : ONE_PASS);
    return new DepthwiseModel(
        rows,
        columns,
        stride,
        lead,
        multiplied,
        rowPairs,
        lastRow,
        (passes.pairs().size() + 1) / 2,
        passes.pairs(),
        passes.pass(looped ? 2 : dstWidth),
        looped,
        rescaling);
  }

  /** Words of the table for each output channel. */
  public int packedWords() {
    return weightWords + rescaling.entryWords();
  }

  /** Words of a record: two columns of four channels. */
  public int recordWords() {
    return rows * LANES;
  }

  /** Word of the record where the last row begins. */
  public int lastAt() {
    return lastRow * LANES;
  }

  /**
   * For every word of weights the numbers of its two pairs. Rows of a single output have no use for
   * those of odd columns.
   */
  public List<WeightWord> weights() {
    Set<Integer> used = new TreeSet<>();
    pass.loads().forEach(load -> load.products().forEach(product -> used.add(product.weight())));
    List<WeightWord> words = new ArrayList<>();
    for (int word = 0; word < weightWords; word++) {
      int even = 2 * word;
      int odd = even + 1;
      words.add(new WeightWord(word, even, odd, used.contains(even), used.contains(odd)));
    }
    return words;
  }

  public record WeightWord(int at, int even, int odd, boolean hasEven, boolean hasOdd) {}

  /**
   * Words of working memory for that many outputs, and those that the last pass computes besides.
   */
  int stripWords(int outputs) {
    int whole = (outputs + pass.count() - 1) / pass.count() * pass.count();
    return (lead + (whole - 1) * stride + columns + 1) / 2 * recordWords();
  }

  /** The weights of a channel as bytes: 0 and 2 are one pair, 1 and 3 the next. */
  int[] packWeights(int[] taps) {
    int[] words = new int[weightWords];
    for (int pair = 0; pair < pairs.size(); pair++) {
      int lower = tap(taps, pairs.get(pair).lower());
      int upper = tap(taps, pairs.get(pair).upper());
      words[pair / 2] |= (lower & 0xFF | (upper & 0xFF) << 16) << pair % 2 * 8;
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
