package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.op.Conv2dSum;
import thimble.ir.op.FullyConnectedSum;
import thimble.ir.run.Evaluator;
import thimble.ir.text.GraphParser;
import thimble.planner.BudgetPlanner;
import thimble.planner.Goal;
import thimble.planner.PartsVerifier;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.planner.Region;
import thimble.planner.Strips;
import thimble.sim.RandomGraphs;
import thimble.targets.KernelLibraries;

/** What lies between two layers, in parts that the second one sums over: proof, arena, gain. */
class SummedPartsTest {
  private static final PlanOptions OPTIONS = new PlanOptions(4, 100_000L, 0.01, true);

  /** A convolution with many channels, a pool, and a dense layer over the flattened image. */
  private static final String FLATTENED =
      """
      graph g {
        input %x : s8[1x8x6x2] q(0.05, 3) = "x" [1x8x6x2]
        const %w : s8[12x3x3x2] q(axis 0: SCALES12) = WEIGHTS216
        const %b : s32[12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
        const %v : s8[5x144] q(0.01, 0) = WEIGHTS720
        const %c : s32[5] = [100, -100, 7, 0, 3]
        %a : s8[1x8x6x12] q(0.05, -5) = conv2d(window={kernelHeight=3, kernelWidth=3, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=1, padLeft=1, padBottom=1, padRight=1}, groups=1, activation={low=0.0, high=inf}) %x, %w, %b
        %p : s8[1x4x3x12] q(0.05, -5) = max_pool2d(window={kernelHeight=2, kernelWidth=2, strideY=2, strideX=2, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}) %a
        %f : s8[1x144] q(0.05, -5) = reshape(shape=[1, 144]) %p
        %y : s8[1x5] q(0.1, 0) = fully_connected(activation={low=-inf, high=inf}) %f, %v, %c
        output %y = "y" [1x5]
      }
      """;

  /** Two dense layers, many units between. */
  private static final String DENSE =
      """
      graph g {
        input %x : s8[3x10] q(0.05, 3) = "x" [3x10]
        const %w : s8[64x10] q(0.02, 0) = WEIGHTS640
        const %b : s32[64] = WEIGHTS64
        const %v : s8[3x64] q(axis 0: 0.01, 0; 0.02, 0; 0.005, 0) = WEIGHTS192
        const %c : s32[3] = [100, -100, 7]
        %a : s8[3x64] q(0.05, -5) = fully_connected(activation={low=0.0, high=6.0}) %x, %w, %b
        %y : s8[3x3] q(0.1, 4) = fully_connected(activation={low=0.0, high=inf}) %a, %v, %c
        output %y = "y" [3x3]
      }
      """;

  private static Graph parse(String text) {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder out = new StringBuilder();
    for (String word : text.split("(?<= )|(?=\\n)|(?=\\))")) {
      if (word.startsWith("WEIGHTS")) {
        int count = Integer.parseInt(word.substring(7).trim());
        out.append(random.ints(count, -128, 128).boxed().toList());
      } else if (word.startsWith("SCALES")) {
        out.append(String.join("; ", Stream.generate(() -> "0.02, 0").limit(12).toList()));
      } else {
        out.append(word);
      }
    }
    return GraphParser.parse(out.toString());
  }

  private static Strips.Parted cut(Graph graph, int axis, int parts) {
    Region region = Region.summed(graph, 0, graph.nodes().size() - 1, axis, parts).orElseThrow();
    return Strips.rewrite(graph, region, false).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "1, 4", "2, 3", "3, 2", "3, 5", "3, 12"})
  void aFlattenedImageIsSummedOverAnyOfItsAxes(int axis, int parts) {
    Graph graph = parse(FLATTENED);
    isTheSame(graph, cut(graph, axis, parts));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 64})
  void unitsAreSummedOver(int parts) {
    Graph graph = parse(DENSE);
    Strips.Parted parted = cut(graph, 1, parts);
    isTheSame(graph, parted);
    assertThat(parted.graph().macs()).isEqualTo(graph.macs());
  }

  private static void isTheSame(Graph graph, Strips.Parted parted) {
    assertThat(PartsVerifier.check(graph, parted)).isEmpty();
    List<TensorData> inputs = RandomGraphs.inputs(graph, 1);
    List<TensorData> expected = Evaluator.outputs(graph, inputs);
    assertThat(Evaluator.outputs(parted.graph(), inputs)).isEqualTo(expected);
    Plan plan = Planner.plan(parted.graph(), KernelLibraries.portable(), OPTIONS);
    assertThat(PlanVerifier.check(plan)).isEmpty();
    assertThat(ArenaRun.run(plan, inputs).outputs()).isEqualTo(expected);
  }

  /**
   * A part left out, added twice, or two of them exchanged with their weights left where they are.
   */
  @ParameterizedTest
  @ValueSource(strings = {FLATTENED, DENSE})
  void aPartThatIsMissingOrThereTwiceIsRefused(String text) {
    Graph graph = parse(text);
    Strips.Parted parted = cut(graph, text.equals(DENSE) ? 1 : 3, 3);
    List<Node> sums =
        parted.graph().nodes().stream()
            .filter(
                node -> node.op() instanceof Conv2dSum || node.op() instanceof FullyConnectedSum)
            .toList();
    assertThat(sums).hasSize(3);
    Node second = sums.get(1);
    Node third = sums.get(2);
    String first = sums.get(0).output().id();
    List<Graph> wrong = new ArrayList<>();
    // The second part is left out: the third goes on from the first.
    wrong.add(with(parted.graph(), third, third.withInputs(carry(third, first))));
    // The second part twice.
    Value again = new Value("again", second.output().type());
    Node repeated =
        second.withInputs(carry(second, second.output().id())).withOutputs(List.of(again));
    wrong.add(
        with(
            with(parted.graph(), third, third.withInputs(carry(third, "again"))),
            second,
            second,
            repeated));
    // The third part adds what the second has computed.
    List<String> inputs = new ArrayList<>(third.inputs());
    inputs.set(0, second.inputs().get(0));
    wrong.add(with(parted.graph(), third, third.withInputs(inputs)));
    // It begins without the bias: with the second layer's sums, twice.
    inputs = new ArrayList<>(third.inputs());
    inputs.set(1, second.inputs().get(1));
    wrong.add(with(parted.graph(), third, third.withInputs(inputs)));
    for (Graph broken : wrong) {
      assertThat(PartsVerifier.check(graph, broken, parted.wholes())).isNotEmpty();
      List<TensorData> data = RandomGraphs.inputs(graph, 1);
      assertThat(isSound(broken) && same(graph, broken, data)).isFalse();
    }
  }

  private static boolean isSound(Graph graph) {
    return Verifier.verify(graph).isEmpty();
  }

  private static boolean same(Graph graph, Graph broken, List<TensorData> inputs) {
    return Evaluator.outputs(broken, inputs).equals(Evaluator.outputs(graph, inputs));
  }

  private static List<String> carry(Node node, String id) {
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(inputs.size() - 1, id);
    return inputs;
  }

  private static Graph with(Graph graph, Node node, Node... instead) {
    List<Node> nodes = new ArrayList<>();
    for (Node it : graph.nodes()) {
      nodes.addAll(it.equals(node) ? List.of(instead) : List.of(it));
    }
    return graph.withNodes(nodes);
  }

  /** The search takes them for the least memory; without a wish for less nothing changes. */
  @ParameterizedTest
  @ValueSource(strings = {FLATTENED, DENSE})
  void theLeastMemoryIsLess(String text) {
    Graph graph = parse(text);
    Goal goal = new Goal(OptionalLong.empty(), Goal.Aim.RAM);
    Plan least =
        BudgetPlanner.plan(graph, KernelLibraries.portable(), OPTIONS, goal, progress -> {});
    Plan streams = Planner.plan(graph, KernelLibraries.portable(), OPTIONS);
    assertThat(least.arenaBytes()).isLessThan(streams.arenaBytes() * 9 / 10);
    assertThat(least.graph().nodes().stream().map(node -> node.op().name()))
        .anyMatch(name -> name.endsWith("_sum"));
    List<TensorData> inputs = RandomGraphs.inputs(graph, 3);
    assertThat(ArenaRun.run(least, inputs).outputs()).isEqualTo(Evaluator.outputs(graph, inputs));
  }

  /**
   * Of f32 sums keep their order: rows of an image do, its channels only where it has one pixel.
   */
  @Test
  void floatsAreSummedInTheirOrderOrNotInParts() {
    String floats = FLATTENED.replaceAll("(s8|s32)\\[", "f32[").replaceAll(" q\\([^)]*\\)", "");
    Graph graph = parse(floats);
    Optional<Region> channels = Region.summed(graph, 0, 3, 3, 2);
    assertThat(channels).isEmpty();
    isTheSame(graph, cut(graph, 1, 2));
  }
}
