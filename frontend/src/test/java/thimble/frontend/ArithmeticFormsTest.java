package thimble.frontend;

import static thimble.frontend.RuntimeAgreement.form;
import static thimble.frontend.RuntimeAgreement.image;
import static thimble.frontend.RuntimeAgreement.ramp;
import static thimble.frontend.TestModel.list;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.RuntimeAgreement.Form;

/** Operators that compute, in the forms that operator sets 7 to 22 gave them. */
class ArithmeticFormsTest {
  @TempDir Path directory;

  private static TestModel normalization(TestModel model) {
    return model
        .floats("s", List.of(4), 1, -2, 0.5f, 3)
        .floats("b", List.of(4), ramp(4, 1))
        .floats("m", List.of(4), ramp(4, 0.2))
        .floats("v", List.of(4), 0.5f, 2, 1, 4);
  }

  static Stream<Form> arithmetic() {
    return Stream.of(
        form("Softmax over all that follows", image(11).node("Softmax", "x", "y")),
        form("Softmax along one axis", image(13).node("Softmax", "x", "y", "axis", 1)),
        form("LogSoftmax of old", image(7).node("LogSoftmax", "x", "y", "axis", 2)),
        form("Hardmax of old", image(11).node("Hardmax", "x", "y", "axis", 2)),
        form("ReduceSum by attribute", image(11).node("ReduceSum", "x", "y", "axes", list(1, -1))),
        form(
            "ReduceSum by input",
            image(13).longs("a", 2, 3).node("ReduceSum", "x a", "y", "keepdims", 0)),
        form("ReduceMean by input", image(18).longs("a", 2, 3).node("ReduceMean", "x a", "y")),
        form("ReduceL2 of everything", image(13).node("ReduceL2", "x", "y")),
        form(
            "BatchNormalization",
            normalization(image(7)).node("BatchNormalization", "x s b m v", "y", "epsilon", 0.01f)),
        form(
            "BatchNormalization of vectors",
            normalization(TestModel.opset(15).input("x", 3, 4))
                .node("BatchNormalization", "x s b m v", "y")),
        form(
            "InstanceNormalization",
            normalization(image(13)).node("InstanceNormalization", "x s b", "y")),
        form(
            "LayerNormalization",
            TestModel.opset(17)
                .input("x", 2, 3, 4)
                .floats("s", List.of(4), ramp(4, 1))
                .node("LayerNormalization", "x s", "y")),
        form("LpNormalization", image(13).node("LpNormalization", "x", "y", "axis", 1)),
        form(
            "PRelu for each channel",
            image(9).floats("s", List.of(4, 1, 1), ramp(4, 0.1)).node("PRelu", "x s", "y")),
        form("Gelu", image(20).node("Gelu", "x", "y")),
        form("Gelu by tanh", image(20).node("Gelu", "x", "y", "approximate", "tanh")),
        form("HardSwish", image(14).node("HardSwish", "x", "y")),
        form("Mish", image(18).node("Mish", "x", "y")),
        form("Mean of three", image(13).node("Abs", "x", "a").node("Mean", "x a a", "y")),
        form(
            "Gemm with everything",
            TestModel.opset(7)
                .input("x", 3, 2)
                .floats("w", List.of(4, 3), ramp(12, 0.5))
                .floats("c", List.of(2, 1), 1, 2)
                .node("Gemm", "x w c", "y", "transA", 1, "transB", 1, "alpha", 0.5f, "beta", 3f)),
        form(
            "Gemm of computed matrices",
            TestModel.opset(13)
                .input("x", 2, 3)
                .input("w", 3, 4)
                .floats("c", List.of(1, 1), 7)
                .node("Gemm", "x w c", "y", "alpha", 2f)),
        form(
            "MatMul by a vector",
            TestModel.opset(13).input("x", 2, 3, 4).input("v", 4).node("MatMul", "x v", "y")),
        form(
            "MatMul of a vector",
            TestModel.opset(13).input("v", 3).input("x", 2, 3, 4).node("MatMul", "v x", "y")),
        form(
            "MatMul by stored weights",
            TestModel.opset(13)
                .input("x", 2, 3, 4)
                .floats("w", List.of(4, 5), ramp(20, 0.3))
                .node("MatMul", "x w", "y")),
        form("Trilu", image(14).node("Trilu", "x", "y", "upper", 0)),
        form("LRN", image(13).node("LRN", "x", "y", "size", 3, "alpha", 0.1f, "bias", 2f)),
        form(
            "Where",
            TestModel.opset(13)
                .input("x", 2, 3)
                .floats("zero", List.of(), 0)
                .node("Greater", "x zero", "c")
                .node("Where", "c x zero", "y")));
  }

  @ParameterizedTest
  @MethodSource({"arithmetic"})
  void computesWhatOnnxRuntimeDoes(Form form) throws OrtException {
    RuntimeAgreement.check(form, directory);
  }
}
