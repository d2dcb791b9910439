package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** AveragePool2d and MaxPool2d. */
class PoolTest {
  /** The stored numbers of the cells that one output element's window holds, by [y, x] in it. */
  private static List<Double> cells(
      Window2d window, TensorType x, TensorType y, TensorData data, int index) {
    int c = index % y.extent(-1);
    int ox = index / y.extent(-1) % Images.width(y);
    int oy = index / y.extent(-1) / Images.width(y) % y.extent(1);
    int n = index / y.extent(-1) / Images.width(y) / y.extent(1);
    List<Double> cells = new ArrayList<>();
    for (int ky = 0; ky < window.kernelHeight(); ky++) {
      for (int kx = 0; kx < window.kernelWidth(); kx++) {
        int iy = oy * window.strideY() - window.padTop() + ky * window.dilationY();
        int ix = ox * window.strideX() - window.padLeft() + kx * window.dilationX();
        if (iy >= 0 && iy < x.extent(1) && ix >= 0 && ix < Images.width(x)) {
          cells.add(data.real(Expected.at(x, n, iy, ix, c)));
        }
      }
    }
    return cells;
  }

  /** How many cells of a window lie in the image and the padding that counts. */
  private static int counted(AveragePool2d pool, TensorType x, TensorType y, int index) {
    Window2d window = pool.window();
    int ox = index / y.extent(-1) % Images.width(y);
    int oy = index / y.extent(-1) / Images.width(y) % y.extent(1);
    int bottom = x.extent(1) + window.padBottom() - pool.overhangBottom();
    int right = Images.width(x) + window.padRight() - pool.overhangRight();
    int counted = 0;
    for (int ky = 0; ky < window.kernelHeight(); ky++) {
      for (int kx = 0; kx < window.kernelWidth(); kx++) {
        int iy = oy * window.strideY() - window.padTop() + ky * window.dilationY();
        int ix = ox * window.strideX() - window.padLeft() + kx * window.dilationX();
        counted += iy < bottom && ix < right ? 1 : 0;
      }
    }
    return counted;
  }

  private static double mean(double sum, int count, TensorType x) {
    if (!x.isQuantized()) {
      return count == 0 ? 0 : sum / count;
    }
    if (count == 0) {
      return x.quant().zeroPoint();
    }
    int total = (int) sum;
    return (total > 0 ? total + count / 2 : total - count / 2) / count;
  }

  private static void tryAverage(AveragePool2d pool, Samples samples, TensorType x) {
    List<TensorType> types = List.of(x);
    List<TensorData> inputs = samples.data(types);
    TensorType y = Trial.infer(pool, types).get(0);
    double[] expected = new double[y.count()];
    double zero = x.isQuantized() ? x.quant().zeroPoint() : 0;
    for (int i = 0; i < expected.length; i++) {
      List<Double> cells = cells(pool.window(), x, y, inputs.get(0), i);
      int count = pool.countPadding() ? counted(pool, x, y, i) : cells.size();
      double sum = cells.stream().mapToDouble(Double::doubleValue).sum();
      expected[i] = mean(sum + (count - cells.size()) * zero, count, x);
    }
    TensorData actual =
        x.isQuantized()
            ? Trial.run(pool, types, inputs, x.quant())
            : Trial.run(pool, types, inputs);
    Expected.assertSame(actual, expected, pool + " on " + x);
  }

  @Test
  void averagesCountTheirCells() {
    Samples samples = new Samples(1);
    for (Window2d window : Windows.grid(21, 60, 5, 6)) {
      for (boolean countPadding : new boolean[] {false, true}) {
        AveragePool2d pool = new AveragePool2d(window, countPadding);
        tryAverage(pool, samples, Samples.f32(2, 5, 6, 3));
        tryAverage(pool, samples, samples.s8(2, 5, 6, 3));
      }
    }
  }

  @Test
  void overhangOfRoundedUpStepsNeverCounts() {
    Samples samples = new Samples(2);
    for (Window2d window : Windows.grid(22, 60, 5, 6)) {
      AveragePool2d pool =
          new AveragePool2d(
              window,
              true,
              samples.integer(0, window.padBottom()),
              samples.integer(0, window.padRight()));
      tryAverage(pool, samples, Samples.f32(1, 5, 6, 2));
      tryAverage(pool, samples, samples.s8(1, 5, 6, 2));
    }
  }

  @Test
  void sequencesAreImagesOfWidthOne() {
    Samples samples = new Samples(3);
    for (Window2d window : Windows.grid(23, 20, 9, 1)) {
      tryAverage(new AveragePool2d(window, true), samples, samples.s8(2, 9, 3));
      tryAverage(new AveragePool2d(window, false), samples, Samples.f32(2, 9, 3));
      tryMaximum(new MaxPool2d(window), samples, samples.s8(2, 9, 3));
    }
  }

  private static void tryMaximum(MaxPool2d pool, Samples samples, TensorType x) {
    List<TensorType> types = List.of(x);
    List<TensorData> inputs = samples.data(types);
    TensorType y = Trial.infer(pool, types).get(0);
    double lowest = x.element().isFloat() ? Double.NEGATIVE_INFINITY : x.element().min();
    double[] expected = new double[y.count()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = cells(pool.window(), x, y, inputs.get(0), i).stream().reduce(lowest, Math::max);
    }
    TensorData actual =
        x.isQuantized()
            ? Trial.run(pool, types, inputs, x.quant())
            : Trial.run(pool, types, inputs);
    Expected.assertSame(actual, expected, pool + " on " + x);
  }

  @Test
  void maximaIgnoreThePadding() {
    Samples samples = new Samples(4);
    for (Window2d window : Windows.grid(24, 60, 5, 6)) {
      MaxPool2d pool = new MaxPool2d(window);
      tryMaximum(pool, samples, Samples.f32(2, 5, 6, 3));
      tryMaximum(pool, samples, samples.s8(2, 5, 6, 3));
      tryMaximum(pool, samples, TensorType.of(ElementType.U8, 1, 5, 6, 3));
      tryMaximum(pool, samples, TensorType.of(ElementType.S16, 1, 5, 6, 3));
    }
  }

  @Test
  void constraintsAreTold() {
    Window2d window = new Window2d(3, 3, 1, 1, 1, 1, 0, 0, 1, 1);
    MaxPool2d maximum = new MaxPool2d(window);
    assertThat(Trial.broken(maximum, Samples.f32(1, 4, 4, 4))).isEmpty();
    assertThat(Trial.broken(maximum)).containsExactly("C1");
    assertThat(Trial.broken(maximum, Samples.f32(4, 4))).containsExactly("C2");
    assertThat(Trial.broken(maximum, Samples.f32(1, 4, 4))).containsExactly("C3", "C4");
    assertThat(Trial.broken(maximum, Samples.f32(1, 1, 4, 4))).containsExactly("C4");
    assertThat(Trial.broken(maximum, TensorType.of(ElementType.S64, 1, 4, 4, 4)))
        .containsExactly("C5");
    assertThat(Trial.broken(new AveragePool2d(window, true, 2, 0), Samples.f32(1, 4, 4, 4)))
        .containsExactly("C5");
    assertThat(
            Trial.broken(
                new AveragePool2d(window, true), TensorType.of(ElementType.S8, 1, 4, 4, 4)))
        .containsExactly("C6");
  }
}
