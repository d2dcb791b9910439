package thimble.targets.cortexm;

import thimble.ir.op.Window2d;
import thimble.targets.Cost;

/**
 * Instructions of a row of a depthwise convolution, counted in what GCC makes of its template: what
 * four channels take to fill the strip, then every filter, pass by pass.
 *
 * @param channels of the input
 * @param filters of a channel
 * @param block outputs that a strip serves
 */
record DepthwiseCost(
    DepthwiseModel model,
    Window2d window,
    int sourceWidth,
    int width,
    int channels,
    int filters,
    int block) {
  /** Pairs of weights that stay in registers. */
  private static final int REGISTERS = 8;

  Cost row() {
    double row = ConvCost.ARGUMENTS + 15 + model.rows() * (ConvCost.ROW_ADDRESS + 15);
    int groups = (channels + DepthwiseModel.LANES - 1) / DepthwiseModel.LANES;
    for (int x = 0; x < width; x += block) {
      row += strip(x, Math.min(block, width - x), groups);
    }
    return new Cost.Linear(0, row);
  }

  /** The outputs from {@code x} on that one strip serves, all channels. */
  private double strip(int x, int count, int groups) {
    int column = x * model.stride() - window.padLeft() - model.lead();
    int records = (model.lead() + (count - 1) * model.stride() + model.columns() + 1) / 2;
    int first = column >= 0 ? 0 : Math.min(-column / 2, records);
    int inside = Math.max(0, Math.min(sourceWidth - column, 2 * records) - 2 * first);
    int outside = records - inside / 2;
    double fill = (block < width ? 60 : 35) + 2.5 * outside * model.recordWords();
    double lanes = DepthwiseModel.LANES * filters * filter(count);
    return fill + groups * (copies(inside / 2, inside % 2) + 32 + lanes);
  }

  /** Rows into the strip: four channels of two columns at a time. */
  private double copies(int pairs, int odd) {
    if (model.threeRows()) {
      return 46 + 36.0 * pairs + 22 * odd;
    }
    double twos = model.rowPairs().size() * (45 + 25.0 * pairs + 11 * odd);
    return twos + (model.lastRow() < 0 ? 0 : 22 + 14.0 * pairs + 10 * odd);
  }

  /** One filter: its weights to registers, its passes. */
  private double filter(int count) {
    int pairs = model.pairs().size();
    DepthwiseModel.Pass pass = model.pass();
    int products = pass.loads().stream().mapToInt(load -> load.products().size()).sum();
    double sums = pass.loads().size() + products + pass.count() * model.rescaling().instructions();
    if (!model.looped()) {
      // The more outputs there are the more weights leave the registers.
      int further = pass.count() - 1;
      boolean full = further > 3 && !model.rescaling().passed().isEmpty();
      return 2.6 * pairs + sums + 2 + further * further + (full ? 8 : 0);
    }
    // Other weights come from the stack, and inputs with them.
    int spilled = Math.max(0, pairs - REGISTERS);
    double weights = 20 + (spilled > 0 ? 3.1 : 2.6) * pairs;
    // In a loop of a small kernel an addend takes a register that weights would have.
    boolean full = spilled == 0 && !model.rescaling().passed().isEmpty();
    double around = model.even() ? 2 + 1.5 * pass.count() : full ? 12 : 9;
    double each = sums + around + (model.stride() == 1 ? 3.05 : 4.1) * spilled;
    int whole = count / pass.count();
    boolean tail = count > whole * pass.count();
    return weights + each * (whole + (tail ? full ? 0.35 : 0.6 : 0));
  }
}
