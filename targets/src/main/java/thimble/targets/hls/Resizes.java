package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.op.Access;
import thimble.ir.op.Resize2d;
import thimble.ir.op.RowWindow;
import thimble.targets.ReferenceCall;

/**
 * Resizes: nearest neighbours are only moved; where cells are blended, rows are brought together
 * and weighed, then columns. Nothing is rounded in between, so that the order does not matter.
 */
final class Resizes {
  /** Bits behind the point of a weight. */
  private static final int WEIGHT_BITS = 15;

  private Resizes() {}

  static Optional<Stage> stage(Layer layer) {
    Resize2d resize = (Resize2d) layer.op();
    return resize.mode() == Resize2d.Mode.NEAREST ? Moves.stage(layer) : blend(layer, resize);
  }

  private static Optional<Stage> blend(Layer layer, Resize2d resize) {
    TensorType x = layer.input(0);
    ReferenceCall reference = new ReferenceCall(resize.kernel(layer.signature()));
    int taps = reference.integer("taps");
    int zero = reference.integer("zero");
    int channels = reference.integer("channels");
    int[] columns = reference.ints("columns");
    int[] rowWeight = reference.ints("rowWeight");
    int[] columnWeight = reference.ints("columnWeight");
    int rowElements = Layer.width(x) * channels;
    int[] rows = rows(layer, resize, reference, taps, rowElements);
    int rowBits = bits(Layer.BITS + 1, rowWeight, taps);
    int bits = bits(rowBits, columnWeight, taps);
    int turns = rows.length / taps;
    int pixels = columns.length / taps;
    SourceMap down = SourceMap.of(x.count(), rows, counted(rowElements, 1));
    SourceMap across =
        SourceMap.of(
            turns * rowElements, counted(turns, rowElements), columns, counted(channels, 1));
    List<Integer> choices = new ArrayList<>(Divisors.of(channels));
    choices.removeIf(
        lanes ->
            lanes * bits > DotStage.WIDEST
                || !MoveLayout.lanes(down, lanes).contains(lanes)
                || !MoveLayout.lanes(across, lanes).contains(lanes));
    return Optional.of(
        new LanesStage(
            choices,
            lanes ->
                List.of(
                    new MoveUnit(down, lanes, Layer.BITS, 0),
                    new WeighUnit(
                        turns,
                        taps,
                        rowElements / lanes,
                        lanes,
                        Layer.BITS,
                        zero,
                        rowBits,
                        0,
                        0,
                        rowWeight),
                    new MoveUnit(across, lanes, rowBits, 0),
                    new WeighUnit(
                        turns * pixels,
                        taps,
                        channels / lanes,
                        lanes,
                        rowBits,
                        0,
                        bits,
                        2 * WEIGHT_BITS,
                        zero,
                        columnWeight)),
            lanes -> List.of()));
  }

  /** For every row of all results and each tap the first element of the row that it reads. */
  private static int[] rows(
      Layer layer, Resize2d resize, ReferenceCall reference, int taps, int rowElements) {
    TensorType x = layer.input(0);
    int images = x.extent(0);
    int[] rows = new int[images * resize.height() * taps];
    Optional<RowWindow> window =
        resize.access(layer.signature()) instanceof Access.ByRows byRows
            ? Optional.of(byRows.windows().get(0))
            : Optional.empty();
    int[] offsets = window.isPresent() ? new int[0] : reference.ints("rows");
    for (int i = 0; i < rows.length; i++) {
      rows[i] =
          window.isPresent()
              ? window.get().row(i / taps, i % taps) * rowElements
              : i / (resize.height() * taps) * (x.count() / images)
                  + offsets[i % (resize.height() * taps)];
    }
    return rows;
  }

  private static int[] counted(int count, int step) {
    int[] terms = new int[count];
    for (int i = 0; i < count; i++) {
      terms[i] = i * step;
    }
    return terms;
  }

  /** Of the largest sum of values of so many bits, weighed. */
  private static int bits(int valueBits, int[] weights, int taps) {
    long most = 0;
    for (int from = 0; from < weights.length; from += taps) {
      long sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        sum += Math.abs(weights[from + tap]);
      }
      most = Math.max(most, sum);
    }
    long largest = most << valueBits - 1;
    return Sums.bits(-largest, largest);
  }
}
