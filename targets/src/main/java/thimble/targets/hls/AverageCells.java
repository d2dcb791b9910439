package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Window2d;

/**
 * How the sums of an average pool's windows become means: windows at the borders have fewer cells,
 * so there is a kind of row for each number of rows that occurs, and one of column.
 *
 * @param rowKinds by row of the result
 * @param columnKinds by column of the result
 * @param columnKindCount how many kinds of column there are
 * @param bias by kind of row and column: what counted cells of the padding add
 * @param scales by kind of row and column
 */
record AverageCells(
    int[] rowKinds, int[] columnKinds, int columnKindCount, int[] bias, List<Scale> scales) {

  /** Cells along an axis that lie in the image, and those that count. */
  private record Cells(int valid, int counted) {}

  static Optional<AverageCells> of(AveragePool2d pool, TensorType x) {
    Window2d window = pool.window();
    boolean all = pool.countPadding();
    List<Cells> rows = new ArrayList<>();
    int[] rowKinds =
        kinds(
            rows,
            window.outputHeight(Layer.height(x)),
            window.strideY(),
            window.dilationY(),
            window.kernelHeight(),
            window.padTop(),
            all ? window.padTop() : 0,
            Layer.height(x),
            all ? window.padBottom() - pool.overhangBottom() : 0);
    List<Cells> columns = new ArrayList<>();
    int[] columnKinds =
        kinds(
            columns,
            window.outputWidth(Layer.width(x)),
            window.strideX(),
            window.dilationX(),
            window.kernelWidth(),
            window.padLeft(),
            all ? window.padLeft() : 0,
            Layer.width(x),
            all ? window.padRight() - pool.overhangRight() : 0);
    int[] bias = new int[rows.size() * columns.size()];
    List<Scale> scales = new ArrayList<>();
    int zero = x.quant().zeroPoint();
    for (int kind = 0; kind < bias.length; kind++) {
      Cells row = rows.get(kind / columns.size());
      Cells column = columns.get(kind % columns.size());
      int valid = row.valid * column.valid;
      int counted = row.counted * column.counted;
      bias[kind] = (counted - valid) * zero;
      Optional<Scale> scale = scale(valid, counted, bias[kind], zero);
      if (scale.isEmpty()) {
        return Optional.empty();
      }
      scales.add(scale.get());
    }
    return Optional.of(new AverageCells(rowKinds, columnKinds, columns.size(), bias, scales));
  }

  private static Optional<Scale> scale(int valid, int counted, int bias, int zero) {
    if (counted == 0) {
      return Optional.of(new Scale(0, zero, 0, 0, 0, 0));
    }
    return Scale.of(
        sum ->
            Math.max(
                Layer.LEAST,
                Math.min(Layer.MOST, (sum > 0 ? sum + counted / 2 : sum - counted / 2) / counted)),
        1.0 / counted,
        (long) Layer.LEAST * valid + bias,
        (long) Layer.MOST * valid + bias,
        0,
        Layer.LEAST,
        Layer.MOST);
  }

  private static int[] kinds(
      List<Cells> kinds,
      int outputs,
      int stride,
      int dilation,
      int kernel,
      int before,
      int frameBefore,
      int extent,
      int frameAfter) {
    int[] of = new int[outputs];
    for (int i = 0; i < outputs; i++) {
      int valid = 0;
      int counted = 0;
      for (int tap = 0; tap < kernel; tap++) {
        int at = i * stride - before + tap * dilation;
        valid += at >= 0 && at < extent ? 1 : 0;
        counted += at >= -frameBefore && at < extent + frameAfter ? 1 : 0;
      }
      Cells cells = new Cells(valid, counted);
      if (!kinds.contains(cells)) {
        kinds.add(cells);
      }
      of[i] = kinds.indexOf(cells);
    }
    return of;
  }
}
