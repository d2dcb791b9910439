package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.op.Conv2d;
import thimble.ir.op.Slice;
import thimble.ir.op.Window2d;
import thimble.ir.run.Evaluator;
import thimble.planner.PartsVerifier;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.planner.Region;
import thimble.planner.Strips;
import thimble.sim.RandomGraphs;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** Random graphs cut at random into strips, patches and parts of channels compute what they did. */
class StripsTest {
  private static final PlanOptions OPTIONS = new PlanOptions(4, 100_000L, 0.01, true);
  private static final KernelLibraries LIBRARIES =
      KernelLibraries.named(KernelLibraries.AUTO, Boards.find("host").core());

  private record Cut(Strips.Parted parted, Region region) {
    Graph graph() {
      return parted.graph();
    }

    int depth() {
      return region.values().size();
    }
  }

  /** The deepest of some regions in parts; several attempts, since many cannot be cut. */
  private static Optional<Cut> cut(Graph graph, SplittableRandom random) {
    int count = graph.nodes().size();
    Optional<Cut> best = Optional.empty();
    for (int attempt = 0; attempt < 12; attempt++) {
      int last = random.nextInt(count);
      int first = Math.max(0, last - random.nextInt(9));
      int kind = random.nextInt(6);
      boolean repeat = random.nextBoolean();
      int parts = 2 + random.nextInt(3);
      Optional<Region> region =
          kind < 2
              ? Region.patches(graph, first, last, 2 + random.nextInt(2), parts)
              : Region.between(graph, first, last, kind == 2 ? 1 : kind == 3 ? 3 : 2, parts);
      Optional<Cut> cut =
          region.flatMap(r -> Strips.rewrite(graph, r, repeat).map(p -> new Cut(p, r)));
      if (cut.isPresent() && (best.isEmpty() || cut.get().depth() > best.get().depth())) {
        best = cut;
      }
    }
    return best;
  }

  @Test
  void partsOfAnyGraphComputeWhatTheWholeComputes() {
    int cuts = 0;
    for (long seed = 0; seed < 110; seed++) {
      cuts += check(RandomGraphs.graph(seed), seed, "graph ").isPresent() ? 1 : 0;
    }
    assertThat(cuts).isGreaterThan(80);
  }

  @Test
  void partsOfImageNetworksComputeWhatTheWholeComputes() {
    int cuts = 0;
    int recomputing = 0;
    int deep = 0;
    int patches = 0;
    for (long seed = 0; seed < 200; seed++) {
      Graph graph = RandomNets.net(seed, 3 + (int) (seed % 9));
      Optional<Cut> cut = check(graph, seed, "net ");
      if (cut.isPresent()) {
        cuts++;
        recomputing += cut.get().graph().macs() > graph.macs() ? 1 : 0;
        deep += cut.get().depth() > 3 ? 1 : 0;
        patches += cut.get().region().columns().isEmpty() ? 0 : 1;
      }
    }
    assertThat(cuts).isGreaterThan(190);
    assertThat(recomputing).isGreaterThan(90);
    assertThat(deep).isGreaterThan(90);
    assertThat(patches).isGreaterThan(30);
  }

  /**
   * A halo one column short: the graph is no longer sound. Made sound again by padding where the
   * column was, it is refused as no part of the whole; it computes something else, as a graph and
   * as a plan in the arena, but for columns that a clamp or a later layer hides.
   */
  @Test
  void aHaloOneColumnShortIsCaught() {
    int caught = 0;
    int tried = 0;
    for (long seed = 0; seed < 40; seed++) {
      Graph graph = RandomNets.net(seed, 4 + (int) (seed % 6));
      Optional<Cut> cut = cut(graph, new SplittableRandom(seed));
      Optional<Halo> halo = cut.flatMap(found -> halo(found.graph()));
      if (halo.isEmpty()) {
        continue;
      }
      tried++;
      Graph unsound = halo.get().shortened(0);
      assertThat(Verifier.verify(unsound)).as("seed " + seed).isNotEmpty();
      Graph sound = halo.get().shortened(1);
      assertThat(Verifier.verify(sound)).as("seed " + seed).isEmpty();
      var wholes = cut.get().parted().wholes();
      assertThat(PartsVerifier.check(graph, unsound, wholes)).as("seed " + seed).isNotEmpty();
      assertThat(PartsVerifier.check(graph, sound, wholes)).as("seed " + seed).isNotEmpty();
      List<TensorData> inputs = RandomGraphs.inputs(graph, seed);
      List<TensorData> expected = Evaluator.outputs(graph, inputs);
      boolean wrong = !Evaluator.outputs(sound, inputs).equals(expected);
      Plan plan = Planner.plan(sound, LIBRARIES, OPTIONS);
      assertThat(!ArenaRun.run(plan, inputs).outputs().equals(expected)).isEqualTo(wrong);
      caught += wrong ? 1 : 0;
    }
    assertThat(tried).isGreaterThan(20);
    // Clamps and later layers hide some wrong columns from the output.
    assertThat(caught).isGreaterThan(tried * 3 / 4);
  }

  /** A convolution of a part that reads its input up to the cut, and what it reads. */
  private record Halo(Graph graph, Node reader) {
    /** The reader without the last column of its input, and with so much padding instead. */
    Graph shortened(int padding) {
      TensorType type = graph.index().type(reader.inputs().get(0));
      TensorType narrow = type.slab(2, 0, type.extent(2) - 1);
      Value column = new Value("short", narrow);
      Slice slice = new Slice(List.of(0, 0, 0, 0), narrow.shape(), List.of(1, 1, 1, 1));
      Conv2d op = (Conv2d) reader.op();
      Window2d w = op.window();
      Window2d padded =
          w.withPadding(w.padTop(), w.padLeft(), w.padBottom(), w.padRight() + padding);
      List<String> ids = new ArrayList<>(reader.inputs());
      ids.set(0, column.id());
      List<Node> nodes = new ArrayList<>();
      for (Node node : graph.nodes()) {
        if (node.equals(reader)) {
          nodes.add(
              new Node(slice, reader.inputs().subList(0, 1), List.of(column), reader.origin()));
          nodes.add(
              reader.withInputs(ids).withOp(new Conv2d(padded, op.groups(), op.activation())));
        } else {
          nodes.add(node);
        }
      }
      return graph.withNodes(nodes);
    }
  }

  private static Optional<Halo> halo(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.output().id().contains(".part0"))
        .filter(node -> node.op() instanceof Conv2d)
        .filter(node -> ((Conv2d) node.op()).window().padRight() == 0)
        .filter(node -> graph.index().type(node.inputs().get(0)).extent(2) > 2)
        .map(node -> new Halo(graph, node))
        .reduce((first, second) -> second);
  }

  private static Optional<Cut> check(Graph graph, long seed, String kind) {
    SplittableRandom random = new SplittableRandom(seed);
    Optional<Cut> cut = cut(graph, random);
    if (cut.isEmpty()) {
      return cut;
    }
    // Once more: strips of patches, two regions, parts of parts.
    Graph parts =
        (random.nextBoolean() ? cut(cut.get().graph(), random) : cut).orElse(cut.get()).graph();
    String name = kind + seed + " " + cut.get().region();
    Strips.Parted first = cut.get().parted();
    assertThat(PartsVerifier.check(graph, first)).as(name).isEmpty();
    assertThat(Verifier.verify(parts)).as(name).isEmpty();
    List<TensorData> inputs = RandomGraphs.inputs(graph, seed);
    List<TensorData> expected = Evaluator.outputs(graph, inputs);
    assertThat(Evaluator.outputs(parts, inputs)).as(name).isEqualTo(expected);
    Plan plan = Planner.plan(parts, LIBRARIES, OPTIONS);
    assertThat(PlanVerifier.check(plan)).as(name).isEmpty();
    assertThat(ArenaRun.run(plan, inputs).outputs()).as(name).isEqualTo(expected);
    return cut;
  }
}
