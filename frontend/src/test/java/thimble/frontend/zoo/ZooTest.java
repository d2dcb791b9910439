package thimble.frontend.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.frontend.ImportOptions;
import thimble.frontend.Importer;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.ir.op.Clamp;
import thimble.ir.op.DeformConv2d;
import thimble.ir.pass.PassPipeline;

class ZooTest {
  @TempDir Path directory;

  /**
   * Multiply-accumulates as published (or as measured on the same architecture from another
   * exporter).
   */
  @ParameterizedTest
  @CsvSource({
    "mobilenetv2-1.0-224, 300774272",
    "resnet8, 12501632",
    "ds-cnn, 2656768",
    "mobilenetv1-0.25-96, 7745152",
    "har-cnn, 2138840",
    "mnist-cnn, 11992448",
    "mnist-mlp-300, 238200"
  })
  void multiplyAccumulatesAreThoseOfTheArchitecture(String name, long macs) {
    assertThat(macs(Zoo.model(name, Zoo.Form.FLOAT, 1))).isEqualTo(macs);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet8,FLOAT",
    "resnet8,INT8",
    "resnet8,INT4",
    "ds-cnn,INT4",
    "ds-cnn,INT16",
    "mobilenetv2-0.35-96,INT16",
    "ds-cnn,INT8",
    "mobilenetv1-0.25-96,INT8",
    "mobilenetv2-0.35-96,INT8",
    "mnasnet-b1-0.5-64,FLOAT",
    "proxylessnas-64,FLOAT",
    "mcunet-64,INT8",
    "tcn-kws,INT8",
    "lstm-kws,FLOAT",
    "gru-kws,FLOAT",
    "gru-kws,INT8"
  })
  void onnxRuntimeAcceptsEveryFamilyAndOutputsVary(String name, Zoo.Form form) throws Exception {
    ModelProto model = Zoo.model(name, form, 1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toByteArray())) {
      float[] first = infer(environment, session, 1);
      assertThat(first).doesNotContain(Float.NaN);
      assertThat(Arrays.equals(infer(environment, session, 2), first)).isFalse();
    }
  }

  /** Its first layer has weights of 8 bits, the others of 4; offsets are one number a pixel. */
  @Test
  void coDeNetIsItsPapersNetwork() throws IOException {
    Path file = directory.resolve("codenet.onnx");
    Zoo.write("codenet-1.0-256", Zoo.Form.INT4, 1, file);
    Graph graph =
        PassPipeline.standard(PassPipeline.IoMode.QUANTIZED)
            .run(Importer.read(file, ImportOptions.NONE));
    assertThat(graph.outputs().stream().map(port -> port.value().type().shape()))
        .containsExactly(List.of(1, 64, 64, 20), List.of(1, 64, 64, 2), List.of(1, 64, 64, 2));
    List<DeformConv2d> deformable =
        graph.nodes().stream()
            .flatMap(n -> n.op() instanceof DeformConv2d op ? Stream.of(op) : Stream.empty())
            .toList();
    assertThat(deformable)
        .hasSize(3)
        .allMatch(op -> op.square() && op.rounded() && op.bounds().equals(new Clamp(-7, 7)));
    assertThat(graph.nodes()).allMatch(n -> n.output().type().element() == ElementType.S8);
    // The paper's 0.76 MB.
    long bytes =
        graph.constants().stream()
            .filter(constant -> constant.value().type().element() == ElementType.S4)
            .mapToLong(constant -> constant.value().type().bytes())
            .sum();
    assertThat(bytes).isBetween(740_000L, 790_000L);
    assertThatThrownBy(() -> Zoo.model("codenet-0.7-256", Zoo.Form.FLOAT, 1))
        .hasMessageContaining("0.5, 1.0, 1.5 or 2.0");
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    assertThat(Zoo.model("resnet8", Zoo.Form.INT8, 5))
        .isEqualTo(Zoo.model("resnet8", Zoo.Form.INT8, 5));
    assertThat(Zoo.model("resnet8", Zoo.Form.INT8, 5))
        .isNotEqualTo(Zoo.model("resnet8", Zoo.Form.INT8, 6));
  }

  @Test
  void namesOutsideTheZooAreRefused() {
    assertThatThrownBy(() -> Zoo.model("alexnet", Zoo.Form.FLOAT, 1))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("mobilenetv2-WIDTH-RESOLUTION");
    assertThatThrownBy(() -> Zoo.model("mobilenetv2-9-224", Zoo.Form.FLOAT, 1))
        .hasMessageContaining("(0, 4]");
    assertThatThrownBy(() -> Zoo.model("mcunet-99999", Zoo.Form.FLOAT, 1))
        .hasMessageContaining("[32, 1024]");
  }

  private static float[] infer(OrtEnvironment environment, OrtSession session, int seed)
      throws Exception {
    long[] shape =
        ((ai.onnxruntime.TensorInfo) session.getInputInfo().get("input").getInfo()).getShape();
    int count = (int) (shape[1] * shape[2] * shape[3]);
    Random random = new Random(seed);
    float[] data = new float[count];
    for (int i = 0; i < count; i++) {
      data[i] = (float) random.nextGaussian();
    }
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(data), shape);
        OrtSession.Result result = session.run(Map.of("input", tensor))) {
      return ((float[][]) result.get(0).getValue())[0];
    }
  }

  private static long macs(ModelProto model) {
    Map<String, long[]> shapes = new java.util.HashMap<>();
    long macs = 0;
    for (var tensor : model.getGraph().getInitializerList()) {
      shapes.put(
          tensor.getName(), tensor.getDimsList().stream().mapToLong(Long::longValue).toArray());
    }
    // Spatial extents follow from the layers' own strides and pads.
    Map<String, int[]> extents = new java.util.HashMap<>();
    for (var node : model.getGraph().getNodeList()) {
      int[] in = extents.getOrDefault(node.getInput(0), inputExtent(model));
      int[] out = in;
      if (node.getOpType().equals("Conv")) {
        long[] weight = shapes.get(node.getInput(1));
        int[] strides = attribute(node, "strides");
        int[] pads = attribute(node, "pads");
        out =
            new int[] {
              (in[0] + pads[0] + pads[2] - (int) weight[2]) / strides[0] + 1,
              (in[1] + pads[1] + pads[3] - (int) weight[3]) / strides[1] + 1
            };
        macs += weight[0] * weight[1] * weight[2] * weight[3] * out[0] * out[1];
      } else if (node.getOpType().equals("Gemm")) {
        long[] weight = shapes.get(node.getInput(1));
        macs += weight[0] * weight[1];
      }
      extents.put(node.getOutput(0), out);
    }
    return macs;
  }

  private static int[] inputExtent(ModelProto model) {
    var dims = model.getGraph().getInput(0).getType().getTensorType().getShape().getDimList();
    return new int[] {(int) dims.get(2).getDimValue(), (int) dims.get(3).getDimValue()};
  }

  private static int[] attribute(ai.onnx.proto.OnnxMl.NodeProto node, String name) {
    for (var attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.getIntsList().stream().mapToInt(Long::intValue).toArray();
      }
    }
    throw new AssertionError("no attribute " + name);
  }
}
