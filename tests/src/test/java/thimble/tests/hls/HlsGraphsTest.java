package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.ir.text.GraphParser;
import thimble.planner.dataflow.Clock;
import thimble.planner.dataflow.Depths;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.DesignBuilder;
import thimble.sim.RandomGraphs;
import thimble.targets.hls.Folding;
import thimble.targets.hls.Stage;
import thimble.targets.hls.Unit;

/** Random networks as hardware, folded at random, give the integer reference's bytes. */
class HlsGraphsTest {
  @TempDir Path directory;

  /** Channels weighed by their means: the image waits until all of it has been summed. */
  private static final String SQUEEZE =
      """
      graph squeeze {
        input %x : s8[1x4x3x4] q(0.05, 3) = "x" [1x4x3x4]
        %m : s8[1x1x1x4] q(0.02, -7) = reduce(kind=mean, axes=[1, 2], keepDimensions=true) %x
        %y : s8[1x4x3x4] q(0.01, 5) = multiply(activation={low=-inf, high=inf}) %x, %m
        output %y = "y" [1x4x3x4]
      }
      """;

  /** Three weights of 4 bits without -8, times one value, in one product of 27 by 8 bits. */
  private static final String PACKED =
      """
      graph packed {
        input %x : s8[2x4] q(0.05, -22) = "x" [2x4]
        const %w : s4[6x4] q(0.32, 0) = [3, 6, 0, 4, 0, -7, 5, -7, 7, -7, 1, 1, 7, -3, -4, 1, -1, 7, 7, 3, -1, 4, 2, -5]
        const %b : s32[6] = [27, 28, -12, -4, 9, -100]
        %y : s8[2x6] q(0.06, -8) = fully_connected(activation={low=-inf, high=inf}) %x, %w, %b
        output %y = "y" [2x6]
      }
      """;

  /** Weights with a zero point: 9 bits without it. */
  private static final String ASYMMETRIC =
      """
      graph asymmetric {
        input %x : s8[1x5x4x2] q(0.05, 3) = "x" [1x5x4x2]
        const %w : s8[3x2x2] q(0.02, 100) = [-128, 6, 0, 4, 0, -7, 127, -7, 7, -7, 1, -121]
        const %b : s32[2] = [27, 28]
        %y : s8[1x2x6x2] q(0.9, -8) = depthwise_conv2d(window={kernelHeight=3, kernelWidth=2, strideY=2, strideX=1, dilationY=2, dilationX=1, padTop=2, padLeft=2, padBottom=1, padRight=1}, multiplier=1, activation={low=-inf, high=inf}) %x, %w, %b
        output %y = "y" [1x2x6x2]
      }
      """;

  @Test
  void depthwiseWindowsGiveTheirTapsOneByOneOrAtOnce() {
    Graph graph = GraphParser.parse(ASYMMETRIC);
    Map<Integer, Stage> stages = DesignBuilder.stages(graph);
    List<Design> designs = new ArrayList<>();
    for (Folding folding : stages.get(0).foldings()) {
      Graph named = graph.withName("asymmetric" + designs.size());
      Design design = DesignBuilder.build(named, stages, Map.of(0, folding));
      assertThat(Clock.run(design).finished()).isTrue();
      designs.add(design);
    }
    assertThat(designs.stream().map(Design::multipliers)).containsExactly(1, 2, 6, 12);
    agree(designs);
  }

  /** ShuffleNetV2's block without its convolutions: halves, one of them changed, shuffled. */
  private static final String SHUFFLE =
      """
      graph shuffle {
        input %x : s8[1x3x4x8] q(0.05, 3) = "x" [1x3x4x8]
        %a : s8[1x3x4x4] q(0.05, 3) = slice(starts=[0, 0, 0, 0], sizes=[1, 3, 4, 4], steps=[1, 1, 1, 1]) %x
        %b : s8[1x3x4x4] q(0.05, 3) = slice(starts=[0, 0, 0, 4], sizes=[1, 3, 4, 4], steps=[1, 1, 1, 1]) %x
        %c : s8[1x3x4x4] q(0.05, 3) = max_pool2d(window={kernelHeight=3, kernelWidth=3, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=1, padLeft=1, padBottom=1, padRight=1}) %b
        %d : s8[1x3x4x8] q(0.05, 3) = concat(axis=3) %a, %c
        %e : s8[1x12x2x4] q(0.05, 3) = reshape(shape=[1, 12, 2, 4]) %d
        %f : s8[1x12x4x2] q(0.05, 3) = transpose(permutation=[0, 1, 3, 2]) %e
        %y : s8[1x3x4x8] q(0.05, 3) = reshape(shape=[1, 3, 4, 8]) %f
        output %y = "y" [1x3x4x8]
      }
      """;

  /** The shuffle goes over many channels a cycle, up to whole pixels. */
  @Test
  void channelsAreShuffledManyAtOnce() {
    Graph graph = GraphParser.parse(SHUFFLE);
    Map<Integer, Stage> stages = DesignBuilder.stages(graph);
    List<Design> designs = new ArrayList<>();
    for (int lanes : new int[] {1, 2, 4}) {
      Map<Integer, Folding> chosen = new LinkedHashMap<>();
      stages.forEach((node, stage) -> chosen.put(node, new Folding(lanes, lanes)));
      chosen.put(5, new Folding(2 * lanes, 2 * lanes));
      stages.forEach((node, stage) -> assertThat(stage.foldings()).contains(chosen.get(node)));
      Design design = DesignBuilder.build(graph.withName("shuffle" + lanes), stages, chosen);
      designs.add(Depths.minimal(design, stage -> {}));
    }
    agree(designs);
    assertThat(designs.stream().map(design -> Clock.run(design).latency()))
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void imagesWaitForTheWeightsOfTheirChannels() {
    Graph graph = GraphParser.parse(SQUEEZE);
    List<Design> designs = new ArrayList<>();
    design(graph, 3, designs);
    int deepest = designs.get(0).streams().stream().mapToInt(Design.Stream::depth).max().orElse(0);
    assertThat(deepest).isGreaterThan(8);
    agree(designs);
  }

  @Test
  void weightsSideBySideShareAMultiplication() {
    Graph graph = GraphParser.parse(PACKED);
    Map<Integer, Stage> stages = DesignBuilder.stages(graph);
    Folding folding = new Folding(6, 2).withPort(27);
    Design design = DesignBuilder.build(graph, stages, Map.of(0, folding));
    List<Unit> units = design.processes().stream().map(Design.Process::unit).toList();
    assertThat(units.stream().mapToInt(Unit::multipliers).sum()).isEqualTo(12);
    assertThat(units.stream().mapToInt(Unit::hardwareMultipliers).sum()).isEqualTo(4);
    agree(List.of(design));
  }

  @Test
  void randomNetworksGiveTheReferencesBytes() {
    List<Design> designs = new ArrayList<>();
    for (long seed = 0; designs.size() < 12; seed++) {
      Graph graph = RandomGraphs.graph(seed).withName("random" + seed);
      boolean streams =
          graph.inputs().stream().allMatch(p -> p.value().type().element() == ElementType.S8);
      if (streams) {
        design(graph, seed, designs);
      }
    }
    agree(designs);
  }

  /** Adds a graph's design, unless the graph has operators that cannot stream. */
  private static void design(Graph graph, long seed, List<Design> designs) {
    Map<Integer, Stage> stages;
    try {
      stages = DesignBuilder.stages(graph);
    } catch (ThimbleException e) {
      return;
    }
    designs.add(HlsDesigns.folded(graph, stages, new SplittableRandom(seed)));
  }

  private void agree(List<Design> designs) {
    HlsDesigns.agree(designs, directory);
  }
}
