package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

class ConvTranspose2dTest {
  private static final Quantization RESULT = Quantization.perTensor(0.05f, 3);

  /** Every input pixel spreads the kernel over the output: the definition, read forwards. */
  private static double[] plainly(
      ConvTranspose2d conv, TensorType x, TensorType weight, TensorType y, List<TensorData> data) {
    Window2d window = conv.window();
    double[] sums = new double[y.count()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = data.get(2).real(i % y.extent(-1));
    }
    int groupIn = weight.extent(3);
    int groupOut = weight.extent(0) / conv.groups();
    for (int i = 0; i < x.count(); i++) {
      int c = i % x.extent(-1);
      int ix = i / x.extent(-1) % Images.width(x);
      int iy = i / x.extent(-1) / Images.width(x) % x.extent(1);
      int n = i / x.extent(-1) / Images.width(x) / x.extent(1);
      for (int o = c / groupIn * groupOut; o < (c / groupIn + 1) * groupOut; o++) {
        for (int ky = 0; ky < window.kernelHeight(); ky++) {
          for (int kx = 0; kx < window.kernelWidth(); kx++) {
            int oy = iy * window.strideY() + ky * window.dilationY() - window.padTop();
            int ox = ix * window.strideX() + kx * window.dilationX() - window.padLeft();
            if (oy >= 0 && oy < y.extent(1) && ox >= 0 && ox < Images.width(y)) {
              int tap =
                  ((o * window.kernelHeight() + ky) * window.kernelWidth() + kx) * groupIn
                      + c % groupIn;
              sums[Expected.at(y, n, oy, ox, o)] +=
                  Expected.term(x, data.get(0), i) * Expected.term(weight, data.get(1), tap, o);
            }
          }
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Expected.activated(x, weight, y, conv.activation(), sums[i], i % y.extent(-1));
    }
    return sums;
  }

  private static void tryOut(
      ConvTranspose2d conv, Samples samples, TensorType x, TensorType weight) {
    boolean isFloat = x.element() == ElementType.F32;
    TensorType bias = TensorType.of(isFloat ? ElementType.F32 : ElementType.S32, weight.extent(0));
    List<TensorType> types = List.of(x, weight, bias);
    List<TensorData> inputs = samples.data(types);
    TensorType y = Trial.infer(conv, types).get(0);
    if (!isFloat) {
      y = y.withQuantization(RESULT);
    }
    TensorData actual =
        isFloat ? Trial.run(conv, types, inputs) : Trial.run(conv, types, inputs, RESULT);
    Expected.assertSame(actual, plainly(conv, x, weight, y, inputs), conv + " on " + x);
  }

  /** Transposed convolutions with a result of at least one cell. */
  private static List<ConvTranspose2d> grid(long seed, TensorType x, int groups) {
    Samples samples = new Samples(seed);
    List<ConvTranspose2d> grid = new ArrayList<>();
    int flat = x.rank() == 3 ? 0 : 1;
    while (grid.size() < 40) {
      Window2d window =
          new Window2d(
              samples.integer(1, 4),
              1 + flat * samples.integer(0, 3),
              samples.integer(1, 4),
              1 + flat * samples.integer(0, 3),
              samples.integer(1, 3),
              samples.integer(1, 3),
              samples.integer(0, 3),
              flat * samples.integer(0, 3),
              samples.integer(0, 3),
              flat * samples.integer(0, 3));
      ConvTranspose2d conv =
          new ConvTranspose2d(
              window, groups, samples.integer(0, 2), flat * samples.integer(0, 2), Clamp.RELU);
      TensorType weight =
          Samples.f32(4, window.kernelHeight(), window.kernelWidth(), x.extent(-1) / groups);
      if (Trial.broken(conv, x.withElement(ElementType.F32), weight, Samples.f32(4)).isEmpty()) {
        grid.add(conv);
      }
    }
    return grid;
  }

  @Test
  void floatGivesTheDefinitionsSums() {
    Samples samples = new Samples(1);
    TensorType x = Samples.f32(2, 3, 4, 4);
    for (int groups : new int[] {1, 2, 4}) {
      for (ConvTranspose2d conv : grid(groups, x, groups)) {
        Window2d window = conv.window();
        tryOut(
            conv,
            samples,
            x,
            Samples.f32(4, window.kernelHeight(), window.kernelWidth(), 4 / groups));
      }
    }
  }

  @Test
  void quantizedGivesTheDefinitionsSums() {
    Samples samples = new Samples(2);
    for (int zeroLimit : new int[] {0, 60}) {
      TensorType x = samples.s8(2, 4, 3, 4);
      for (ConvTranspose2d conv : grid(7, x, 2)) {
        Window2d window = conv.window();
        tryOut(
            conv,
            samples,
            x,
            samples.weight(0, zeroLimit, 4, window.kernelHeight(), window.kernelWidth(), 2));
      }
    }
  }

  @Test
  void sequencesAreImagesOfWidthOne() {
    Samples samples = new Samples(3);
    TensorType x = Samples.f32(2, 5, 2);
    for (ConvTranspose2d conv : grid(8, x, 1)) {
      tryOut(conv, samples, x, Samples.f32(4, conv.window().kernelHeight(), 1, 2));
    }
  }

  /** Only rows inside the window's taps may be read: the planner frees the others. */
  @Test
  void windowNamesAllRowsThatReachAnOutputRow() {
    TensorType x = Samples.f32(1, 4, 4, 4);
    for (ConvTranspose2d conv : grid(9, x, 1)) {
      Window2d window = conv.window();
      List<TensorType> types =
          List.of(
              x, Samples.f32(4, window.kernelHeight(), window.kernelWidth(), 4), Samples.f32(4));
      Signature signature = new Signature(types, Trial.infer(conv, types));
      RowWindow rows = ((Access.ByRows) conv.access(signature)).windows().get(0);
      for (int oy = 0; oy < signature.output().extent(1); oy++) {
        List<Integer> named = new ArrayList<>();
        for (int tap = 0; tap < rows.taps(); tap++) {
          named.add(rows.row(oy, tap));
        }
        for (int iy = 0; iy < 4; iy++) {
          for (int ky = 0; ky < window.kernelHeight(); ky++) {
            if (iy * window.strideY() + ky * window.dilationY() == oy + window.padTop()) {
              assertThat(named).as("%s, output row %s", conv, oy).contains(iy);
            }
          }
        }
      }
    }
  }

  @Test
  void constraintsAreTold() {
    ConvTranspose2d conv =
        new ConvTranspose2d(new Window2d(2, 2, 2, 2, 1, 1, 2, 2, 2, 2), 1, 0, 0, Clamp.NONE);
    TensorType weight = Samples.f32(3, 2, 2, 4);
    TensorType bias = Samples.f32(3);
    assertThat(Trial.broken(conv, Samples.f32(1, 4, 4, 4), weight, bias)).isEmpty();
    assertThat(Trial.broken(conv, Samples.f32(1, 2, 4, 4), weight, bias)).containsExactly("C10");
    ConvTranspose2d negative = new ConvTranspose2d(conv.window(), 1, -1, 0, Clamp.NONE);
    assertThat(Trial.broken(negative, Samples.f32(1, 4, 4, 4), weight, bias))
        .containsExactly("C11");
  }
}
