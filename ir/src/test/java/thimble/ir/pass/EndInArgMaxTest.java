package thimble.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.Verifier;
import thimble.ir.run.Evaluator;
import thimble.ir.text.GraphPrinter;

class EndInArgMaxTest {
  private static final String INDEX =
      """
        %%y.index : s64[%1$s] = arg_max(axis=%2$d, keepDimensions=true, selectLast=false, minimum=false) %%x
        %%y.class : s32[%1$s] = cast(element=s32) %%y.index
        output %%y.class = "y" [%1$s]
      }
      """;

  private final EndInArgMax pass = new EndInArgMax();

  private void turns(String before, String after) {
    Graph result = pass.run(PassTrial.parse(before));
    assertThat(Verifier.verify(result)).isEmpty();
    assertThat(GraphPrinter.print(result)).isEqualTo(GraphPrinter.print(PassTrial.parse(after)));
    assertThat(pass.run(result)).as("a second run").isSameAs(result);
  }

  private void refuses(String text, String why) {
    Graph graph = PassTrial.parse(text);
    assertThatThrownBy(() -> pass.run(graph))
        .hasMessageContaining("T0210")
        .hasMessageContaining(why);
  }

  @Test
  void takesTheSoftmaxPlace() {
    turns(
        """
        graph g {
          input %x : s8[1x12] q(0.25, 3) = "x" [1x12]
          %y : s8[1x12] q(0.00390625, -128) = softmax(axis=1, log=false) %x
          output %y = "y" [1x12] float
        }
        """,
        """
        graph g {
          input %x : s8[1x12] q(0.25, 3) = "x" [1x12]
        """
            + INDEX.formatted("1x1", 1));
  }

  @Test
  void looksThroughConversions() {
    turns(
        """
        graph g {
          input %x : s8[1x5] q(0.25, 3) = "x" [1x5]
          %a : f32[1x5] = dequantize() %x
          %b : f32[1x5] = softmax(axis=1, log=true) %a
          %c : s8[1x5] q(0.1, 100) = quantize(element=s8) %b
          %y : f32[1x5] = dequantize() %c
          output %y = "y" [1x5]
        }
        """,
        """
        graph g {
          input %x : s8[1x5] q(0.25, 3) = "x" [1x5]
        """
            + INDEX.formatted("1x1", 1));
  }

  /** A class for each pixel: the channels are the model's axis 1 and the last one here. */
  @Test
  void choosesPixelByPixel() {
    turns(
        """
        graph g {
          input %x : f32[1x3x4x5] = "x" [1x5x3x4] permute [0, 2, 3, 1]
          %y : f32[1x3x4x5] = softmax(axis=3, log=false) %x
          output %y = "y" [1x5x3x4] permute [0, 2, 3, 1]
        }
        """,
        """
        graph g {
          input %x : f32[1x3x4x5] = "x" [1x5x3x4] permute [0, 2, 3, 1]
          %y.index : s64[1x3x4x1] = arg_max(axis=3, keepDimensions=true, selectLast=false, minimum=false) %x
          %y.class : s32[1x3x4x1] = cast(element=s32) %y.index
          output %y.class = "y" [1x1x3x4] permute [0, 2, 3, 1]
        }
        """);
  }

  /** Its results fall where it lies: the smallest score would win. */
  @Test
  void keepsAFunctionThatFalls() {
    String table =
        String.join(
            ", ", IntStream.range(-128, 128).map(i -> -i - 1).mapToObj(String::valueOf).toList());
    String before =
        """
        graph g {
          input %x : s8[1x5] q(0.25, 0) = "x" [1x5]
          const %t : s8[256] = [TABLE]
          %y : s8[1x5] q(0.25, 0) = lookup() %x, %t
          output %y = "y" [1x5]
        }
        """;
    Graph kept = pass.run(PassTrial.parse(before.replace("TABLE", table)));
    assertThat(GraphPrinter.print(kept)).contains("lookup");
    String rising =
        String.join(
            ", ", IntStream.range(-128, 128).map(i -> i / 2).mapToObj(String::valueOf).toList());
    Graph taken = pass.run(PassTrial.parse(before.replace("TABLE", rising)));
    assertThat(GraphPrinter.print(taken)).doesNotContain("lookup");
  }

  /** On any data the index is that of a largest score. */
  @Test
  void choosesALargestScore() {
    Graph graph =
        PassTrial.parse(
            """
            graph g {
              input %x : s8[6x7] q(0.5, 3) = "x" [6x7]
              %y : s8[6x7] q(0.00390625, -128) = softmax(axis=1, log=false) %x
              output %y = "y" [6x7] float
            }
            """);
    Graph chosen = pass.run(graph);
    Random random = new Random(7);
    for (int trial = 0; trial < 50; trial++) {
      List<TensorData> inputs = PipelineTest.randomInputs(graph, random);
      TensorData scores = Evaluator.outputs(graph, inputs).get(0);
      TensorData indices = Evaluator.outputs(chosen, inputs).get(0);
      for (int row = 0; row < 6; row++) {
        int from = 7 * row;
        double largest =
            IntStream.range(from, from + 7).mapToDouble(scores::real).max().orElseThrow();
        assertThat(scores.real(from + (int) indices.real(row))).isEqualTo(largest);
      }
    }
  }

  @Test
  void refusesWhatIsNoChoice() {
    String two =
        """
        graph g {
          input %x : f32[1x5] = "x" [1x5]
          %y : f32[1x5] = softmax(axis=1, log=false) %x
          output %y = "y" [1x5]
          output %x = "z" [1x5]
        }
        """;
    refuses(two, "2 outputs");
    String open =
        """
        graph g {
          input %x : f32[SHAPE] = "x" [SHAPE]
          %y : f32[SHAPE] = unary(function=sigmoid, alpha=0.0, beta=0.0) %x
          output %y = "y" [SHAPE]
        }
        """;
    refuses(open.replace("SHAPE", "1x4x5"), "which axis");
    refuses(open.replace("SHAPE", "1x1"), "one class only");
    String indices =
        """
        graph g {
          input %x : s64[1x5] = "x" [1x5]
          %y : s64[1x5] = unary(function=negate, alpha=0.0, beta=0.0) %x
          output %y = "y" [1x5]
        }
        """;
    refuses(indices, "no scores");
  }
}
