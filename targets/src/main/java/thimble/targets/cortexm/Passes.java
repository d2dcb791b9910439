package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import thimble.targets.cortexm.DepthwiseModel.Load;
import thimble.targets.cortexm.DepthwiseModel.Pass;
import thimble.targets.cortexm.DepthwiseModel.Product;
import thimble.targets.cortexm.DepthwiseModel.RowPair;
import thimble.targets.cortexm.DepthwiseModel.TapPair;

/**
 * Lists which word of the strip meets which weights in a pass of {@link DepthwiseModel}.
 *
 * @param pairs of weights: first those of row pairs, column by column; then those of the last row
 */
record Passes(
    int rows,
    int columns,
    int stride,
    int lead,
    List<RowPair> rowPairs,
    int lastRow,
    List<TapPair> pairs) {
  private static final int LANES = DepthwiseModel.LANES;

  static Passes of(
      int rows, int columns, int stride, int lead, List<RowPair> rowPairs, int lastRow) {
    List<TapPair> pairs = new ArrayList<>();
    for (RowPair row : rowPairs) {
      for (int column = 0; column < columns; column++) {
        pairs.add(new TapPair(row.first() * columns + column, row.second() * columns + column));
      }
    }
    if (lastRow >= 0) {
      // Every second output has its first tap in the other half of a word where the stride is odd.
      for (int odd = 0; odd < 2; odd++) {
        if (odd == lead || stride % 2 == 1) {
          addNeighbours(pairs, lastRow * columns, columns, odd);
        }
      }
      for (int odd = 0; odd < 2; odd++) {
        if (odd == lead || stride % 2 == 1) {
          addLoners(pairs, lastRow * columns, columns, odd);
        }
      }
    }
    return new Passes(rows, columns, stride, lead, rowPairs, lastRow, pairs);
  }

  private static void addNeighbours(List<TapPair> pairs, int first, int columns, int from) {
    for (int column = from; column + 1 < columns; column += 2) {
      pairs.add(new TapPair(first + column, first + column + 1));
    }
  }

  /** Taps without a neighbour in their word that no pair has yet. */
  private static void addLoners(List<TapPair> pairs, int first, int columns, int odd) {
    if (odd == 1 && !has(pairs, first)) {
      pairs.add(new TapPair(first, -1));
    }
    int last = first + columns - 1;
    if ((columns - odd) % 2 == 1 && !has(pairs, last)) {
      pairs.add(new TapPair(last, -1));
    }
  }

  private static boolean has(List<TapPair> pairs, int tap) {
    return pairs.stream().anyMatch(pair -> pair.lower() == tap || pair.upper() == tap);
  }

  /** A word of the strip, and what it takes part in. */
  private record Word(String name, int at, List<Product> products) {
    boolean serves(int output) {
      return products.stream().anyMatch(product -> product.output() == output);
    }
  }

  /** Words column by column, so that outputs are finished one by one and few sums are held. */
  Pass pass(int count) {
    int end = lead + (count - 1) * stride + columns;
    List<Word> words = new ArrayList<>();
    for (int column = 0; column < end; column++) {
      if (lastRow >= 0 && column % 2 == 0) {
        words.add(lastRowWord(column / 2, count));
      }
      for (RowPair rowPair : rowPairs) {
        words.add(rowPairWord(rowPair, column, count));
      }
    }
    words.removeIf(word -> word.products().isEmpty());
    List<Integer> outputs = new ArrayList<>();
    for (int output = 0; output < count; output++) {
      outputs.add(output);
    }
    return new Pass(outputs, loads(words, outputs), count * stride * rows * LANES / 2);
  }

  private static List<Load> loads(List<Word> words, List<Integer> outputs) {
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      List<Word> later = words.subList(i + 1, words.size());
      List<Integer> finished =
          outputs.stream()
              .filter(output -> word.serves(output))
              .filter(output -> later.stream().noneMatch(next -> next.serves(output)))
              .toList();
      loads.add(new Load(word.name(), word.at(), word.products(), finished));
    }
    return loads;
  }

  private Word rowPairWord(RowPair rowPair, int column, int count) {
    List<Product> products = new ArrayList<>();
    for (int output = 0; output < count; output++) {
      int tap = column - lead - output * stride;
      if (tap >= 0 && tap < columns) {
        int weight =
            pairs.indexOf(
                new TapPair(rowPair.first() * columns + tap, rowPair.second() * columns + tap));
        products.add(new Product("dsp_dot", output, weight));
      }
    }
    int at = column / 2 * rows * LANES + (column % 2 == 0 ? rowPair.at() : rowPair.nextAt());
    return new Word("rows" + rowPair.first() + "_column" + column, at, products);
  }

  /** Columns {@code 2 * record} and the next of the last row. */
  private Word lastRowWord(int record, int count) {
    int first = lastRow * columns;
    List<Product> products = new ArrayList<>();
    for (int output = 0; output < count; output++) {
      int tap = record * 2 - lead - output * stride;
      if (tap == -1) {
        products.add(alone(first, true, output));
      } else if (tap >= 0 && tap + 1 < columns) {
        int weight = pairs.indexOf(new TapPair(first + tap, first + tap + 1));
        products.add(new Product("dsp_dot", output, weight));
      } else if (tap >= 0 && tap + 1 == columns) {
        products.add(alone(first + tap, false, output));
      }
    }
    return new Word(
        "row" + lastRow + "_column" + record * 2, (record * rows + rows - 1) * LANES, products);
  }

  /** A tap whose neighbour in its word belongs to other outputs. */
  private Product alone(int tap, boolean upper, int output) {
    int weight = 0;
    while (pairs.get(weight).lower() != tap && pairs.get(weight).upper() != tap) {
      weight++;
    }
    boolean weightUpper = pairs.get(weight).lower() != tap;
    String function = upper ? "dsp_dot_upper" : "dsp_dot_lower";
    if (upper != weightUpper) {
      function += weightUpper ? "_upper" : "_lower";
    }
    return new Product(function, output, weight);
  }
}
