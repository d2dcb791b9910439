package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.Requantize;

/** FullyConnected and MatMul. */
class DenseTest {
  private static final Quantization RESULT = Quantization.perTensor(0.07f, -20);

  private static void tryDense(Clamp clamp, Samples samples, TensorType x, TensorType weight) {
    FullyConnected dense = new FullyConnected(clamp);
    boolean isFloat = x.element() == ElementType.F32;
    TensorType bias = TensorType.of(isFloat ? ElementType.F32 : ElementType.S32, weight.extent(0));
    List<TensorType> types = List.of(x, weight, bias);
    List<TensorData> inputs = samples.data(types);
    TensorType y = Trial.infer(dense, types).get(0);
    if (!isFloat) {
      y = y.withQuantization(RESULT);
    }
    int depth = weight.extent(1);
    double[] expected = new double[y.count()];
    for (int i = 0; i < expected.length; i++) {
      int unit = i % weight.extent(0);
      double sum = inputs.get(2).real(unit);
      for (int k = 0; k < depth; k++) {
        sum +=
            Expected.term(x, inputs.get(0), i / weight.extent(0) * depth + k)
                * Expected.term(weight, inputs.get(1), unit * depth + k, unit);
      }
      expected[i] = Expected.activated(x, weight, y, clamp, sum, unit);
    }
    TensorData actual =
        isFloat ? Trial.run(dense, types, inputs) : Trial.run(dense, types, inputs, RESULT);
    Expected.assertSame(actual, expected, dense + " on " + x);
  }

  @Test
  void denseLayersOfAnyRank() {
    Samples samples = new Samples(1);
    for (int[] shape : new int[][] {{7}, {1, 7}, {5, 7}, {2, 3, 7}, {2, 3, 2, 7}}) {
      tryDense(Clamp.RELU, samples, Samples.f32(shape), Samples.f32(4, 7));
      tryDense(Clamp.RELU6, samples, samples.s8(shape), samples.weight(0, 0, 4, 7));
      tryDense(Clamp.NONE, samples, samples.s8(shape), samples.weight(0, 90, 4, 7));
    }
  }

  @Test
  void sumsBeyond32BitsWrapAround() {
    TensorType x =
        TensorType.of(ElementType.S8, 1, 2).withQuantization(Quantization.perTensor(1, 0));
    TensorType weight =
        TensorType.of(ElementType.S8, 1, 2).withQuantization(Quantization.perTensor(1, 0));
    TensorData y =
        Trial.run(
            new FullyConnected(Clamp.NONE),
            List.of(x, weight, TensorType.of(ElementType.S32, 1)),
            List.of(
                TensorData.bytes((byte) 1, (byte) 1),
                TensorData.bytes((byte) 1, (byte) 0),
                TensorData.ints(Integer.MAX_VALUE)),
            Quantization.perTensor(2, 0));
    assertThat(y.byteArray()).containsExactly(-128);
  }

  private static void tryProduct(Samples samples, TensorType a, TensorType b) {
    List<TensorType> types = List.of(a, b);
    List<TensorData> inputs = samples.data(types);
    TensorType y = Trial.infer(new MatMul(), types).get(0);
    double[] expected = new double[y.count()];
    for (int i = 0; i < expected.length; i++) {
      int column = i % y.extent(-1);
      int row = i / y.extent(-1) % y.extent(-2);
      int product = i / y.extent(-1) / y.extent(-2);
      double sum = 0;
      for (int k = 0; k < a.extent(-1); k++) {
        int fromA = (matrix(a, y, product) * a.extent(-2) + row) * a.extent(-1) + k;
        int fromB = (matrix(b, y, product) * b.extent(-2) + k) * b.extent(-1) + column;
        sum += Expected.term(a, inputs.get(0), fromA) * Expected.term(b, inputs.get(1), fromB);
      }
      expected[i] = a.isQuantized() ? rescaled(a, b, sum) : sum;
    }
    TensorData actual =
        a.isQuantized()
            ? Trial.run(new MatMul(), types, inputs, RESULT)
            : Trial.run(new MatMul(), types, inputs);
    Expected.assertSame(actual, expected, a + " times " + b);
  }

  /** NumPy's broadcasting: which of an operand's matrices takes part in a product. */
  private static int matrix(TensorType operand, TensorType y, int product) {
    int index = 0;
    int pitch = 1;
    int rest = product;
    for (int axis = 3; axis <= y.rank(); axis++) {
      if (axis <= operand.rank()) {
        index += operand.extent(-axis) == 1 ? 0 : rest % y.extent(-axis) * pitch;
        pitch *= operand.extent(-axis);
      }
      rest /= y.extent(-axis);
    }
    return index;
  }

  private static double rescaled(TensorType a, TensorType b, double sum) {
    FixedPoint factor =
        FixedPoint.of((double) a.quant().scale() * b.quant().scale() / RESULT.scale());
    return Requantize.toOutput(
        (int) sum, factor.multiplier(), factor.shift(), RESULT.zeroPoint(), -128, 127);
  }

  @Test
  void productsBroadcastTheirLeadingAxes() {
    Samples samples = new Samples(2);
    int[][][] shapes = {
      {{3, 5}, {5, 4}},
      {{1, 5}, {5, 1}},
      {{2, 3, 5}, {5, 4}},
      {{2, 3, 5}, {1, 5, 4}},
      {{2, 2, 3, 5}, {5, 4}},
      {{2, 3, 5}, {2, 5, 4}},
      {{3, 5}, {2, 5, 4}},
      {{2, 1, 3, 5}, {4, 5, 2}},
      {{1, 3, 5}, {2, 3, 5, 2}},
      {{4, 1, 3, 5}, {1, 2, 5, 6}},
    };
    for (int[][] pair : shapes) {
      tryProduct(samples, Samples.f32(pair[0]), Samples.f32(pair[1]));
      tryProduct(samples, samples.s8(pair[0]), samples.s8(pair[1]));
    }
  }

  @Test
  void constraintsAreTold() {
    MatMul product = new MatMul();
    assertThat(Trial.broken(product, Samples.f32(3, 5))).containsExactly("C1");
    assertThat(Trial.broken(product, Samples.f32(5), Samples.f32(5, 4))).containsExactly("C2");
    assertThat(Trial.broken(product, Samples.f32(3, 5), Samples.f32(4, 5))).containsExactly("C3");
    assertThat(Trial.broken(product, Samples.f32(2, 3, 5), Samples.f32(3, 5, 4)))
        .containsExactly("C4");
    assertThat(Trial.broken(product, Samples.f32(3, 5), TensorType.of(ElementType.S8, 5, 4)))
        .containsExactly("C5");
  }
}
