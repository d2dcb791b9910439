package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.op.Access;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.planner.RowAddress;
import thimble.planner.Step;
import thimble.sim.RandomGraphs;

/**
 * Plans broken on purpose. What goes wrong in the arena must be found by the proof, always; and
 * breakages that are certain to matter must be found by both.
 */
class BrokenPlansTest {
  private static final int SEEDS = 250;

  /** The plans that are broken, by seed. */
  private static final List<Plan> PLANS =
      LongStream.range(0, SEEDS).mapToObj(seed -> Planner.plan(RandomGraphs.graph(seed))).toList();

  /** How often a kind of breakage was tried and found. */
  private static final class Count {
    int tried;
    int byProof;
    int byRun;
  }

  /** Breaks a plan in some way, if it can. */
  private interface Breakage extends BiFunction<Plan, SplittableRandom, Optional<Plan>> {}

  private static Count tryOn(Breakage breakage, boolean mustBeFound) {
    Count count = new Count();
    for (long seed = 0; seed < SEEDS; seed++) {
      Plan plan = PLANS.get((int) seed);
      Optional<Plan> broken = breakage.apply(plan, new SplittableRandom(seed));
      if (broken.isEmpty()) {
        continue;
      }
      count.tried++;
      boolean byProof = !PlanVerifier.check(broken.get()).isEmpty();
      List<TensorData> inputs = RandomGraphs.inputs(plan.graph(), seed);
      ArenaRun.Result run = ArenaRun.attempt(broken.get(), inputs);
      boolean byRun =
          run.violation().isPresent()
              || !run.outputs().equals(Evaluator.outputs(plan.graph(), inputs));
      assertThat(byProof || !byRun).as("seed %d: %s", seed, run.violation()).isTrue();
      assertThat(mustBeFound && !(byProof && byRun)).as("seed %d is not found", seed).isFalse();
      count.byProof += byProof ? 1 : 0;
      count.byRun += byRun ? 1 : 0;
    }
    return count;
  }

  @Test
  void offsetMovedByOne() {
    Count count = tryOn(BrokenPlansTest::moveOne, false);
    assertThat(count.tried).isEqualTo(SEEDS);
    // Not every move does harm: there may be room beside a small tensor.
    assertThat(count.byProof).isGreaterThan(SEEDS * 7 / 10);
    assertThat(count.byRun).isGreaterThan(SEEDS * 7 / 10);
  }

  private static Optional<Plan> moveOne(Plan plan, SplittableRandom random) {
    List<String> ids = new ArrayList<>(plan.addresses().keySet());
    return Optional.of(moved(plan, ids.get(random.nextInt(ids.size())), 1));
  }

  private static Plan moved(Plan plan, String id, long by) {
    RowAddress.Linear old = (RowAddress.Linear) plan.addresses().get(id);
    return at(plan, id, old.offset() + by);
  }

  private static Plan at(Plan plan, String id, long offset) {
    RowAddress.Linear old = (RowAddress.Linear) plan.addresses().get(id);
    Map<String, RowAddress> addresses = new LinkedHashMap<>(plan.addresses());
    addresses.put(id, new RowAddress.Linear(offset, old.rowBytes()));
    return new Plan(
        plan.graph(),
        plan.kernels(),
        plan.steps(),
        plan.buffers(),
        addresses,
        plan.scratch(),
        plan.arenaBytes(),
        plan.memory());
  }

  private static Plan withSteps(Plan plan, List<Step> steps) {
    return new Plan(
        plan.graph(),
        plan.kernels(),
        steps,
        plan.buffers(),
        plan.addresses(),
        plan.scratch(),
        plan.arenaBytes(),
        plan.memory());
  }

  @Test
  void viewMovedByOne() {
    Count count = tryOn(BrokenPlansTest::moveView, true);
    assertThat(count.tried).isGreaterThan(SEEDS / 10);
  }

  /** A view that a kernel reads as a whole, or that is an output. */
  private static Optional<Plan> moveView(Plan plan, SplittableRandom random) {
    for (Node node : plan.graph().nodes()) {
      String id = node.output().id();
      boolean isView = stepOf(plan, id).isEmpty();
      if (isView && plan.graph().index().isOutput(id)) {
        return Optional.of(moved(plan, id, 1));
      }
    }
    return Optional.empty();
  }

  private static Optional<Integer> stepOf(Plan plan, String id) {
    for (int step = 0; step < plan.steps().size(); step++) {
      Node node = plan.graph().nodes().get(((Step.Call) plan.steps().get(step)).node());
      if (node.outputs().stream().anyMatch(output -> output.id().equals(id))) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  @Test
  void consumerBeforeProducer() {
    Count count = tryOn(BrokenPlansTest::swap, true);
    assertThat(count.tried).isGreaterThan(SEEDS / 2);
  }

  private static Optional<Plan> swap(Plan plan, SplittableRandom random) {
    GraphIndex index = plan.graph().index();
    for (int later = 1; later < plan.steps().size(); later++) {
      Node reader = plan.graph().nodes().get(((Step.Call) plan.steps().get(later)).node());
      for (String input : reader.inputs()) {
        Optional<Integer> earlier = stepOf(plan, input);
        if (earlier.isPresent() && index.type(input).bytes() > 0 && readsAll(reader, index)) {
          List<Step> steps = new ArrayList<>(plan.steps());
          Collections.swap(steps, earlier.get(), later);
          return Optional.of(withSteps(plan, steps));
        }
      }
    }
    return Optional.empty();
  }

  /** Strided windows may leave rows out: a breakage there does no harm. */
  private static boolean readsAll(Node reader, GraphIndex index) {
    return reader.op().access(index.signature(reader)) instanceof Access.ByRows rows
        ? rows.windows().stream().allMatch(window -> window.isAll() || window.isSame())
        : true;
  }

  @Test
  void missingStep() {
    Count count = tryOn(BrokenPlansTest::dropStep, true);
    assertThat(count.tried).isGreaterThan(SEEDS / 2);
  }

  /** Drops a step whose result is an output, or read as a whole. */
  private static Optional<Plan> dropStep(Plan plan, SplittableRandom random) {
    GraphIndex index = plan.graph().index();
    for (int step = 0; step < plan.steps().size(); step++) {
      Node node = plan.graph().nodes().get(((Step.Call) plan.steps().get(step)).node());
      String id = node.output().id();
      boolean needed =
          index.isOutput(id)
              || index.readers(id).stream()
                  .anyMatch(
                      reader ->
                          readsAll(reader, index)
                              && stepOf(plan, reader.output().id()).isPresent());
      // A copy onto itself is not missed: its kernel runs for other inputs' sake.
      if (needed && node.op().aliases(index.signature(node)).isEmpty()) {
        List<Step> steps = new ArrayList<>(plan.steps());
        steps.remove(step);
        return Optional.of(withSteps(plan, steps));
      }
    }
    return Optional.empty();
  }

  @Test
  void lifetimeCutShort() {
    Count count = tryOn(BrokenPlansTest::overwriteEarly, true);
    assertThat(count.tried).isGreaterThan(SEEDS / 3);
  }

  /** Puts the result of a step on an output that was complete before: it is overwritten. */
  private static Optional<Plan> overwriteEarly(Plan plan, SplittableRandom random) {
    GraphIndex index = plan.graph().index();
    for (var port : plan.graph().outputs()) {
      String kept = port.value().id();
      Optional<Integer> step = stepOf(plan, kept);
      for (int later = step.map(s -> s + 1).orElse(plan.steps().size());
          later < plan.steps().size();
          later++) {
        Node node = plan.graph().nodes().get(((Step.Call) plan.steps().get(later)).node());
        String id = node.output().id();
        RowAddress.Linear target = (RowAddress.Linear) plan.addresses().get(kept);
        boolean fits =
            index.type(id).bytes() > 0
                && index.type(kept).bytes() > 0
                && target.offset() + index.type(id).bytes() <= plan.arenaBytes()
                && target.offset() % index.type(id).element().bytes() == 0
                && node.op().aliases(index.signature(node)).isEmpty();
        if (fits) {
          return Optional.of(at(plan, id, target.offset()));
        }
      }
    }
    return Optional.empty();
  }
}
