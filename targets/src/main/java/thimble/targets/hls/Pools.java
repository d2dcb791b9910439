package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Window2d;

/** Largest values and means over sliding windows. */
final class Pools {
  private Pools() {}

  static Optional<Stage> largest(Layer layer) {
    TensorType x = layer.input(0);
    WindowShape shape = shape(((MaxPool2d) layer.op()).window(), x);
    int channels = x.extent(-1);
    int bits = layer.range(0).bits();
    return Optional.of(
        new LanesStage(
            channels,
            lanes ->
                List.of(
                    window(shape, channels, lanes, bits, -(1 << bits - 1)),
                    new PoolUnit(
                        shape.pixels(),
                        channels / lanes,
                        shape.taps(),
                        lanes,
                        bits,
                        bits,
                        false))));
  }

  static Optional<Stage> average(Layer layer) {
    TensorType x = layer.input(0);
    AveragePool2d pool = (AveragePool2d) layer.op();
    Window2d window = pool.window();
    WindowShape shape = shape(window, x);
    int taps = shape.taps();
    int images = shape.images();
    int channels = x.extent(-1);
    boolean global =
        shape.pixels() == images
            && taps == shape.height() * shape.width()
            && window.padTop() == 0
            && window.padLeft() == 0;
    int sumBits = Sums.bits((long) Layer.LEAST * taps, (long) Layer.MOST * taps);
    return AverageCells.of(pool, x)
        .map(
            cells ->
                new LanesStage(
                    channels,
                    lanes -> {
                      int folds = channels / lanes;
                      Unit mean = new AverageUnit(cells, images, folds, lanes, sumBits, Layer.BITS);
                      return global
                          ? List.of(
                              ReduceUnit.overSpace(images, taps, folds, lanes, Layer.BITS, sumBits),
                              mean)
                          : List.of(
                              window(shape, channels, lanes, Layer.BITS, 0),
                              new PoolUnit(
                                  shape.pixels(), folds, taps, lanes, Layer.BITS, sumBits, true),
                              mean);
                    }));
  }

  private static WindowShape shape(Window2d window, TensorType x) {
    return new WindowShape(window, x.extent(0), Layer.height(x), Layer.width(x));
  }

  private static Unit window(WindowShape shape, int channels, int lanes, int bits, int padding) {
    return new WindowUnit(shape, channels / lanes, 1, lanes, bits, padding);
  }
}
