package thimble.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.Verifier;
import thimble.ir.text.GraphParser;
import thimble.ir.text.GraphPrinter;

/**
 * Holds a pass against a pair of graphs in IR text. In the text {@code WINDOW_k} stands for a
 * window of k by k without padding, {@code WINDOW_k_p} for one padded by p all around, {@code NONE}
 * for no activation.
 */
final class PassTrial {
  private PassTrial() {}

  static Graph parse(String text) {
    StringBuilder full = new StringBuilder(text.replace("NONE", "{low=-inf, high=inf}"));
    for (int at = full.indexOf("WINDOW_"); at >= 0; at = full.indexOf("WINDOW_")) {
      int end = at + "WINDOW_".length();
      int kernel = full.charAt(end++) - '0';
      int padding = 0;
      if (full.charAt(end) == '_') {
        padding = full.charAt(end + 1) - '0';
        end += 2;
      }
      String window =
          String.format(
              "{kernelHeight=%1$d, kernelWidth=%1$d, strideY=1, strideX=1, dilationY=1,"
                  + " dilationX=1, padTop=%2$d, padLeft=%2$d, padBottom=%2$d, padRight=%2$d}",
              kernel, padding);
      full.replace(at, end, window);
    }
    Graph graph = GraphParser.parse(full.toString());
    assertThat(Verifier.verify(graph)).isEmpty();
    return graph;
  }

  /** The pass makes exactly the second graph of the first, and results stay the same. */
  static void turns(Pass pass, String before, String after) {
    Graph graph = parse(before);
    Graph result = new DeadCode().run(pass.run(graph));
    assertThat(Verifier.verify(result)).isEmpty();
    assertThat(GraphPrinter.print(result)).isEqualTo(GraphPrinter.print(parse(after)));
    assertThat(pass.run(result)).as("a second run").isSameAs(result);
    List<TensorData> inputs = PipelineTest.randomInputs(graph, new Random(1));
    List<TensorData> expected = PipelineTest.modelOutputs(graph, inputs);
    List<TensorData> actual = PipelineTest.modelOutputs(result, inputs);
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).count(); j++) {
        double value = expected.get(i).real(j);
        // Integer kernels round on their own: a step may differ.
        double allowed =
            actual.get(i).element().isFloat() ? 1e-5 * Math.max(1, Math.abs(value)) : 1;
        assertThat(actual.get(i).real(j)).isCloseTo(value, Offset.offset(allowed));
      }
    }
  }

  /** The pass gives the very same graph back. */
  static void leaves(Pass pass, String text) {
    Graph graph = parse(text);
    assertThat(pass.run(graph)).isSameAs(graph);
  }
}
