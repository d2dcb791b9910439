package thimble.ir.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static thimble.ir.ElementType.F32;
import static thimble.ir.ElementType.S32;
import static thimble.ir.ElementType.S8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.op.Checks;
import thimble.ir.op.CustomAttribute;
import thimble.ir.op.CustomOp;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.run.Evaluator;

class CustomOperatorsTest {
  private static final String SWISH6 =
      """
      package example;

      import thimble.ir.kernel.FloatMath;

      /** x * sigmoid(alpha x), at most 6. */
      public final class Swish6 {
        static final String DOMAIN = "ai.example";
        static final String OP_TYPE = "Swish6";
        static final float DEFAULT_ALPHA = 1.0f;
        static final boolean IN_PLACE = true;

        public static void f32(
            float[] x, int xAt, float[] y, int yAt, int xCount, float alpha) {
          for (int i = 0; i < xCount; i++) {
            float v = x[xAt + i];
            y[yAt + i] = Math.min(v * FloatMath.sigmoid(alpha * v), 6.0f);
          }
        }

        public static void s8(
            byte[] x, int xAt, byte[] y, int yAt, int yCount,
            float xScale, int xZero, float yScale, int yZero, float alpha) {
          for (int i = 0; i < yCount; i++) {
            y[yAt + i] = (byte) ((x[xAt + i] - xZero) * xScale / yScale + yZero);
          }
        }
      }
      """;

  /** Two inputs, two outputs, a list, a text. */
  private static final String PICK =
      """
      public final class Pick {
        static final String DOMAIN = "";
        static final String OP_TYPE = "Pick";
        static final String[] REDUCE_MODE = {"none", "sum"};

        static int[][] infer(int[][] shapes, int[] at_index) {
          return new int[][] {{at_index.length}, {1, shapes[1][0]}};
        }

        static long macs(int[][] shapes) {
          return 3L * shapes[0][0];
        }

        public static void f32(
            float[] data, int dataAt, int[] more, int moreAt,
            float[] picked, int pickedAt, int[] seen, int seenAt,
            int[] at_index, int at_indexCount, int[] dataShape, int reduceMode) {
          for (int i = 0; i < at_indexCount; i++) {
            picked[pickedAt + i] = data[dataAt + at_index[i]];
          }
          seen[seenAt] = more[moreAt] + dataShape[0] * 100 + reduceMode * 10000;
        }
      }
      """;

  private static CustomOp swish(float alpha) {
    return CustomOperators.loadText("Swish6.java", SWISH6)
        .op(List.of(new CustomAttribute.RealValue("alpha", alpha)));
  }

  private static List<String> problems(Op op, TensorType... inputs) {
    Checks checks = new Checks();
    op.check(List.of(inputs), checks);
    return checks.broken();
  }

  @Test
  void computesOnTheJvm() {
    TensorType type = TensorType.of(F32, 1, 3);
    CustomOp op = swish(2);
    assertThat(problems(op, type)).isEmpty();
    assertThat(op.infer(List.of(type))).containsExactly(type);
    List<TensorData> results =
        Evaluator.apply(
            op, new Signature(List.of(type), List.of(type)), List.of(TensorData.floats(0, 1, 100)));
    assertThat(results.get(0).floatArray()).containsExactly(0, 0.880797f, 6);
  }

  @Test
  void takesEveryKindOfParameter() {
    CustomOp op =
        CustomOperators.loadText("Pick.java", PICK)
            .op(
                List.of(
                    new CustomAttribute.IntList("at_index", List.of(2L, 0L)),
                    new CustomAttribute.TextValue("reduce_mode", "sum")));
    List<TensorType> inputs = List.of(TensorType.of(F32, 4), TensorType.of(S32, 1));
    assertThat(problems(op, inputs.get(0), inputs.get(1))).isEmpty();
    List<TensorType> outputs = op.infer(inputs);
    assertThat(outputs).containsExactly(TensorType.of(F32, 2), TensorType.of(S32, 1, 1));
    Signature signature = new Signature(inputs, outputs);
    assertThat(op.macs(signature)).isEqualTo(12);
    List<TensorData> results =
        Evaluator.apply(op, signature, List.of(TensorData.floats(5, 6, 7, 8), TensorData.ints(9)));
    assertThat(results).containsExactly(TensorData.floats(7, 5), TensorData.ints(10409));
  }

  @Test
  void quantizedKernelsSeeScalesAndZeroPoints() {
    TensorType x = TensorType.quantized(S8, List.of(2), Quantization.perTensor(0.5f, 1));
    TensorType y = TensorType.quantized(S8, List.of(2), Quantization.perTensor(0.25f, -3));
    List<TensorData> results =
        Evaluator.apply(
            swish(1),
            new Signature(List.of(x), List.of(y)),
            List.of(TensorData.bytes((byte) 1, (byte) 11)));
    assertThat(results).containsExactly(TensorData.bytes((byte) -3, (byte) 17));
  }

  @Test
  void equalSourceAndAttributesAreEqualOperators() {
    assertThat(swish(2)).isEqualTo(swish(2)).isNotEqualTo(swish(3));
    String other = SWISH6.replace("at most 6", "never more than 6");
    assertThat(CustomOperators.loadText("Swish6.java", other).op(swish(2).attributes()))
        .isNotEqualTo(swish(2));
  }

  @Test
  void mayTakeOverItsInputsMemoryWhereItSaysSo() {
    TensorType type = TensorType.of(F32, 3);
    Signature signature = new Signature(List.of(type), List.of(type));
    assertThat(swish(1).overwritable(signature)).containsExactly(0);
  }

  @Test
  void findsOperatorsByTheModelsWords(@TempDir Path directory) throws Exception {
    Path swish = Files.writeString(directory.resolve("Swish6.java"), SWISH6);
    Path pick = Files.writeString(directory.resolve("Pick.java"), PICK);
    CustomOperators own = CustomOperators.load(List.of(swish, pick));
    assertThat(own.find("ai.example", "Swish6")).isPresent();
    assertThat(own.find("", "Swish6")).isEmpty();
    assertThat(own.find("ai.onnx", "Pick")).isPresent();
    assertThatThrownBy(() -> CustomOperators.load(List.of(swish, swish)))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("two files define operator ai.example:Swish6");
  }

  @Test
  void tellsWhatIsWrongWithANode() {
    TensorType x = TensorType.of(F32, 4);
    CustomOperator pick = CustomOperators.loadText("Pick.java", PICK);
    assertThat(problems(pick.op(List.of()), x, TensorType.of(S32, 1)))
        .anyMatch(problem -> problem.contains("C5: attribute \"at_index\" is missing"));
    assertThat(
            problems(
                pick.op(List.of(new CustomAttribute.TextValue("reduce_mode", "max"))),
                x,
                TensorType.of(S32, 1)))
        .anyMatch(problem -> problem.contains("not one of [none, sum]"));
    assertThat(problems(swish(1), TensorType.of(S32, 4))).anyMatch(p -> p.startsWith("C2"));
    assertThat(problems(swish(1), x, x)).anyMatch(problem -> problem.startsWith("C3"));
    CustomAttribute unknown = new CustomAttribute.IntValue("beta", 1);
    assertThat(problems(new CustomOp(swish(1).operator(), List.of(unknown)), x))
        .containsExactly("C6: attribute \"beta\" is no parameter of Swish6.java: it has [alpha]");
  }

  @Test
  void tellsWhatIsWrongWithAFile() {
    assertThatThrownBy(() -> CustomOperators.loadText("A.java", "public class A { int f( }"))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("T0702")
        .hasMessageContaining("A.java, line 1");
    assertThatThrownBy(() -> CustomOperators.loadText("A.java", "class B {}"))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("named as its file");
    assertThatThrownBy(() -> CustomOperators.loadText("A.java", "public class A {}"))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("DOMAIN")
        .hasMessageContaining("OP_TYPE")
        .hasMessageContaining("has a kernel");
    assertThatThrownBy(() -> CustomOperators.byId("Missing@0123"))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("--op");
  }

  @Test
  void tellsTheLineOfAKernelThatFails() {
    String wrong = SWISH6.replace("float v = x[xAt + i];", "float v = x[xAt + i + 1];");
    CustomOp op = CustomOperators.loadText("Swish6.java", wrong).op(swish(1).attributes());
    TensorType type = TensorType.of(F32, 3);
    assertThatThrownBy(
            () ->
                Evaluator.apply(
                    op,
                    new Signature(List.of(type), List.of(type)),
                    List.of(TensorData.floats(1, 2, 3))))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("Swish6.java, line 15")
        .hasMessageContaining("Index 3 out of bounds");
  }
}
