package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static thimble.frontend.TestModel.list;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.RuntimeAgreement.Form;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.op.DeformConv2d;
import thimble.ir.pass.PassPipeline;
import thimble.ir.pass.PassPipeline.IoMode;

/**
 * Deformable convolutions between 8-bit quantizers, offsets and masks computed in the network: they
 * become integer operators, at most a step from ONNX Runtime.
 */
class DeformableFormsTest {
  private static final double STEP = 0.05;

  @TempDir Path directory;

  private static int[] integers(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.floorMod(i * 37, 101) - 50;
    }
    return values;
  }

  /** {@code name} quantized and dequantized again. */
  private static TestModel stored(
      TestModel model, OnnxType type, String name, float scale, int zero, String to) {
    return model
        .floats(to + "s", List.of(), scale)
        .ints(type, to + "z", List.of(), zero)
        .node("QuantizeLinear", name + " " + to + "s " + to + "z", to + "q")
        .node("DequantizeLinear", to + "q " + to + "s " + to + "z", to);
  }

  private static TestModel weight(TestModel model, String name, float scale, Integer... shape) {
    int count = Stream.of(shape).reduce(1, (a, b) -> a * b);
    return model
        .ints(OnnxType.INT8, name + "q", List.of(shape), integers(count))
        .floats(name + "s", List.of(), scale)
        .ints(OnnxType.INT8, name + "z", List.of(), 0)
        .node("DequantizeLinear", name + "q " + name + "s " + name + "z", name);
  }

  /** {@code f} and a 3x3 convolution's offsets {@code o} for it. */
  private static TestModel begin(OnnxType type) {
    int zero = type == OnnxType.UINT8 ? 128 : 0;
    TestModel model = TestModel.opset(19).input("x", 1, 4, 9, 8);
    stored(model, type, "x", 0.025f, zero - 5, "f");
    weight(model, "ow", 0.004f, 18, 4, 3, 3);
    model.node("Conv", "f ow", "oc", "pads", list(1, 1, 1, 1));
    return stored(model, type, "oc", 0.03125f, zero + 4, "o");
  }

  private static Form end(String name, TestModel model, OnnxType type) {
    int zero = type == OnnxType.UINT8 ? 128 : 0;
    stored(model, type, "c", (float) STEP, zero + 3, "y").output("y");
    return new Form(name + " of " + type, model, 1.001 * STEP);
  }

  static Stream<Form> forms() {
    return Stream.of(OnnxType.INT8, OnnxType.UINT8)
        .flatMap(type -> Stream.of(plain(type), masked(type), depthwise(type)));
  }

  private static Form plain(OnnxType type) {
    TestModel model = weight(begin(type), "w", 0.01f, 5, 4, 3, 3);
    model.node("DeformConv", "f w o", "c", "pads", list(1, 1, 1, 1));
    return end("DeformConv", model, type);
  }

  private static Form masked(OnnxType type) {
    TestModel model = weight(begin(type), "w", 0.01f, 4, 4, 3, 3);
    weight(model, "mw", 0.01f, 9, 4, 3, 3);
    model
        .node("Conv", "f mw", "mc", "pads", list(1, 1, 1, 1))
        .node("Sigmoid", "mc", "factor")
        .floats("b", List.of(4), 0.5f, -0.25f, 0, 1);
    stored(model, type, "factor", 1 / 256f, type == OnnxType.UINT8 ? 0 : -128, "m");
    model.node("DeformConv", "f w o b m", "d", "pads", list(1, 1, 1, 1)).node("Relu", "d", "c");
    return end("masked DeformConv, Relu", model, type);
  }

  private static Form depthwise(OnnxType type) {
    TestModel model = weight(begin(type), "w", 0.02f, 4, 1, 3, 3);
    model.node("DeformConv", "f w o", "c", "pads", list(1, 1, 1, 1), "group", 4);
    return end("depthwise DeformConv", model, type);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void integersAreAtMostAStepFromTheRuntime(Form form) throws OrtException {
    Graph graph =
        RuntimeAgreement.check(
            form, directory, imported -> PassPipeline.standard(IoMode.FLOAT).run(imported));
    List<Node> deformable =
        graph.nodes().stream().filter(node -> node.op() instanceof DeformConv2d).toList();
    assertThat(deformable).hasSize(1);
    assertThat(deformable.get(0).output().type().element()).isEqualTo(ElementType.S8);
  }
}
