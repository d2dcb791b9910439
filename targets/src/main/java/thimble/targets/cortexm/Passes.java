package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import thimble.targets.cortexm.DepthwiseModel.Load;
import thimble.targets.cortexm.DepthwiseModel.Pass;
import thimble.targets.cortexm.DepthwiseModel.Product;
import thimble.targets.cortexm.DepthwiseModel.RowPair;
import thimble.targets.cortexm.DepthwiseModel.TapPair;

/** Lists which word of the strip meets which weights in a pass of {@link DepthwiseModel}. */
record Passes(
    int rows, int columns, int stride, List<RowPair> rowPairs, int lastRow, List<TapPair> pairs) {
  private static final int LANES = DepthwiseModel.LANES;

  private int index(int lower, int upper) {
    return pairs.indexOf(new TapPair(lower, upper));
  }

  Pass pass(int count) {
    List<Load> loads = new ArrayList<>();
    for (RowPair rowPair : rowPairs) {
      for (int column = 0; column < (count - 1) * stride + columns; column++) {
        loads.add(rowPairLoad(rowPair, column, count));
      }
    }
    for (int record = 0; lastRow >= 0 && record * 2 < (count - 1) * stride + columns; record++) {
      loads.add(lastRowLoad(record, count));
    }
    loads.removeIf(load -> load.products().isEmpty());
    List<Integer> outputs = new ArrayList<>();
    for (int output = 0; output < count; output++) {
      outputs.add(output);
    }
    return new Pass(outputs, loads, count * stride * rows * LANES / 2);
  }

  private Load rowPairLoad(RowPair rowPair, int column, int count) {
    List<Product> products = new ArrayList<>();
    for (int output = 0; output < count; output++) {
      int tap = column - output * stride;
      if (tap >= 0 && tap < columns) {
        int weight = index(rowPair.first() * columns + tap, rowPair.second() * columns + tap);
        products.add(new Product("dsp_dot", output, weight));
      }
    }
    int at = column / 2 * rows * LANES + (column % 2 == 0 ? rowPair.at() : rowPair.nextAt());
    return new Load("rows" + rowPair.first() + "_column" + column, at, products);
  }

  /** Columns {@code 2 * record} and the next of the last row. */
  private Load lastRowLoad(int record, int count) {
    int first = lastRow * columns;
    List<Product> products = new ArrayList<>();
    for (int output = 0; output < count; output++) {
      int tap = record * 2 - output * stride;
      if (tap == -1) {
        products.add(
            new Product("dsp_dot_upper_lower", output, index(first, columns > 1 ? first + 1 : -1)));
      } else if (tap >= 0 && tap + 1 < columns) {
        products.add(new Product("dsp_dot", output, index(first + tap, first + tap + 1)));
      } else if (tap >= 0 && tap + 1 == columns) {
        products.add(lastTap(first + tap, output));
      }
    }
    return new Load(
        "row" + lastRow + "_column" + record * 2, (record * rows + rows - 1) * LANES, products);
  }

  /** The kernel's last tap has no partner: it stands alone, or as the second of another pair. */
  private Product lastTap(int weight, int output) {
    int alone = index(weight, -1);
    return alone >= 0
        ? new Product("dsp_dot_lower", output, alone)
        : new Product("dsp_dot_lower_upper", output, index(weight - 1, weight));
  }
}
