package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Products of matrices that both stream: the second one waits in a buffer, the first one passes it
 * row by row.
 *
 * <pre>
 *   a [products, rows, depth], b [products, depth, folds * pe]  ->  sums [products, rows, folds * pe]
 * </pre>
 *
 * @param pe columns of {@code b} at once
 */
record MatrixUnit(
    int products,
    int rows,
    int depth,
    int folds,
    int pe,
    int bits,
    int sumBits,
    int aZero,
    int bZero)
    implements Unit {
  @Override
  public String template() {
    return "matrix";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("products", products, "one after another"),
        new Parameter("rows", rows, "of the first matrix"),
        new Parameter("depth", depth, "its columns, the other's rows"),
        new Parameter("folds", folds, "words of a row of the second matrix"),
        new Parameter("pe", pe, "columns of it at once"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("sum_bits", sumBits, "that hold every sum that can occur"),
        new Parameter("a_zero", aZero, "zero point of the first matrix"),
        new Parameter("b_zero", bZero, "zero point of the second one"));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(
        new Flow(1, bits, (long) products * rows * depth),
        new Flow(pe, bits, (long) products * depth * folds));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(pe, sumBits, (long) products * rows * folds));
  }

  /** Iterations in which the second matrix comes in. */
  private long filling() {
    return (long) depth * folds;
  }

  private long product() {
    return filling() + (long) rows * folds * depth;
  }

  @Override
  public Steps steps() {
    long filling = filling();
    long product = product();
    long row = (long) folds * depth;
    return new Steps() {
      private long at = -1;

      @Override
      public boolean next() {
        at++;
        return at < products * product;
      }

      @Override
      public boolean reads(int input) {
        long phase = at % product - filling;
        return input == 1 ? phase < 0 : phase >= 0 && phase % row < depth;
      }

      @Override
      public boolean writes(int output) {
        long phase = at % product - filling;
        return phase >= 0 && phase % depth == depth - 1;
      }
    };
  }

  @Override
  public long estimate() {
    return products * product();
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int columns = folds * pe;
    long[] given = new long[products * rows * columns];
    for (int i = 0; i < given.length; i++) {
      int row = i / columns * depth;
      int matrix = i / columns / rows * depth * columns + i % columns;
      for (int k = 0; k < depth; k++) {
        given[i] += (inputs[0][row + k] - aZero) * (inputs[1][matrix + k * columns] - bZero);
      }
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public int multipliers() {
    return pe;
  }

  @Override
  public int latency() {
    return 6;
  }

  @Override
  public boolean isBuffer() {
    return true;
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Resources.luts(2 * CONTROL + pe * (double) sumBits)
        .plus(Resources.memory(pe * bits, filling()))
        .plus(Resources.memory(bits, depth))
        .plus(Resources.dsps(pe * Resources.product(bits + 1, bits + 1, fpga)));
  }
}
