package thimble.frontend;

import static thimble.frontend.RuntimeAgreement.form;
import static thimble.frontend.TestModel.list;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.RuntimeAgreement.Form;
import thimble.frontend.onnx.OnnxType;

/** Operators on stored integers: their expansion computes what they do. */
class QuantizedFormsTest {
  private static final String MICROSOFT = "com.microsoft";

  @TempDir Path directory;

  private static TestModel quantized(OnnxType type, Integer... shape) {
    boolean unsigned = type == OnnxType.UINT8;
    return TestModel.opset(13)
        .domain(MICROSOFT, 1)
        .input("x", (Object[]) shape)
        .floats("xs", List.of(), 0.02f)
        .ints(type, "xz", List.of(), unsigned ? 120 : -5)
        .floats("ys", List.of(), 0.05f)
        .ints(type, "yz", List.of(), unsigned ? 130 : 4)
        .node("QuantizeLinear", "x xs xz", "q");
  }

  private static Form steps(String name, TestModel model) {
    TestModel ended = model.node("DequantizeLinear", "r ys yz", "y").output("y");
    return new Form(name, ended, 0.0501);
  }

  private static int[] integers(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.floorMod(i * 37, 101) - 50;
    }
    return values;
  }

  static Stream<Form> quantizedOperators() {
    List<Form> forms = new ArrayList<>();
    for (OnnxType type : List.of(OnnxType.UINT8, OnnxType.INT8)) {
      String of = " of " + type;
      forms.add(
          steps(
              "QLinearConv" + of,
              quantized(type, 1, 2, 5, 5)
                  .ints(OnnxType.INT8, "w", List.of(3, 2, 2, 2), integers(24))
                  .floats("ws", List.of(3), 0.01f, 0.02f, 0.03f)
                  .ints(OnnxType.INT8, "wz", List.of(3), 0, 0, 0)
                  .ints(OnnxType.INT32, "b", List.of(3), 100, -200, 300)
                  .node("QLinearConv", "q xs xz w ws wz ys yz b", "r")));
      forms.add(
          steps(
              "QLinearMatMul" + of,
              quantized(type, 4, 3)
                  .ints(type, "w", List.of(3, 2), 5, 6, 7, 8, 9, 10)
                  .floats("ws", List.of(), 0.1f)
                  .ints(type, "wz", List.of(), 7)
                  .node("QLinearMatMul", "q xs xz w ws wz ys yz", "r")));
      for (String opType : List.of("QLinearAdd", "QLinearMul")) {
        forms.add(
            steps(
                opType + of,
                quantized(type, 2, 30)
                    .node(MICROSOFT + ":" + opType, "q xs xz q xs xz ys yz", "r")));
      }
      forms.add(
          steps(
              "QLinearGlobalAveragePool" + of,
              quantized(type, 1, 3, 4, 4)
                  .node(
                      MICROSOFT + ":QLinearGlobalAveragePool",
                      "q xs xz ys yz",
                      "r",
                      "channels_last",
                      0)));
      forms.add(
          steps(
              "QLinearGlobalAveragePool, channels last" + of,
              quantized(type, 1, 4, 4, 3)
                  .node(
                      MICROSOFT + ":QLinearGlobalAveragePool",
                      "q xs xz ys yz",
                      "r",
                      "channels_last",
                      1)));
      forms.add(
          steps(
              "QLinearAveragePool" + of,
              quantized(type, 1, 3, 4, 4)
                  .node(
                      MICROSOFT + ":QLinearAveragePool",
                      "q xs xz ys yz",
                      "r",
                      "kernel_shape",
                      list(2, 2))));
      forms.add(
          steps(
              "QLinearSigmoid" + of,
              quantized(type, 2, 9).node(MICROSOFT + ":QLinearSigmoid", "q xs xz ys yz", "r")));
      forms.add(
          steps(
              "QLinearLeakyRelu" + of,
              quantized(type, 2, 9)
                  .node(MICROSOFT + ":QLinearLeakyRelu", "q xs xz ys yz", "r", "alpha", 0.3f)));
      forms.add(
          steps(
              "QLinearSoftmax" + of,
              quantized(type, 2, 9)
                  .node(
                      MICROSOFT + ":QLinearSoftmax",
                      "q xs xz ys yz",
                      "r",
                      "axis",
                      1,
                      "opset",
                      13)));
      forms.add(
          steps(
              "QLinearConcat" + of,
              quantized(type, 2, 3)
                  .node(MICROSOFT + ":QLinearConcat", "ys yz q xs xz q xs xz", "r", "axis", 1)));
      forms.add(
          steps(
              "QGemm" + of,
              quantized(type, 4, 3)
                  .ints(OnnxType.INT8, "w", List.of(2, 3), 5, 6, -7, 8, 9, -10)
                  .floats("ws", List.of(2), 0.1f, 0.2f)
                  .ints(OnnxType.INT8, "wz", List.of(2), 0, 0)
                  .ints(OnnxType.INT32, "c", List.of(2), 100, -50)
                  .node(MICROSOFT + ":QGemm", "q xs xz w ws wz c ys yz", "r", "transB", 1)));
    }
    forms.add(
        steps(
            "Pad of stored integers",
            quantized(OnnxType.INT8, 1, 2, 3, 3)
                .longs("p", 0, 0, 1, 0, 0, 0, 0, 2)
                .ints(OnnxType.INT8, "v", List.of(), 9)
                .node("Pad", "q p v", "o")
                .node("DequantizeLinear", "o xs xz", "f")
                .node("QuantizeLinear", "f ys yz", "r")));
    forms.add(
        steps(
            "MaxPool of stored integers",
            quantized(OnnxType.INT8, 1, 2, 4, 4)
                .node("MaxPool", "q", "o", "kernel_shape", list(2, 2))
                .node("DequantizeLinear", "o xs xz", "f")
                .node("QuantizeLinear", "f ys yz", "r")));
    forms.add(
        form(
            "MatMulInteger",
            quantized(OnnxType.UINT8, 4, 3)
                .ints(OnnxType.INT8, "w", List.of(3, 2), 5, 6, -7, 8, 9, -10)
                .node("MatMulInteger", "q w xz", "i")
                .node("Cast", "i", "y", "to", OnnxType.FLOAT.code())));
    forms.add(
        form(
            "ConvInteger",
            quantized(OnnxType.UINT8, 1, 2, 4, 4)
                .ints(OnnxType.UINT8, "w", List.of(1, 2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8)
                .ints(OnnxType.UINT8, "wz", List.of(), 4)
                .node("ConvInteger", "q w xz wz", "i", "pads", list(1, 0, 0, 1))
                .node("Cast", "i", "y", "to", OnnxType.FLOAT.code())));
    forms.add(
        form(
            "weights in 4 bits",
            TestModel.opset(21)
                .input("x", 2, 3)
                .ints(OnnxType.INT4, "w", List.of(3, 2), 0x71, 0x8F, 0x23)
                .floats("s", List.of(2), 0.5f, 0.25f)
                .node("DequantizeLinear", "w s", "d", "axis", 1)
                .node("MatMul", "x d", "y")));
    forms.add(
        form(
            "unsigned weights in 4 bits",
            TestModel.opset(21)
                .input("x", 2, 3)
                .ints(OnnxType.UINT4, "w", List.of(3, 2), 0x71, 0x8F, 0x23)
                .floats("s", List.of(2), 0.5f, 0.25f)
                .ints(OnnxType.UINT4, "z", List.of(2), 0x88)
                .node("DequantizeLinear", "w s z", "d", "axis", 1)
                .node("MatMul", "x d", "y")));
    return forms.stream();
  }

  @ParameterizedTest
  @MethodSource({"quantizedOperators"})
  void computesWhatOnnxRuntimeDoes(Form form) throws OrtException {
    RuntimeAgreement.check(form, directory);
  }
}
