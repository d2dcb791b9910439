package thimble.sim.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Op;
import thimble.ir.op.Requantize;
import thimble.ir.op.Signature;
import thimble.ir.op.Transpose;
import thimble.ir.run.Evaluator;
import thimble.ir.sequence.BoundStates;
import thimble.ir.sequence.SequenceRun;
import thimble.ir.sequence.StateBinding;
import thimble.ir.text.GraphParser;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.sim.RandomGraphs;
import thimble.sim.plan.ArenaRun;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** Models that hand their states in and out, against a loop that does so by hand. */
public class BoundStatesTest {
  private static final String FUNCTIONS =
      "gate={kind=sigmoid, alpha=0.0, beta=0.0}, hidden={kind=tanh, alpha=0.0, beta=0.0}";

  /** Two steps a run. */
  private static final String GRU =
      """
      graph gru {
        input %x : f32[2x1x2] = "x" [2x1x2]
        input %h0 : f32[1x2] = "h0" [1x1x2]
        const %w : f32[6x2] = [0.5, -0.25, 0.75, 1.0, -0.5, 0.125, 0.5, 0.25, -1.0, 0.5, 0.25, 1.0]
        const %r : f32[6x2] = [0.25, 0.5, -0.75, 0.5, 0.5, -0.5, 1.0, 0.25, 0.125, 0.5, 0.75, -1.0]
        const %b : f32[12] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.0, 0.0, 0.0, 0.1, 0.2, 0.3]
        %y : f32[2x1x2], %h : f32[1x2] = gru(reverse=false, resetLast=true, sequence=true, limit=inf, FUNCTIONS) %x, %w, %r, %b, %h0
        output %y = "y" [2x1x2]
        output %h = "hn" [1x1x2]
      }
      """
          .replace("FUNCTIONS", FUNCTIONS);

  /** A cache of frames; the state goes out as other numbers, and with its axes in another order. */
  private static final String CACHE =
      """
      graph cache {
        input %x : s8[1x1x3] q(0.5, 1) = "x" [1x3x1] permute [0, 2, 1]
        input %c : s8[1x2x3] q(0.5, 1) = "c" [1x3x2] permute [0, 2, 1]
        %all : s8[1x3x3] q(0.5, 1) = concat(axis=1) %c, %x
        %last : s8[1x2x3] q(0.5, 1) = slice(starts=[0, 1, 0], sizes=[1, 2, 3], steps=[1, 1, 1]) %all
        %other : s8[1x2x3] q(0.75, -2) = requantize(element=s8) %last
        %moved : s8[1x3x2] q(0.75, -2) = transpose(permutation=[0, 2, 1]) %other
        %y : s8[1x1x3] q(0.5, 1) = max_pool2d(window={kernelHeight=3, kernelWidth=1, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}) %all
        output %y = "y" [1x3x1] permute [0, 2, 1]
        output %moved = "next" [1x3x2]
      }
      """;

  /** Kept graphs, also for others that run them. */
  public static List<Graph> kept() {
    TensorData first = TensorData.floats(0.5f, -0.5f);
    return List.of(
        BoundStates.kept(GraphParser.parse(GRU), List.of(binding("h0", "hn", Optional.of(first)))),
        BoundStates.kept(
            GraphParser.parse(CACHE), List.of(binding("c", "next", Optional.empty()))));
  }

  private static StateBinding binding(String input, String output, Optional<TensorData> first) {
    return new StateBinding(input, output, first);
  }

  @Test
  void recurrentLayersGoOn() {
    Graph model = GraphParser.parse(GRU);
    TensorData state = TensorData.floats(0.5f, -0.5f);
    SequenceRun run = new SequenceRun(kept().get(0));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 6; i++) {
      TensorData x = RandomGraphs.data(model.inputs().get(0).value().type(), random);
      List<TensorData> expected = Evaluator.outputs(model, List.of(x, state));
      assertThat(run.next(List.of(x))).isEqualTo(expected.subList(0, 1));
      state = expected.get(1);
    }
  }

  /** Scales and axes that differ are brought together. */
  @Test
  void aCacheIsKept() {
    Graph model = GraphParser.parse(CACHE);
    TensorType cache = model.inputs().get(1).value().type();
    TensorType next = model.outputs().get(1).value().type();
    TensorType scaled = cache.withShape(next.shape());
    SequenceRun run = new SequenceRun(kept().get(1));
    SplittableRandom random = new SplittableRandom(2);
    TensorData state = SequenceRun.zeros(cache);
    for (int i = 0; i < 6; i++) {
      TensorData x = RandomGraphs.data(model.inputs().get(0).value().type(), random);
      List<TensorData> expected = Evaluator.outputs(model, List.of(x, state));
      assertThat(run.next(List.of(x))).isEqualTo(expected.subList(0, 1));
      TensorData requantized = apply(new Requantize(ElementType.S8), next, scaled, expected.get(1));
      state = apply(new Transpose(List.of(0, 2, 1)), scaled, cache, requantized);
    }
  }

  private static TensorData apply(Op op, TensorType from, TensorType to, TensorData data) {
    return Evaluator.apply(op, new Signature(List.of(from), List.of(to)), List.of(data)).get(0);
  }

  @Test
  void plansKeepStates() {
    for (Graph graph : kept()) {
      for (boolean rows : new boolean[] {false, true}) {
        Plan plan =
            Planner.plan(
                graph,
                KernelLibraries.named(KernelLibraries.AUTO, Boards.find("host").core()),
                PlanOptions.standard().withInputRows(rows));
        assertThat(PlanVerifier.check(plan)).isEmpty();
        SequenceRun planned = new SequenceRun(graph, all -> ArenaRun.run(plan, all).outputs());
        SequenceRun reference = new SequenceRun(graph);
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 5; run++) {
          List<TensorData> inputs = new ArrayList<>();
          for (Port port : graph.arguments()) {
            inputs.add(RandomGraphs.data(port.value().type(), random));
          }
          assertThat(planned.next(inputs)).isEqualTo(reference.next(inputs));
        }
      }
    }
  }
}
