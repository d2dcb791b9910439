package thimble.frontend.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.ImportOptions;
import thimble.frontend.TestModel;
import thimble.frontend.calibrate.NoiseSamples;
import thimble.frontend.calibrate.SampleSource;

/** Factors moved between layers: the same function, and nearer to it in integers. */
class EqualizationTest {
  private static final int CHANNELS = 8;

  @TempDir Path directory;

  private final Random random = new Random(3);
  private SampleSource samples;

  private Quantizer calibrated(TestModel model) {
    Quantizer quantizer =
        Quantizer.open(model.write(directory), ImportOptions.NONE, progress -> {});
    samples = new NoiseSamples(quantizer.inputs(), 16);
    return quantizer.calibrate(samples);
  }

  private float[] weights(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() / 3);
    }
    return values;
  }

  /**
   * The first layer's channels are as loud as {@code loudness} says, the last one takes it back.
   */
  private TestModel chain(String activation, float... loudness) {
    float[] first = weights(CHANNELS * 3);
    float[] last = weights(4 * CHANNELS);
    for (int i = 0; i < first.length; i++) {
      first[i] *= loudness[i / 3];
    }
    for (int i = 0; i < last.length; i++) {
      last[i] /= loudness[i % CHANNELS];
    }
    TestModel model =
        TestModel.opset(13)
            .input("x", 1, 3, 6, 6)
            .floats("w", List.of(CHANNELS, 3, 1, 1), first)
            .floats("d", List.of(CHANNELS, 1, 3, 3), weights(9 * CHANNELS))
            .floats("v", List.of(4, CHANNELS, 1, 1), last)
            .floats("zero", List.of(), 0)
            .floats("six", List.of(), 6)
            .node("Conv", "x w", "a");
    return activation.equals("Clip")
        ? model
            .node("Clip", "a zero six", "b")
            .node("Conv", "b d", "c", "group", CHANNELS, "pads", TestModel.list(1, 1, 1, 1))
            .node("Clip", "c zero six", "e")
            .node("Conv", "e v", "y")
            .output("y")
        : model
            .node("Relu", "a", "b")
            .node("Conv", "b d", "c", "group", CHANNELS, "pads", TestModel.list(1, 1, 1, 1))
            .node("Relu", "c", "e")
            .node("Conv", "e v", "y")
            .output("y");
  }

  private static QuantizeOptions with(EqualizationWay way) {
    return QuantizeOptions.DEFAULT.withRepairs(Repairs.NONE.withEqualization(way));
  }

  private static double decibels(Quantizer quantizer, EqualizationWay way) {
    return quantizer.fidelity(quantizer.quantize(with(way)), false).output();
  }

  @Test
  void loudChannelsNoLongerDrownOthers() {
    Quantizer quantizer = calibrated(chain("Relu", 100, 1, 1, 0.02f, 1, 3, 1, 1));
    double plain = decibels(quantizer, EqualizationWay.NONE);
    assertThat(decibels(quantizer, EqualizationWay.RANGES)).isGreaterThan(plain + 15);
    assertThat(decibels(quantizer, EqualizationWay.WEIGHTS)).isGreaterThan(plain + 10);
    QuantizeOptions chosen =
        quantizer.repaired(
            QuantizeOptions.DEFAULT, List.of(with(EqualizationWay.RANGES).repairs()));
    assertThat(chosen.repairs().equalization()).isEqualTo(EqualizationWay.RANGES);
  }

  @Test
  void loudChannelsAreReported() {
    Quantizer quantizer = calibrated(chain("Relu", 100, 1, 1, 1, 1, 1, 1, 1));
    assertThat(outliers(quantizer, EqualizationWay.NONE))
        .allSatisfy(
            found -> {
              assertThat(found.channels()).containsExactly(0);
              assertThat(found.treatment()).isNotEqualTo(QuantizeReport.Treatment.EQUALIZED);
            })
        .isNotEmpty();
    assertThat(outliers(quantizer, EqualizationWay.RANGES))
        .allSatisfy(
            found -> {
              assertThat(found.treatment()).isEqualTo(QuantizeReport.Treatment.EQUALIZED);
              assertThat(found.after()).isLessThan(8);
            })
        .isNotEmpty();
  }

  private static List<QuantizeReport.Outlier> outliers(Quantizer quantizer, EqualizationWay way) {
    return quantizer.report(quantizer.quantize(with(way))).outliers();
  }

  /** Through Relu6 too, where some channels reach the 6 and others do not. */
  @Test
  void functionStaysTheSame() {
    for (String activation : List.of("Relu", "Clip")) {
      Quantizer quantizer = calibrated(chain(activation, 40, 1, 8, 0.05f, 1, 3, 1, 1));
      for (EqualizationWay way : List.of(EqualizationWay.RANGES, EqualizationWay.WEIGHTS)) {
        FloatModel moved = quantizer.quantize(with(way)).source().model();
        Fidelity same =
            Fidelity.of(
                quantizer.model().model(), moved.model(), java.util.Map.of(), samples, it -> {});
        assertThat(same.output()).as(activation + " " + way).isGreaterThan(110);
      }
    }
  }

  @Test
  void relu6ChannelsGrowToSixAtMost() {
    Quantizer quantizer = calibrated(chain("Clip", 40, 0.1f, 1, 0.05f, 1, 3, 1, 1));
    double plain = decibels(quantizer, EqualizationWay.NONE);
    assertThat(decibels(quantizer, EqualizationWay.RANGES)).isGreaterThan(plain + 3);
    Quantized result = quantizer.quantize(with(EqualizationWay.RANGES));
    ChannelRanges ranges = result.source().calibration().channels("b");
    for (int i = 0; i < CHANNELS; i++) {
      assertThat(ranges.high(i)).isLessThanOrEqualTo(6f);
    }
    assertThat(ranges.high(3)).isCloseTo(6, within(1e-3f));
    assertThat(result.source().factors().get("b")[0]).isEqualTo(1);
  }

  /** What a sum also reads stays as it is: the factor could not be taken back there. */
  @Test
  void joinsAreLeftOut() {
    TestModel model =
        TestModel.opset(13)
            .input("x", 1, 4, 5, 5)
            .floats("w", List.of(4, 4, 1, 1), weights(16))
            .floats("v", List.of(4, 4, 1, 1), weights(16))
            .node("Conv", "x w", "a")
            .node("Relu", "a", "b")
            .node("Conv", "b v", "c")
            .node("Add", "b c", "y")
            .output("y");
    Quantizer quantizer = calibrated(model);
    assertThat(quantizer.equalizes(EqualizationWay.RANGES)).isFalse();
    assertThat(ScaleLinks.of(quantizer.model(), Placement.of(quantizer.model()))).isEmpty();
  }

  /** Pools, a flattened vector, a dense layer, a transposed convolution, a weight used twice. */
  @Test
  void linksReachThroughWhatScalesAlong() {
    float[] loud = weights(CHANNELS * CHANNELS);
    for (int i = 0; i < CHANNELS; i++) {
      loud[i] *= 50;
    }
    TestModel model =
        TestModel.opset(13)
            .input("x", 1, CHANNELS, 8, 8)
            .floats("w", List.of(CHANNELS, CHANNELS, 1, 1), loud)
            .floats("t", List.of(CHANNELS, 6, 2, 2), weights(CHANNELS * 24))
            .floats("g", List.of(6, 3), weights(18))
            .longs("flat", 1, -1)
            .node("Conv", "x w", "a")
            .node("LeakyRelu", "a", "b", "alpha", 0.1f)
            .node(
                "MaxPool",
                "b",
                "c",
                "kernel_shape",
                TestModel.list(2, 2),
                "strides",
                TestModel.list(2, 2))
            .node("Conv", "c w", "d")
            .node("Relu", "d", "e")
            .node("ConvTranspose", "e t", "f", "strides", TestModel.list(2, 2))
            .node("GlobalAveragePool", "f", "h")
            .node("Reshape", "h flat", "i")
            .node("Gemm", "i g", "y")
            .output("y");
    Quantizer quantizer = calibrated(model);
    assertThat(ScaleLinks.of(quantizer.model(), Placement.of(quantizer.model())))
        .extracting(link -> link.sinks().get(0).node().opType())
        .containsExactly("Conv", "ConvTranspose", "Gemm");
    FloatModel moved = quantizer.quantize(with(EqualizationWay.RANGES)).source().model();
    assertThat(
            Fidelity.of(
                    quantizer.model().model(), moved.model(), java.util.Map.of(), samples, it -> {})
                .output())
        .isGreaterThan(110);
  }
}
