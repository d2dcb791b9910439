package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.run.Evaluator;

/** A depthwise convolution is a convolution with as many groups as channels. */
class DepthwiseConv2dTest {
  private static final Quantization RESULT = Quantization.perTensor(0.02f, 11);

  private static void tryOut(
      DepthwiseConv2d depthwise, Samples samples, TensorType x, TensorType weight) {
    boolean isFloat = x.element() == ElementType.F32;
    TensorType bias = TensorType.of(isFloat ? ElementType.F32 : ElementType.S32, weight.extent(2));
    List<TensorType> types = List.of(x, weight, bias);
    List<TensorData> inputs = samples.data(types);
    TensorData actual =
        isFloat ? Trial.run(depthwise, types, inputs) : Trial.run(depthwise, types, inputs, RESULT);

    Conv2d grouped = new Conv2d(depthwise.window(), Images.channels(x), depthwise.activation());
    TensorType groupedWeight =
        weight.isQuantized()
            ? TensorType.quantized(
                weight.element(), groupedShape(weight), weight.quant().withAxis(0))
            : TensorType.of(weight.element(), groupedShape(weight));
    List<TensorType> groupedTypes = List.of(x, groupedWeight, bias);
    TensorType y = Trial.infer(grouped, groupedTypes).get(0);
    assertThat(Trial.infer(depthwise, types)).containsExactly(y);
    TensorData expected =
        Evaluator.apply(
                grouped,
                new Signature(groupedTypes, List.of(isFloat ? y : y.withQuantization(RESULT))),
                List.of(inputs.get(0), channelsFirst(weight, inputs.get(1)), inputs.get(2)))
            .get(0);
    assertThat(actual).as("%s on %s", depthwise, x).isEqualTo(expected);
  }

  private static List<Integer> groupedShape(TensorType weight) {
    return List.of(weight.extent(2), weight.extent(0), weight.extent(1), 1);
  }

  private static TensorData channelsFirst(TensorType type, TensorData weight) {
    TensorData result = TensorData.allocate(weight.element(), weight.count());
    int channels = type.extent(2);
    int cells = type.extent(0) * type.extent(1);
    for (int i = 0; i < weight.count(); i++) {
      result.set(i % channels * cells + i / channels, weight.real(i));
    }
    return result;
  }

  @Test
  void floatEqualsTheGroupedConvolution() {
    Samples samples = new Samples(1);
    for (Window2d window : Windows.grid(11, 40, 5, 6)) {
      for (int multiplier = 1; multiplier <= 3; multiplier++) {
        tryOut(
            new DepthwiseConv2d(window, multiplier, Clamp.RELU),
            samples,
            Samples.f32(2, 5, 6, 3),
            Samples.f32(window.kernelHeight(), window.kernelWidth(), 3 * multiplier));
      }
    }
  }

  @Test
  void quantizedEqualsTheGroupedConvolution() {
    Samples samples = new Samples(2);
    for (Window2d window : Windows.grid(12, 40, 6, 5)) {
      for (int zeroLimit : new int[] {0, 50}) {
        tryOut(
            new DepthwiseConv2d(window, 2, Clamp.RELU6),
            samples,
            samples.s8(2, 6, 5, 3),
            samples.weight(2, zeroLimit, window.kernelHeight(), window.kernelWidth(), 6));
      }
    }
  }

  @Test
  void sequencesAreImagesOfWidthOne() {
    Samples samples = new Samples(3);
    for (Window2d window : Windows.grid(13, 20, 9, 1)) {
      tryOut(
          new DepthwiseConv2d(window, 1, Clamp.NONE),
          samples,
          samples.s8(2, 9, 3),
          samples.weight(2, 0, window.kernelHeight(), 1, 3));
    }
  }

  @Test
  void constraintsAreTold() {
    DepthwiseConv2d conv =
        new DepthwiseConv2d(new Window2d(3, 3, 1, 1, 1, 1, 0, 0, 0, 0), 2, Clamp.NONE);
    TensorType x = Samples.f32(1, 4, 4, 3);
    TensorType bias = Samples.f32(6);
    assertThat(Trial.broken(conv, x, Samples.f32(3, 3, 6), bias)).isEmpty();
    assertThat(Trial.broken(conv, x, Samples.f32(3, 3, 6))).containsExactly("C1");
    assertThat(Trial.broken(conv, x, Samples.f32(3, 3, 3, 2), bias)).containsExactly("C3");
    assertThat(Trial.broken(conv, x, Samples.f32(2, 3, 6), bias)).containsExactly("C4");
    assertThat(Trial.broken(conv, x, Samples.f32(3, 3, 3), bias)).containsExactly("C5", "C7");
  }
}
