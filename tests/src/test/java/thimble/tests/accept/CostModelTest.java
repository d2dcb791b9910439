package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.codegen.c.Layers;
import thimble.planner.Plan;
import thimble.planner.Step;
import thimble.sim.Samples;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;
import thimble.sim.run.RunReport;
import thimble.targets.Kernel;
import thimble.tests.support.Compiled;
import thimble.tests.support.Shared;

/**
 * Instructions that the kernels' cost models predict, held against those that the emulator counts,
 * layer by layer on M4, M7, M55 and M3. A table of all layers is printed. Reference kernels are
 * only estimated: their lines are printed and not judged.
 */
class CostModelTest {
  /**
   * How far a prediction may be from what is counted. On M3 and M55 functions serve layers of all
   * shapes, and a compiler that finds an argument to be the same in all calls makes them shorter.
   */
  private static final Map<String, Tolerance> TOLERANCES =
      Map.of(
          "mps2-an386", new Tolerance(0.05, 0.03),
          "mps2-an500", new Tolerance(0.05, 0.03),
          "mps2-an385", new Tolerance(0.10, 0.04),
          "mps3-an547", new Tolerance(0.22, 0.09));

  /**
   * @param network the same for a whole network, estimated layers counted
   */
  private record Tolerance(double layer, double network) {}

  /** Layers below are judged by the difference: the counter's step of 40 is a part of it. */
  private static final long SMALL_LAYER = 2000;

  private static final long SMALL_DIFFERENCE = 150;

  @TempDir static Path directory;

  @ParameterizedTest
  @CsvSource({
    "mps2-an386, kws",
    "mps2-an386, resnet8",
    "mps2-an386, vww96",
    "mps2-an386, mcunet_vww",
    "mps2-an386, streaming_wakeword",
    "mps2-an386, ad01",
    "mps2-an500, kws",
    "mps3-an547, kws",
    "mps3-an547, resnet8",
    "mps3-an547, vww96",
    "mps3-an547, mcunet_vww",
    "mps3-an547, streaming_wakeword",
    "mps3-an547, ad01",
    "mps2-an385, kws",
    "mps2-an385, resnet8",
    "mps2-an385, mcunet_vww",
    "mps2-an385, ad01"
  })
  void predictsWhatTheEmulatorCounts(String board, String name) {
    Path model = Shared.models().resolve(name).resolve("model_qdq.onnx");
    Compiled compiled = Compiled.of(model, board, directory);
    List<Samples.Sample> samples = compiled.samples(model.getParent(), 1);
    RunReport run =
        new ProjectRunner(compiled.project(), compiled.request().board())
            .run(compiled.input(samples), Optional.empty(), Instrumentation.PROFILE);
    List<Integer> nodes = Layers.of(compiled.plan()).nodes();
    Map<Integer, Double> byNode = compiled.plan().instructionsByNode();
    Tolerance tolerance = TOLERANCES.get(board);
    List<String> wrong = new ArrayList<>();
    double predicted = 0;
    long measured = 0;
    for (int i = 0; i < nodes.size(); i++) {
      Kernel kernel = compiled.plan().kernels().get(nodes.get(i));
      Line line =
          new Line(
              run.layers().get(i).name(),
              kernel.call().method(),
              byNode.get(nodes.get(i)),
              run.layers().get(i).instructions());
      System.out.println(line);
      predicted += line.predicted();
      measured += line.measured();
      if (!estimated(compiled.plan(), nodes.get(i)) && !line.isNear(tolerance.layer())) {
        wrong.add(line.toString());
      }
    }
    System.out.println(new Line(name, "", predicted, measured));
    assertThat(wrong).isEmpty();
    assertThat(predicted / measured).isCloseTo(1, within(tolerance.network()));
  }

  /** Whether a reference kernel computes it: where rows are fed to it one does too. */
  private static boolean estimated(Plan plan, int node) {
    return plan.kernels().get(node).library().equals("portable")
        || plan.flat().stream().anyMatch(it -> it instanceof Step.Feed feed && feed.node() == node);
  }

  private record Line(String layer, String kernel, double predicted, long measured) {
    boolean isNear(double tolerance) {
      double difference = Math.abs(predicted - measured);
      return difference <= tolerance * measured
          || measured < SMALL_LAYER && difference <= SMALL_DIFFERENCE;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-20s %-28s predicted %,12.0f  measured %,12d  %+6.1f %%",
          layer,
          kernel,
          predicted,
          measured,
          100 * (predicted - measured) / Math.max(1, measured));
    }
  }
}
