package thimble.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.custom.CustomOperators;
import thimble.ir.op.CustomAttribute;
import thimble.ir.op.CustomOp;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Quantize;
import thimble.ir.pass.PassPipeline;
import thimble.ir.run.Evaluator;
import thimble.ir.text.GraphParser;
import thimble.ir.text.GraphPrinter;

/** A user's operator goes the whole way: text, passes, plan, C. */
final class CustomOperatorProjectTest {
  private static final CustomOp SWISH6 =
      CustomOperators.loadText(
              "Swish6.java",
              """
              import thimble.ir.kernel.FloatMath;

              /** x * sigmoid(alpha x), at most 6. */
              public final class Swish6 {
                static final String DOMAIN = "ai.example";
                static final String OP_TYPE = "Swish6";
                static final boolean IN_PLACE = true;

                public static void f32(
                    float[] x, int xAt, float[] y, int yAt, int xCount, float alpha) {
                  for (int i = 0; i < xCount; i++) {
                    y[yAt + i] = swish(x[xAt + i], alpha);
                  }
                }

                public static void s8(
                    byte[] x, int xAt, byte[] y, int yAt, int xCount,
                    float xScale, int xZero, float yScale, int yZero, float alpha) {
                  for (int i = 0; i < xCount; i++) {
                    float v = swish((x[xAt + i] - xZero) * xScale, alpha);
                    int stored = (int) Math.floor(v / yScale + 0.5f) + yZero;
                    y[yAt + i] = (byte) Math.max(-128, Math.min(127, stored));
                  }
                }

                private static float swish(float v, float alpha) {
                  return Math.min(v * FloatMath.sigmoid(alpha * v), 6.0f);
                }
              }
              """)
          .op(List.of(new CustomAttribute.RealValue("alpha", 1.5f)));

  private static Graph floating() {
    TensorType type = TensorType.of(ElementType.F32, 1, 4, 3, 2);
    return new Networks.Builder(1)
        .input("x", type)
        .node("y", "swish", SWISH6, null, "x")
        .outputs("own_float", "y");
  }

  private static Graph quantized() {
    Quantization output = Quantization.perTensor(0.03f, -110);
    return new Networks.Builder(2)
        .input("x", Networks.s8(0.05f, 3, 1, 4, 3, 2))
        .node("f", "dequantize", new Dequantize(), null, "x")
        .node("g", "swish", SWISH6, null, "f")
        .node("y", "quantize", new Quantize(ElementType.S8), output, "g")
        .outputs("own_bytes", "y");
  }

  @Test
  void standsInTextByDigestAndAttributes() {
    String text = GraphPrinter.print(floating());
    assertThat(text).contains("Swish6@").contains("alpha");
    assertThat(GraphParser.parse(text)).isEqualTo(floating());
  }

  @Test
  void runsOnBytesBetweenDequantizeAndQuantize() {
    Graph lowered = PassPipeline.standard(PassPipeline.IoMode.QUANTIZED).run(quantized());
    assertThat(lowered.nodes()).extracting(Node::op).containsExactly(SWISH6);
  }

  @Test
  void emittedProjectsGiveTheReferencesBytes(@TempDir Path directory) throws Exception {
    List<Graph> graphs =
        List.of(floating(), PassPipeline.standard(PassPipeline.IoMode.QUANTIZED).run(quantized()));
    List<List<List<TensorData>>> inputs =
        graphs.stream()
            .map(graph -> List.of(Networks.randomInputs(graph, 1), Networks.randomInputs(graph, 2)))
            .toList();
    assertThat(HostProgram.build(directory, graphs).run(inputs))
        .isEqualTo(
            List.of(outputs(graphs.get(0), inputs.get(0)), outputs(graphs.get(1), inputs.get(1))));
  }

  private static List<List<TensorData>> outputs(Graph graph, List<List<TensorData>> inputs) {
    return inputs.stream().map(tensors -> Evaluator.outputs(graph, tensors)).toList();
  }
}
