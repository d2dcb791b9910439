package thimble.frontend.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.ImportOptions;
import thimble.frontend.Importer;
import thimble.frontend.TestModel;
import thimble.frontend.calibrate.Calibrator;
import thimble.frontend.calibrate.NoiseSamples;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxWriter;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.pass.PassPipeline;

/** Small networks of many forms: near the float model, and integer through and through. */
class QuantizerTest {
  @TempDir Path directory;

  private final Random random = new Random(1);

  private Quantizer calibrated(TestModel model, int samples) {
    Quantizer quantizer =
        Quantizer.open(model.write(directory), ImportOptions.NONE, progress -> {});
    return quantizer.calibrate(new NoiseSamples(quantizer.inputs(), samples));
  }

  private Quantized quantized(TestModel model, QuantizeOptions options, double leastDecibels) {
    Quantizer quantizer = calibrated(model, 16);
    Quantized result = quantizer.quantize(options);
    assertThat(quantizer.fidelity(result, false).output()).isGreaterThan(leastDecibels);
    return result;
  }

  /** The operators that are left in float once the compiler is through. */
  private List<String> inFloat(Quantized quantized) {
    Path file = directory.resolve("q.onnx");
    Quantizer.write(quantized.model(), "q", file);
    Graph graph =
        PassPipeline.standard(PassPipeline.IoMode.QUANTIZED)
            .run(Importer.read(file, ImportOptions.NONE));
    return graph.nodes().stream()
        .filter(node -> node.output().type().element() == ElementType.F32)
        .map(Node::op)
        .map(op -> op.name())
        .filter(name -> !name.equals("dequantize"))
        .toList();
  }

  private float[] weights(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() / 3);
    }
    return values;
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  /** A residual network with everything that folds, ties and becomes a table. */
  private TestModel residual() {
    return TestModel.opset(13)
        .input("x", 1, 3, 8, 8)
        .floats("w1", List.of(8, 3, 3, 3), weights(216))
        .floats("gamma", List.of(8), 1, 2, 0.5f, 1, 1, 3, 1, 1)
        .floats("beta", List.of(8), weights(8))
        .floats("mean", List.of(8), weights(8))
        .floats("variance", List.of(8), filled(8, 0.7f))
        .floats("w2", List.of(8, 1, 3, 3), weights(72))
        .floats("w3", List.of(8, 8, 1, 1), weights(64))
        .floats("three", List.of(), 3)
        .floats("zero", List.of(), 0)
        .floats("six", List.of(), 6)
        .floats("sixth", List.of(), 1 / 6f)
        .floats("w4", List.of(16, 5), weights(80))
        .floats("b4", List.of(5), weights(5))
        .longs("flat", 1, -1)
        .node("Conv", "x w1", "a", "pads", TestModel.list(1, 1, 1, 1))
        .node("BatchNormalization", "a gamma beta mean variance", "b")
        .node("Relu", "b", "c")
        .node("Conv", "c w2", "d", "pads", TestModel.list(1, 1, 1, 1), "group", 8)
        .node("Add", "d three", "e")
        .node("Clip", "e zero six", "f")
        .node("Mul", "f sixth", "g")
        .node("Mul", "d g", "h")
        .node("Conv", "h w3", "i")
        .node("Add", "i c", "j")
        .node("Relu", "j", "k")
        .node("Concat", "k h", "l", "axis", 1)
        .node(
            "MaxPool",
            "l",
            "m",
            "kernel_shape",
            TestModel.list(2, 2),
            "strides",
            TestModel.list(2, 2))
        .node("AveragePool", "m", "n", "kernel_shape", TestModel.list(4, 4))
        .node("Reshape", "n flat", "o")
        .node("MatMul", "o w4", "p")
        .node("Add", "p b4", "q")
        .node("Softmax", "q", "y", "axis", 1)
        .output("y");
  }

  @Test
  void residualNetworkIsIntegerThroughout() {
    Quantized result = quantized(residual(), QuantizeOptions.DEFAULT, 25);
    assertThat(inFloat(result)).isEmpty();
    assertThat(result.model().nodes())
        .extracting(OnnxNode::opType)
        .doesNotContain("BatchNormalization", "AveragePool", "MatMul");
  }

  @Test
  void everyCalibratorIsNear() {
    Quantizer quantizer = calibrated(residual(), 16);
    for (Calibrator calibrator : Calibrator.values()) {
      QuantizeOptions options =
          QuantizeOptions.DEFAULT
              .withCalibrator(calibrator)
              .withClipped(false)
              .withAdaptive(false)
              .withCorrected(false);
      double found = quantizer.fidelity(quantizer.quantize(options), false).output();
      assertThat(found).as(calibrator.text()).isGreaterThan(20);
    }
  }

  @Test
  void adaptiveRoundingSavesFourBits() {
    // Features of few inputs go together: their errors can be made to cancel.
    TestModel model =
        TestModel.opset(13)
            .input("x", 1, 4)
            .floats("w", List.of(4, 32), weights(128))
            .floats("v", List.of(32, 8), weights(256))
            .node("Gemm", "x w", "a")
            .node("Relu", "a", "b")
            .node("Gemm", "b v", "y")
            .output("y");
    Quantizer quantizer = calibrated(model, 32);
    double adaptive = quantizer.fidelity(quantizer.quantize(four(true)), false).output();
    double nearest = quantizer.fidelity(quantizer.quantize(four(false)), false).output();
    assertThat(adaptive).isGreaterThan(nearest + 2);
    assertThat(inFloat(quantizer.quantize(four(true)))).isEmpty();
  }

  private static QuantizeOptions four(boolean adaptive) {
    return QuantizeOptions.DEFAULT
        .withBits(QuantizeOptions.Bits.INT4, QuantizeOptions.Bits.INT8)
        .withClipped(adaptive)
        .withAdaptive(adaptive)
        .withCorrected(adaptive);
  }

  @Test
  void sameSamplesGiveTheSameBytes() {
    List<byte[]> files =
        Stream.of(1, 2)
            .map(
                run ->
                    OnnxWriter.write(
                        calibrated(new QuantizerTest().residual(), 8)
                            .quantize(QuantizeOptions.DEFAULT)
                            .model(),
                        "q"))
            .toList();
    assertThat(files.get(0)).isEqualTo(files.get(1));
  }

  @Test
  void oldOperatorSetsAreBroughtUp() {
    TestModel model =
        TestModel.opset(9)
            .input("x", 1, 4, 4, 4)
            .floats("w", List.of(6, 4, 1, 1), weights(24))
            .floats("scales", List.of(4), 1, 1, 2, 2)
            .node("Conv", "x w", "a")
            .node("Clip", "a", "b", "min", 0f, "max", 6f)
            .node("Upsample", "b scales", "c", "mode", "nearest")
            .node(
                "Slice",
                "c",
                "d",
                "starts",
                TestModel.list(1),
                "ends",
                TestModel.list(7),
                "axes",
                TestModel.list(2))
            .node("Pad", "d", "e", "pads", TestModel.list(0, 0, 1, 0, 0, 0, 1, 0))
            .node("ReduceMean", "e", "f", "axes", TestModel.list(2, 3), "keepdims", 1)
            .node("Squeeze", "f", "g", "axes", TestModel.list(2, 3))
            .node("Softmax", "g", "y", "axis", 1)
            .output("y");
    assertThat(inFloat(quantized(model, QuantizeOptions.DEFAULT, 30))).isEmpty();
  }

  /** Offsets and masks are stored as well; the bias comes behind the offsets. */
  @Test
  void deformableConvolutionIsInteger() {
    TestModel model =
        TestModel.opset(19)
            .input("x", 1, 4, 8, 8)
            .floats("ow", List.of(18, 4, 1, 1), weights(72))
            .floats("mw", List.of(9, 4, 1, 1), weights(36))
            .floats("w", List.of(4, 1, 3, 3), weights(36))
            .floats("b", List.of(4), weights(4))
            .floats("v", List.of(6, 4, 3, 3), weights(216))
            .floats("low", List.of(), -2)
            .floats("high", List.of(), 2)
            .node("Conv", "x ow", "free")
            .node("Clip", "free low high", "o")
            .node("Conv", "x mw", "raw")
            .node("Sigmoid", "raw", "m")
            .node("DeformConv", "x w o b m", "c", "pads", TestModel.list(1, 1, 1, 1), "group", 4)
            .node("Relu", "c", "d")
            .node("DeformConv", "d v o", "y", "pads", TestModel.list(1, 1, 1, 1))
            .output("y");
    Quantized result = quantized(model, QuantizeOptions.DEFAULT, 25);
    assertThat(inFloat(result)).isEmpty();
    assertThat(result.model().nodes()).extracting(OnnxNode::opType).doesNotContain("Relu");
  }

  @Test
  void whatHasNoIntegerKernelStaysFloat() {
    Quantizer quantizer = calibrated(normalized(), 8);
    Quantized result = quantizer.quantize(QuantizeOptions.DEFAULT);
    assertThat(quantizer.report(result).notes())
        .anyMatch(note -> note.contains("LayerNormalization"));
    assertThat(inFloat(result)).containsExactly("layer_normalization");
  }

  private TestModel normalized() {
    return TestModel.opset(17)
        .input("x", 1, 6, 8)
        .floats("w", List.of(8, 8), weights(64))
        .floats("scale", List.of(8), filled(8, 1))
        .floats("shift", List.of(8), weights(8))
        .floats("v", List.of(8, 4), weights(32))
        .node("MatMul", "x w", "a")
        .node("LayerNormalization", "a scale shift", "b", "axis", -1)
        .node("MatMul", "b v", "y")
        .output("y");
  }

  @Test
  void twoInputs() {
    TestModel model =
        TestModel.opset(13)
            .input("x", 1, 8)
            .input("z", 1, 8)
            .floats("w", List.of(8, 4), weights(32))
            .floats("c", List.of(1, 8), weights(8))
            .node("Mul", "x z", "a")
            .node("Add", "a c", "b")
            .node("Gemm", "b w", "y")
            .output("y");
    assertThat(inFloat(quantized(model, QuantizeOptions.DEFAULT, 30))).isEmpty();
  }

  /** A Relu that never fires, a channel without weights but with a bias, one sample. */
  @Test
  void silentChannelsAndOneSample() {
    float[] weight = weights(16);
    Arrays.fill(weight, 0, 8, 0f);
    TestModel model =
        TestModel.opset(13)
            .input("x", 1, 8)
            .floats("w", List.of(2, 8), weight)
            .floats("b", List.of(2), 5, -1e6f)
            .floats("v", List.of(1, 2), 1, 1)
            .node("Gemm", "x w b", "a", "transB", 1)
            .node("Relu", "a", "c")
            .node("Gemm", "c v", "y", "transB", 1)
            .output("y");
    Quantizer quantizer = calibrated(model, 1);
    Quantized result = quantizer.quantize(QuantizeOptions.DEFAULT);
    assertThat(quantizer.fidelity(result, false).output()).isGreaterThan(40);
    assertThat(quantizer.report(result).notes()).anyMatch(note -> note.contains("1 sample only"));
    assertThat(inFloat(result)).isEmpty();
  }

  /** Nothing to store in integers: the model comes back as it is. */
  @Test
  void modelWithoutIntegerWork() {
    TestModel model =
        TestModel.opset(13).input("x", 1, 4).input("z", 1, 4).node("Pow", "x z", "y").output("y");
    Quantized result = calibrated(model, 1).quantize(QuantizeOptions.DEFAULT);
    assertThat(result.model().nodes()).extracting(OnnxNode::opType).containsExactly("Pow");
  }

  /** Sixteen bits of activations are nearer than eight, and integer as well. */
  @Test
  void sixteenBitActivations() {
    Quantizer quantizer = calibrated(residual(), 16);
    QuantizeOptions wide =
        QuantizeOptions.DEFAULT
            .withCalibrator(Calibrator.MINMAX)
            .withBits(QuantizeOptions.Bits.INT8, QuantizeOptions.Bits.INT16);
    double eight = quantizer.fidelity(quantizer.quantize(QuantizeOptions.DEFAULT), false).output();
    assertThat(quantizer.fidelity(quantizer.quantize(wide), false).output()).isGreaterThan(eight);
  }

  /** One scale for all channels is worse where channels differ, and is integer as well. */
  @Test
  void oneScaleForAWeight() {
    Quantizer quantizer = calibrated(residual(), 16);
    QuantizeOptions options =
        QuantizeOptions.DEFAULT.withGranularity(QuantizeOptions.Granularity.TENSOR);
    Quantized coarse = quantizer.quantize(options);
    assertThat(coarse.weights().values()).allMatch(weight -> weight.scales().length == 1);
    assertThat(inFloat(coarse)).isEmpty();
    double channel =
        quantizer.fidelity(quantizer.quantize(QuantizeOptions.DEFAULT), false).output();
    assertThat(quantizer.fidelity(coarse, false).output()).isBetween(15.0, channel);
  }

  /** Offsets and mask are stored as well, so that the deformable layer is one of integers. */
  @Test
  void deformableAndTransposedLayersAreIntegers() {
    TestModel model =
        TestModel.opset(19)
            .input("x", 1, 4, 6, 6)
            .floats("t", List.of(4, 8, 2, 2), weights(128))
            .floats("o", List.of(18, 8, 3, 3), weights(1296))
            .floats("m", List.of(9, 8, 3, 3), weights(648))
            .floats("d", List.of(6, 8, 3, 3), weights(432))
            .floats("tenth", List.of(), 0.1f)
            .node("ConvTranspose", "x t", "c", "strides", TestModel.list(2, 2))
            .node("Relu", "c", "r")
            .node("Conv", "r o", "e", "pads", TestModel.list(1, 1, 1, 1))
            .node("Mul", "e tenth", "offset")
            .node("Conv", "r m", "f", "pads", TestModel.list(1, 1, 1, 1))
            .node("Sigmoid", "f", "mask")
            .node("DeformConv", "r d offset  mask", "y", "pads", TestModel.list(1, 1, 1, 1))
            .output("y");
    Quantized result = quantized(model, QuantizeOptions.DEFAULT, 25);
    assertThat(inFloat(result)).isEmpty();
  }

  /** What four bits shift on average is gone once it was measured. */
  @Test
  void measuredBiasesTakeUpWhatLayersShift() {
    TestModel model =
        TestModel.opset(13)
            .input("x", 1, 3, 8, 8)
            .floats("u", List.of(8, 3, 3, 3), weights(216))
            .floats("v", List.of(8, 8, 3, 3), weights(576))
            .floats("w", List.of(4, 8, 3, 3), weights(288))
            .node("Conv", "x u", "a", "pads", TestModel.list(1, 1, 1, 1))
            .node("Relu", "a", "b")
            .node("Conv", "b v", "c", "pads", TestModel.list(1, 1, 1, 1))
            .node("Relu", "c", "d")
            .node("Conv", "d w", "y", "pads", TestModel.list(1, 1, 1, 1))
            .output("y");
    Quantizer quantizer = calibrated(model, 32);
    Quantized plain = quantizer.quantize(four(false));
    Quantized measured =
        quantizer.quantize(four(false).withRepairs(Repairs.NONE.withMeasuredBias(true)));
    assertThat(shift(quantizer, measured)).isLessThan(0.1 * shift(quantizer, plain));
    assertThat(inFloat(measured)).isEmpty();
  }

  /** How far all layers' channels are from float on average. */
  private static double shift(Quantizer quantizer, Quantized quantized) {
    Calibrated source = quantized.source();
    return MeasuredBias.of(
            source.model(),
            quantized.stored(),
            source.layers(),
            new NoiseSamples(quantizer.inputs(), 32),
            it -> {})
        .values()
        .stream()
        .mapToDouble(
            delta -> {
              double sum = 0;
              for (float value : delta) {
                sum += Math.abs(value);
              }
              return sum;
            })
        .sum();
  }

  /** Any tensor alone, and any two, in 16 bits: still integers throughout, and nearer to float. */
  @Test
  void singleTensorsOfSixteenBits() {
    Quantizer quantizer = calibrated(residual(), 16);
    double eight = quantizer.fidelity(quantizer.quantize(QuantizeOptions.DEFAULT), false).output();
    List<TensorSensitivity> tensors = quantizer.tensorSensitivities(QuantizeOptions.DEFAULT);
    assertThat(tensors).isNotEmpty();
    String before = tensors.get(0).tensor();
    for (TensorSensitivity each : tensors) {
      Map<String, QuantizeOptions.Bits> two = new LinkedHashMap<>();
      two.put(each.tensor(), QuantizeOptions.Bits.INT16);
      two.put(before, QuantizeOptions.Bits.INT16);
      Quantized result = quantizer.quantize(QuantizeOptions.DEFAULT.withTensors(two));
      assertThat(inFloat(result)).as(each.tensor()).isEmpty();
      assertThat(quantizer.fidelity(result, false).output()).isGreaterThan(eight - 2);
      before = each.tensor();
    }
  }
}
