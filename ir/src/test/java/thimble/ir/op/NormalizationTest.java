package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** LayerNormalization and InstanceNormalization. */
class NormalizationTest {
  private static final float EPSILON = 1e-3f;

  /** Normalizes {@code depth} elements, {@code step} apart. */
  private static void normalize(
      double[] values, int first, int depth, int step, double[] scale, double[] bias) {
    double sum = 0;
    double squares = 0;
    for (int d = 0; d < depth; d++) {
      sum += values[first + d * step];
      squares += values[first + d * step] * values[first + d * step];
    }
    double mean = sum / depth;
    double variance = squares / depth - mean * mean;
    for (int d = 0; d < depth; d++) {
      int i = first + d * step;
      values[i] =
          (values[i] - mean) / Math.sqrt(variance + EPSILON) * scale[d % scale.length]
              + bias[d % bias.length];
    }
  }

  private static double[] reals(TensorData data) {
    double[] values = new double[data.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.real(i);
    }
    return values;
  }

  @Test
  void vectorsOverTheLastAxes() {
    Samples samples = new Samples(1);
    for (int[] shape : new int[][] {{6}, {3, 6}, {2, 3, 4}, {2, 3, 4, 3}}) {
      for (int axis = 0; axis < shape.length; axis++) {
        TensorType x = Samples.f32(shape);
        int depth = x.product(axis, x.rank());
        List<TensorType> types = List.of(x, Samples.f32(depth), Samples.f32(depth));
        List<TensorData> inputs = samples.data(types);
        double[] expected = reals(inputs.get(0));
        for (int first = 0; first < expected.length; first += depth) {
          normalize(expected, first, depth, 1, reals(inputs.get(1)), reals(inputs.get(2)));
        }
        Expected.assertSame(
            Trial.run(new LayerNormalization(axis, EPSILON), types, inputs),
            expected,
            "axis " + axis + " of " + x);
      }
    }
  }

  @Test
  void channelsOfEachImage() {
    Samples samples = new Samples(2);
    for (int[] shape : new int[][] {{2, 6, 3}, {2, 4, 5, 3}, {2, 2, 3, 2, 2}}) {
      TensorType x = Samples.f32(shape);
      int channels = x.extent(-1);
      int pixels = x.product(1, x.rank() - 1);
      List<TensorType> types = List.of(x, Samples.f32(channels), Samples.f32(channels));
      List<TensorData> inputs = samples.data(types);
      double[] expected = reals(inputs.get(0));
      for (int i = 0; i < x.extent(0) * channels; i++) {
        int channel = i % channels;
        normalize(
            expected,
            i / channels * pixels * channels + channel,
            pixels,
            channels,
            new double[] {inputs.get(1).real(channel)},
            new double[] {inputs.get(2).real(channel)});
      }
      Expected.assertSame(
          Trial.run(new InstanceNormalization(EPSILON), types, inputs), expected, x);
    }
  }

  @Test
  void constraintsAreTold() {
    TensorType x = Samples.f32(2, 3, 4);
    LayerNormalization layer = new LayerNormalization(2, EPSILON);
    assertThat(Trial.broken(layer, x, Samples.f32(4), Samples.f32(4))).isEmpty();
    assertThat(Trial.broken(layer, x, Samples.f32(4))).containsExactly("C1");
    assertThat(Trial.broken(layer, Samples.f32(3, 4), Samples.f32(4), Samples.f32(4)))
        .containsExactly("C2");
    assertThat(Trial.broken(layer, x, Samples.f32(3), Samples.f32(4))).containsExactly("C3");
    assertThat(Trial.broken(layer, x, Samples.f32(4), TensorType.of(ElementType.S32, 4)))
        .containsExactly("C4");
    InstanceNormalization instance = new InstanceNormalization(-1);
    assertThat(Trial.broken(instance, x, Samples.f32(4), Samples.f32(4))).containsExactly("C5");
  }
}
