package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

class SoftmaxTest {
  private static final Quantization PROBABILITY = Quantization.perTensor(1 / 256f, -128);

  /** Probabilities in double, element by element. */
  private static double[] plainly(Softmax softmax, TensorType x, TensorData data) {
    double scale = x.isQuantized() ? x.quant().scale() : 1;
    int depth = x.extent(softmax.axis());
    int inner = x.product(softmax.axis() + 1, x.rank());
    double[] result = new double[x.count()];
    for (int i = 0; i < result.length; i++) {
      int first = i - i / inner % depth * inner;
      double sum = 0;
      for (int d = 0; d < depth; d++) {
        sum += Math.exp((data.real(first + d * inner) - data.real(i)) * scale);
      }
      result[i] = softmax.log() ? -Math.log(sum) : 1 / sum;
    }
    return result;
  }

  @Test
  void floatAlongAnyAxis() {
    Samples samples = new Samples(1);
    for (int[] shape : new int[][] {{5}, {2, 5}, {2, 3, 4}, {2, 3, 4, 3}, {2, 2, 2, 3, 2}}) {
      for (int axis = 0; axis < shape.length; axis++) {
        TensorType x = Samples.f32(shape);
        TensorData data = samples.data(x);
        for (boolean log : new boolean[] {false, true}) {
          Softmax softmax = new Softmax(axis, log);
          Expected.assertSame(
              Trial.run(softmax, List.of(x), List.of(data)), plainly(softmax, x, data), softmax);
        }
      }
    }
  }

  @Test
  void quantizedRoundsTheProbability() {
    Samples samples = new Samples(2);
    for (int[] shape : new int[][] {{12}, {3, 10}, {2, 3, 4, 5}}) {
      for (int axis = 0; axis < shape.length; axis++) {
        TensorType x = samples.s8(shape);
        TensorData data = samples.data(x);
        Softmax softmax = new Softmax(axis, false);
        double[] expected = plainly(softmax, x, data);
        for (int i = 0; i < expected.length; i++) {
          expected[i] = Math.min(127, Math.floor(expected[i] * 256 + 0.5) - 128);
        }
        Expected.assertSame(
            Trial.run(softmax, List.of(x), List.of(data), PROBABILITY), expected, softmax);
      }
    }
  }

  @Test
  void quantizedKnowsOtherResultScales() {
    TensorType x =
        TensorType.of(ElementType.S8, 2).withQuantization(Quantization.perTensor(0.1f, 5));
    TensorData y =
        Trial.run(
            new Softmax(0, false),
            List.of(x),
            List.of(TensorData.bytes((byte) 10, (byte) 10)),
            Quantization.perTensor(0.01f, -20));
    assertThat(y.byteArray()).containsExactly(30, 30);
  }

  @Test
  void certaintyIsClamped() {
    TensorType x =
        TensorType.of(ElementType.S8, 2).withQuantization(Quantization.perTensor(0.5f, 0));
    TensorData y =
        Trial.run(
            new Softmax(0, false),
            List.of(x),
            List.of(TensorData.bytes((byte) 127, (byte) -128)),
            PROBABILITY);
    assertThat(y.byteArray()).containsExactly(127, -128);
  }

  @Test
  void hugeFloatsDoNotOverflow() {
    TensorData y =
        Trial.run(
            new Softmax(0, false),
            List.of(Samples.f32(3)),
            List.of(TensorData.floats(1e30f, 1e30f, -1e30f)));
    assertThat(y.floatArray()).containsExactly(0.5f, 0.5f, 0);
  }

  @Test
  void constraintsAreTold() {
    assertThat(Trial.broken(new Softmax(2, false), Samples.f32(2, 3))).containsExactly("C2");
    assertThat(Trial.broken(new Softmax(-1, false), Samples.f32(2, 3))).containsExactly("C2");
    assertThat(Trial.broken(new Softmax(0, true), new Samples(1).s8(2, 3))).containsExactly("C3");
    assertThat(Trial.broken(new Softmax(0, false), TensorType.of(ElementType.S32, 2)))
        .containsExactly("C3");
  }
}
