package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.sim.RandomGraphs;

/**
 * Random networks as C: aliases, results in place, odd strides and several element types in one
 * arena meet here as no operator's own case lets them meet.
 */
class RandomProgramsTest {
  private static final int RUNS = 2;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "1000, 24, 14, host, portable",
    "2000, 24, 14, host, auto",
    "3000, 6, 60, host, auto",
    "4000, 24, 14, mps2-an386, auto",
    "5000, 24, 14, mps3-an547, auto"
  })
  void programEqualsTheReference(long seed, int graphs, int nodes, String board, String kernels) {
    OpCase union =
        CaseUnion.of(
            "seeds from " + seed,
            LongStream.range(seed, seed + graphs).mapToObj(s -> example(s, nodes)).toList());
    List<List<TensorData>> inputs = union.runs().stream().map(OpCase.Run::inputs).toList();
    List<List<TensorData>> outputs =
        ProgramRunner.on(board, kernels, directory).run(union.graph(), inputs);
    for (int run = 0; run < RUNS; run++) {
      List<OpCase.Expected> expected = union.runs().get(run).expected();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(expected.get(i).difference(outputs.get(run).get(i)))
            .as(union.graph().outputs().get(i).value().id())
            .isEmpty();
      }
    }
  }

  private static OpCase example(long seed, int nodes) {
    Graph graph = RandomGraphs.graph(seed, 1 + (int) (seed % nodes));
    List<OpCase.Run> runs =
        IntStream.range(0, RUNS)
            .mapToObj(run -> RandomGraphs.inputs(graph, RUNS * seed + run))
            .map(inputs -> new OpCase.Run(inputs, expected(graph, inputs)))
            .toList();
    return new OpCase("seed" + seed, "random", graph, runs);
  }

  private static List<OpCase.Expected> expected(Graph graph, List<TensorData> inputs) {
    return new ReferenceRunner()
        .run(graph, List.of(inputs)).get(0).stream()
            .map(tensor -> new OpCase.Expected(tensor, true))
            .toList();
  }
}
