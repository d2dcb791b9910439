package thimble.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.text.GraphParser;

class VerifierTest {
  private static final String SOUND =
      """
      graph g {
        input %x : f32[1x2x3] = "x" [1x3x2] permute [0, 2, 1]
        input %q : s8[2] q(0.5, 3) = "q" [2] float
        input %s : s8[1x2] q(0.25, 3) = "s" [1x2] carries %y
        input %q.1 : s8[2] q(0.5, 3) = "q" [2] float again %q
        const %c : bool[2] = [0, 1]
        const %w : f32[3] = [1.0, 2.0, 3.0]
        %a : f32[1x2x3] = add(activation={low=0.0, high=inf}) %x, %w
        %b : s8[1x2] q(0.5, 3) = reshape(shape=[1, 2]) %q
        %y : s8[1x2] q(0.25, 3) = add(activation={low=0.0, high=inf}) %b, %b
        output %a = "a" [1x2x3]
        output %y = "y" [2]
        output %c = "c" [2]
      }
      """;

  @Test
  void soundGraphPasses() {
    assertThat(Verifier.verify(GraphParser.parse(SOUND))).isEmpty();
  }

  /** One edit of the text breaks one rule. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%b : s8[1x2] | %a : s8[1x2] | defined twice",
        "%x, %w       | %y, %w       | reads %y, which is not defined before it",
        "const %w : f32[3] = [1.0, 2.0, 3.0] | const %w : f32[2] = [1.0, 2.0] | C2",
        "%a : f32[1x2x3] | %a : f32[2x3] | inferred is f32[1x2x3]",
        "%y : s8[1x2] q(0.25, 3) | %y : s8[1x2] | no kernel",
        "q(0.25, 3) | q(0.25, 300) | zero point 300",
        "[0, 1] | base64 \"AAI=\" | a BOOL of 2",
        "permute [0, 2, 1] | permute [0, 1, 1] | no permutation",
        "\"y\" [2] | \"y\" [3] | has shape [3]",
        "\"a\" [1x2x3] | \"a\" [1x2x3] float | a port that quantizes",
        "carries %y | carries %a | is carried from %a",
        "carries %y | carries %b | is carried from %b",
        "again %q | again %x | repeats %x",
        "again %q | again %q.1 | repeats %q.1",
      })
  void brokenRuleIsNamed(String from, String to, String message) {
    assertThat(SOUND).contains(from);
    Graph graph = GraphParser.parse(SOUND.replace(from, to));
    assertThat(Verifier.verify(graph)).anyMatch(line -> line.contains(message));
    assertThatThrownBy(() -> Verifier.require(graph, "pass test"))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("error[T0302]")
        .hasMessageContaining("pass test");
  }

  @Test
  void portShowsTheGraphsValue() {
    Graph graph = GraphParser.parse(SOUND);
    Value other = new Value("a", TensorType.of(ElementType.F32, 1, 2, 3, 1));
    Graph broken =
        graph.withOutputs(
            graph.outputs().stream()
                .map(port -> port.value().id().equals("a") ? port.withValue(other) : port)
                .toList());
    assertThat(Verifier.verify(broken)).anyMatch(line -> line.contains("not the graph's"));
  }
}
