package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static thimble.frontend.TestModel.list;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.RuntimeAgreement.Form;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Graph;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Quantize;
import thimble.ir.pass.PassPipeline;
import thimble.ir.pass.PassPipeline.IoMode;

/**
 * Operators between 16-bit quantizers: integers throughout once they are lowered, and nowhere more
 * than a step from ONNX Runtime.
 */
class SixteenBitFormsTest {
  private static final float INPUT_SCALE = 0.00015f;

  @TempDir Path directory;

  /** How activations are stored. */
  private enum Storage {
    SYMMETRIC(OnnxType.INT16, 0, 0, ""),
    ASYMMETRIC(OnnxType.INT16, -3000, 700, ""),
    UNSIGNED(OnnxType.UINT16, 32768, 30000, ""),
    MICROSOFT(OnnxType.UINT16, 31000, 32768, "com.microsoft:");

    private final OnnxType type;
    private final int inputZero;
    private final int outputZero;
    private final String domain;

    Storage(OnnxType type, int inputZero, int outputZero, String domain) {
      this.type = type;
      this.inputZero = inputZero;
      this.outputZero = outputZero;
      this.domain = domain;
    }

    /** Input {@code x}, quantized and dequantized again as {@code f}. */
    TestModel begin(Object... shape) {
      return TestModel.opset(domain.isEmpty() ? 21 : 13)
          .domain("com.microsoft", 1)
          .input("x", shape)
          .floats("xs", List.of(), INPUT_SCALE)
          .ints(type, "xz", List.of(), inputZero)
          .node(domain + "QuantizeLinear", "x xs xz", "q")
          .node(domain + "DequantizeLinear", "q xs xz", "f");
    }

    /** {@code r} quantized and dequantized as {@code y}, which is a step off at most. */
    Form end(String name, TestModel model, float scale) {
      TestModel ended =
          model
              .floats("ys", List.of(), scale)
              .ints(type, "yz", List.of(), outputZero)
              .node(domain + "QuantizeLinear", "r ys yz", "s")
              .node(domain + "DequantizeLinear", "s ys yz", "y")
              .output("y");
      return new Form(name + ", " + this, ended, 1.001 * scale);
    }
  }

  private static int[] integers(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.floorMod(i * 37, 255) - 127;
    }
    return values;
  }

  private static TestModel weights(TestModel model, int channels, Integer... shape) {
    int count = Stream.of(shape).reduce(1, (a, b) -> a * b);
    float[] scales = new float[channels];
    int[] zeros = new int[channels];
    int[] bias = new int[channels];
    float[] biasScales = new float[channels];
    for (int i = 0; i < channels; i++) {
      scales[i] = 0.004f + 0.001f * i;
      biasScales[i] = scales[i] * INPUT_SCALE;
      bias[i] = 40000 * (i % 5 - 2);
    }
    return model
        .ints(OnnxType.INT8, "w8", List.of(shape), integers(count))
        .floats("ws", List.of(channels), scales)
        .ints(OnnxType.INT8, "wz", List.of(channels), zeros)
        .node("DequantizeLinear", "w8 ws wz", "w", "axis", 0)
        .ints(OnnxType.INT32, "b32", List.of(channels), bias)
        .floats("bs", List.of(channels), biasScales)
        .ints(OnnxType.INT32, "bz", List.of(channels), zeros)
        .node("DequantizeLinear", "b32 bs bz", "b", "axis", 0);
  }

  static Stream<Form> operators() {
    List<Form> forms = new ArrayList<>();
    for (Storage storage : Storage.values()) {
      layers(storage, forms);
      elementwise(storage, forms);
      windows(storage, forms);
    }
    return forms.stream();
  }

  private static void layers(Storage storage, List<Form> forms) {
    forms.add(
        storage.end(
            "Conv",
            weights(storage.begin(1, 5, 9, 8), 6, 6, 5, 3, 3)
                .node("Conv", "f w b", "r", "pads", list(1, 1, 1, 1), "strides", list(2, 1)),
            0.0004f));
    forms.add(
        storage.end(
            "Conv, Relu",
            weights(storage.begin(1, 5, 9, 8), 6, 6, 5, 1, 1)
                .node("Conv", "f w b", "c")
                .node("Relu", "c", "r"),
            0.0003f));
    forms.add(
        storage.end(
            "depthwise Conv",
            weights(storage.begin(1, 6, 9, 8), 6, 6, 1, 3, 3)
                .node("Conv", "f w b", "r", "group", 6, "pads", list(1, 1, 1, 1)),
            0.0002f));
    forms.add(
        storage.end(
            "ConvTranspose",
            storage
                .begin(1, 4, 5, 5)
                .ints(OnnxType.INT8, "w8", List.of(4, 3, 2, 2), integers(48))
                .floats("ws", List.of(), 0.006f)
                .ints(OnnxType.INT8, "wz", List.of(), 0)
                .node("DequantizeLinear", "w8 ws wz", "w")
                .node("ConvTranspose", "f w", "r", "strides", list(2, 2)),
            0.0002f));
    forms.add(
        storage.end(
            "Gemm",
            weights(storage.begin(3, 40), 7, 7, 40).node("Gemm", "f w b", "r", "transB", 1),
            0.0005f));
    forms.add(
        storage.end(
            "Gemm, uint8 weights with zero points",
            storage
                .begin(3, 40)
                .ints(OnnxType.UINT8, "w8", List.of(7, 40), unsigned(280))
                .floats("ws", List.of(), 0.006f)
                .ints(OnnxType.UINT8, "wz", List.of(), 93)
                .node("DequantizeLinear", "w8 ws wz", "w")
                .node("Gemm", "f w", "r", "transB", 1),
            0.0005f));
    forms.add(
        storage.end(
            "MatMul of activations",
            storage
                .begin(4, 5)
                .node("Transpose", "f", "t", "perm", list(1, 0))
                .node("MatMul", "f t", "r"),
            0.0004f));
  }

  private static int[] unsigned(int count) {
    int[] values = integers(count);
    for (int i = 0; i < count; i++) {
      values[i] += 127;
    }
    return values;
  }

  private static void elementwise(Storage storage, List<Form> forms) {
    for (String op : List.of("Add", "Sub", "Mul")) {
      forms.add(
          storage.end(
              op,
              storage
                  .begin(2, 50)
                  .floats("hs", List.of(), 0.00021f)
                  .ints(storage.type, "hz", List.of(), storage.outputZero)
                  .node("Sin", "x", "sin")
                  .node(storage.domain + "QuantizeLinear", "sin hs hz", "hq")
                  .node(storage.domain + "DequantizeLinear", "hq hs hz", "h")
                  .node(op, "f h", "r"),
              0.0003f));
    }
    for (String op : List.of("Sigmoid", "Tanh", "Elu")) {
      forms.add(storage.end(op, storage.begin(2, 500).node(op, "f", "r"), 0.0001f));
    }
    forms.add(
        storage.end(
            "Softmax", storage.begin(3, 20).node("Softmax", "f", "r", "axis", 1), 0.00003f));
    forms.add(
        storage.end("another scale", storage.begin(2, 50).node("Identity", "f", "r"), 0.0002f));
  }

  private static void windows(Storage storage, List<Form> forms) {
    forms.add(
        storage.end(
            "GlobalAveragePool",
            storage.begin(1, 5, 7, 6).node("GlobalAveragePool", "f", "r"),
            0.0001f));
    forms.add(
        storage.end(
            "AveragePool",
            storage
                .begin(1, 5, 7, 6)
                .node(
                    "AveragePool", "f", "r", "kernel_shape", list(3, 2), "pads", list(1, 0, 1, 1)),
            INPUT_SCALE));
    forms.add(
        storage.end(
            "MaxPool",
            storage
                .begin(1, 5, 7, 6)
                .node("MaxPool", "f", "r", "kernel_shape", list(3, 2), "strides", list(2, 2)),
            INPUT_SCALE));
    forms.add(
        storage.end(
            "Concat", storage.begin(1, 5, 7, 6).node("Concat", "f f", "r", "axis", 1), 0.00018f));
    forms.add(
        storage.end(
            "Pad",
            storage.begin(1, 5, 7, 6).longs("p", 0, 0, 1, 2, 0, 0, 0, 1).node("Pad", "f p", "r"),
            INPUT_SCALE));
    forms.add(
        storage.end(
            "Resize",
            storage
                .begin(1, 2, 4, 3)
                .floats("scales", List.of(4), 1, 1, 2, 2)
                .node("Resize", "f - scales", "r", "mode", "linear"),
            INPUT_SCALE));
  }

  @ParameterizedTest
  @MethodSource("operators")
  void computesWhatOnnxRuntimeDoesInIntegers(Form form) throws OrtException {
    Graph graph = RuntimeAgreement.check(form, directory, SixteenBitFormsTest::lowered);
    assertThat(graph.nodes())
        .filteredOn(node -> !(node.op() instanceof Quantize) && !(node.op() instanceof Dequantize))
        .filteredOn(node -> !node.output().type().isQuantized() && !isSine(node.op().name()))
        .isEmpty();
  }

  private static boolean isSine(String op) {
    return op.equals("unary");
  }

  private static Graph lowered(Graph graph) {
    return PassPipeline.standard(IoMode.FLOAT).run(graph);
  }

  /** What no table of moderate size comes close to stays as it is, and right. */
  @Test
  void aStepIsNotInterpolated() throws OrtException {
    Form form =
        Storage.SYMMETRIC.end(
            "Sign", Storage.SYMMETRIC.begin(2, 50).node("Sign", "f", "r"), 0.0001f);
    RuntimeAgreement.check(form, directory, SixteenBitFormsTest::lowered);
  }
}
