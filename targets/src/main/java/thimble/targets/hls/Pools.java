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
    if (!Layer.isOneImage(x)) {
      return Optional.empty();
    }
    Window2d window = ((MaxPool2d) layer.op()).window();
    int channels = x.extent(-1);
    return Optional.of(
        new LanesStage(
            channels,
            lanes ->
                List.of(
                    window(window, x, lanes, Layer.LEAST),
                    new PoolUnit(
                        pixels(window, x),
                        channels / lanes,
                        taps(window),
                        lanes,
                        Layer.BITS,
                        Layer.BITS,
                        false))));
  }

  static Optional<Stage> average(Layer layer) {
    TensorType x = layer.input(0);
    AveragePool2d pool = (AveragePool2d) layer.op();
    if (!Layer.isOneImage(x)) {
      return Optional.empty();
    }
    Window2d window = pool.window();
    int taps = taps(window);
    int pixels = pixels(window, x);
    int channels = x.extent(-1);
    boolean global =
        pixels == 1
            && taps == Layer.height(x) * Layer.width(x)
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
                      Unit mean = new AverageUnit(cells, folds, lanes, sumBits, Layer.BITS);
                      return global
                          ? List.of(
                              ReduceUnit.overSpace(taps, folds, lanes, Layer.BITS, sumBits), mean)
                          : List.of(
                              window(window, x, lanes, 0),
                              new PoolUnit(pixels, folds, taps, lanes, Layer.BITS, sumBits, true),
                              mean);
                    }));
  }

  private static Unit window(Window2d window, TensorType x, int lanes, int padding) {
    return new WindowUnit(
        window,
        Layer.height(x),
        Layer.width(x),
        x.extent(-1) / lanes,
        1,
        lanes,
        Layer.BITS,
        padding);
  }

  private static int taps(Window2d window) {
    return window.kernelHeight() * window.kernelWidth();
  }

  private static int pixels(Window2d window, TensorType x) {
    return window.outputHeight(Layer.height(x)) * window.outputWidth(Layer.width(x));
  }
}
