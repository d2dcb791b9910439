package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

class Conv2dTest {
  private static final Quantization RESULT = Quantization.perTensor(0.03f, -7);

  /** Straight from the definition, one output element at a time. */
  private static double[] plainly(
      Conv2d conv, TensorType x, TensorType weight, TensorType y, List<TensorData> inputs) {
    Window2d window = conv.window();
    double[] result = new double[y.count()];
    int groupIn = weight.extent(3);
    int groupOut = y.extent(-1) / conv.groups();
    int width = Images.width(y);
    for (int i = 0; i < result.length; i++) {
      int o = i % y.extent(-1);
      int ox = i / y.extent(-1) % width;
      int oy = i / y.extent(-1) / width % y.extent(1);
      int n = i / y.extent(-1) / width / y.extent(1);
      double sum = inputs.get(2).real(o);
      for (int ky = 0; ky < window.kernelHeight(); ky++) {
        for (int kx = 0; kx < window.kernelWidth(); kx++) {
          int iy = oy * window.strideY() - window.padTop() + ky * window.dilationY();
          int ix = ox * window.strideX() - window.padLeft() + kx * window.dilationX();
          if (iy >= 0 && iy < x.extent(1) && ix >= 0 && ix < Images.width(x)) {
            for (int c = 0; c < groupIn; c++) {
              int from = Expected.at(x, n, iy, ix, o / groupOut * groupIn + c);
              int tap =
                  ((o * window.kernelHeight() + ky) * window.kernelWidth() + kx) * groupIn + c;
              sum +=
                  Expected.term(x, inputs.get(0), from)
                      * Expected.term(weight, inputs.get(1), tap, o);
            }
          }
        }
      }
      result[i] = Expected.activated(x, weight, y, conv.activation(), sum, o);
    }
    return result;
  }

  private static void tryOut(Conv2d conv, Samples samples, TensorType x, TensorType weight) {
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

  @Test
  void floatGivesTheDefinitionsSums() {
    Samples samples = new Samples(1);
    for (Window2d window : Windows.grid(1, 40, 5, 6)) {
      for (int groups : new int[] {1, 2, 6}) {
        TensorType weight = Samples.f32(6, window.kernelHeight(), window.kernelWidth(), 6 / groups);
        tryOut(new Conv2d(window, groups, Clamp.RELU), samples, Samples.f32(2, 5, 6, 6), weight);
      }
    }
  }

  @Test
  void quantizedGivesTheDefinitionsSums() {
    Samples samples = new Samples(2);
    for (Window2d window : Windows.grid(2, 40, 6, 5)) {
      for (int groups : new int[] {1, 2}) {
        TensorType weight =
            samples.weight(0, 0, 4, window.kernelHeight(), window.kernelWidth(), 4 / groups);
        tryOut(new Conv2d(window, groups, Clamp.RELU6), samples, samples.s8(2, 6, 5, 4), weight);
      }
    }
  }

  @Test
  void weightsMayHaveZeroPoints() {
    Samples samples = new Samples(3);
    for (Window2d window : Windows.grid(3, 10, 6, 5)) {
      TensorType weight = samples.weight(0, 100, 4, window.kernelHeight(), window.kernelWidth(), 3);
      tryOut(new Conv2d(window, 1, Clamp.NONE), samples, samples.s8(1, 6, 5, 3), weight);
    }
  }

  @Test
  void sequencesAreImagesOfWidthOne() {
    Samples samples = new Samples(4);
    for (Window2d window : Windows.grid(4, 20, 9, 1)) {
      TensorType weight = Samples.f32(4, window.kernelHeight(), 1, 3);
      tryOut(new Conv2d(window, 1, Clamp.NONE), samples, Samples.f32(2, 9, 3), weight);
      tryOut(
          new Conv2d(window, 1, Clamp.NONE),
          samples,
          samples.s8(2, 9, 3),
          samples.weight(0, 0, 4, window.kernelHeight(), 1, 3));
    }
  }

  @Test
  void constraintsAreTold() {
    Conv2d conv = new Conv2d(new Window2d(3, 3, 1, 1, 1, 1, 0, 0, 0, 0), 2, Clamp.NONE);
    TensorType x = Samples.f32(1, 4, 4, 4);
    TensorType weight = Samples.f32(6, 3, 3, 2);
    TensorType bias = Samples.f32(6);
    assertThat(Trial.broken(conv, x, weight, bias)).isEmpty();
    assertThat(Trial.broken(conv, x, weight)).containsExactly("C1");
    assertThat(Trial.broken(conv, Samples.f32(4, 4), weight, bias)).containsExactly("C2");
    assertThat(Trial.broken(conv, x, Samples.f32(6, 3, 3), bias)).containsExactly("C3");
    assertThat(Trial.broken(conv, x, Samples.f32(6, 3, 2, 2), bias)).containsExactly("C4");
    assertThat(Trial.broken(conv, x, Samples.f32(6, 3, 3, 4), bias)).containsExactly("C5");
    assertThat(Trial.broken(conv, x, Samples.f32(5, 3, 3, 2), Samples.f32(5)))
        .containsExactly("C6");
    assertThat(Trial.broken(conv, x, weight, Samples.f32(5))).containsExactly("C7");
    assertThat(Trial.broken(conv, Samples.f32(1, 4, 4), weight, bias)).containsExactly("C8", "C10");
    assertThat(Trial.broken(conv, x.withElement(ElementType.S8), weight, bias))
        .containsExactly("C9");
    assertThat(Trial.broken(conv, Samples.f32(1, 2, 4, 4), weight, bias)).containsExactly("C10");
  }
}
