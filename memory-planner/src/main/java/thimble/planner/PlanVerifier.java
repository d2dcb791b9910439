package thimble.planner;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/**
 * Proves a plan by a symbolic run: shares nothing with the planner but the plan itself. Holds:
 *
 * <ul>
 *   <li>every value's address is within the arena and a multiple of its element size;
 *   <li>graph inputs that are filled before the run lie apart from each other; rows of the others
 *       are received in order, each once ({@link PortRules});
 *   <li>every row that a step reads (by {@link thimble.ir.op.RowWindow}) holds, at that moment,
 *       exactly the bytes its producer wrote: so producers run first, and nothing was overwritten
 *       too early ({@link CallRules}, {@link FeedRules});
 *   <li>within a step, results meet operands only where {@link thimble.targets.Kernel#overwritable}
 *       or an alias allows; results of one step lie apart; working memory lies apart from both,
 *       within the arena and aligned;
 *   <li>a node without a step is a view of bytes that are there (follows from the reads);
 *   <li>every output of the graph is there at the end, or each of its rows was delivered in order,
 *       and nothing that is needed lay on a byte that something else was written to (follows from
 *       the reads);
 *   <li>a state that is carried from run to run is the beginning of the output it is carried from;
 *   <li>the memory figures are those of the run.
 * </ul>
 */
public final class PlanVerifier {
  private final Plan plan;
  private final SymbolicArena arena;
  private final PortRules ports;
  private final CallRules calls;
  private final FeedRules feeds;

  private PlanVerifier(Plan plan) {
    this.plan = plan;
    this.arena = new SymbolicArena(plan, receivedIds(plan));
    this.ports = new PortRules(arena);
    this.calls = new CallRules(arena);
    this.feeds = new FeedRules(arena);
  }

  private static Set<String> receivedIds(Plan plan) {
    Set<String> ids = new TreeSet<>();
    for (int input : plan.received()) {
      if (input >= 0 && input < plan.graph().inputs().size()) {
        ids.add(plan.graph().inputs().get(input).value().id());
      }
    }
    return ids;
  }

  /** What is wrong with a plan, in words; empty for a plan that is proved. */
  public static List<String> check(Plan plan) {
    PlanVerifier verifier = new PlanVerifier(plan);
    try {
      verifier.run();
    } catch (SymbolicArena.Unplaced stop) {
      verifier.arena.violations().add(stop.getMessage());
    }
    return List.copyOf(verifier.arena.violations());
  }

  /** The memory figures of a plan, from the same symbolic run. */
  static Plan.Memory measure(Plan plan) {
    PlanVerifier verifier = new PlanVerifier(plan);
    verifier.walk();
    SymbolicArena.Figures figures = verifier.arena.figures();
    int highest = Profile.highest(figures.live());
    long peak = figures.live()[highest];
    return new Plan.Memory(
        peak,
        plan.arenaBytes(),
        figures.mostScratch(),
        verifier.ports.filledBytes() + figures.watched(),
        peak,
        plan.memory().layerByLayer(),
        highest - 1,
        plan.memory().provedOptimal());
  }

  /** Ends in T0403 where a plan is not proved. */
  public static void prove(Plan plan) {
    List<String> violations = check(plan);
    if (!violations.isEmpty()) {
      throw new ThimbleException(
          violations.stream()
              .map(
                  violation ->
                      new Diagnostic(
                          Code.T0403,
                          "the plan of " + plan.graph().name() + " is wrong",
                          "",
                          violation,
                          "report this with the model"))
              .toList());
    }
  }

  private void run() {
    ports.checkAddresses();
    ports.checkStates();
    walk();
    if (arena.violations().isEmpty()) {
      checkFigures();
    }
  }

  private void walk() {
    ports.fillInputs();
    int step = 0;
    for (Step top : plan.steps()) {
      boolean streamed = top instanceof Step.RowStream;
      List<Step> inside = top instanceof Step.RowStream stream ? stream.steps() : List.of(top);
      for (Step each : inside) {
        if (!arena.isOpen()) {
          return;
        }
        step(step++, each, streamed);
      }
    }
    ports.finish(step);
  }

  private void step(int number, Step step, boolean streamed) {
    if (step instanceof Step.Call call) {
      calls.call(number, call, streamed);
    } else if (step instanceof Step.Feed feed) {
      feeds.feed(number, feed);
    } else if (step instanceof Step.Receive receive) {
      ports.receive(number, receive);
    } else if (step instanceof Step.Deliver deliver) {
      ports.deliver(number, deliver);
    } else {
      arena.violation("step " + number + " is a stream within a stream");
    }
  }

  private void checkFigures() {
    SymbolicArena.Figures figures = arena.figures();
    long[] live = figures.live();
    long peak = live[Profile.highest(live)];
    Plan.Memory memory = plan.memory();
    figure("peak", memory.peak(), peak);
    figure("arena", memory.arena(), plan.arenaBytes());
    figure("scratch", memory.scratch(), figures.mostScratch());
    figure("input", memory.input(), ports.filledBytes() + figures.watched());
    if (memory.lowerBound() > plan.arenaBytes()) {
      arena.violation("the lower bound " + memory.lowerBound() + " is above the arena");
    }
    int peakStep = memory.peakStep();
    if (peakStep < -1 || peakStep + 1 >= live.length || live[peakStep + 1] != peak) {
      arena.violation("the peak is not reached at step " + peakStep);
    }
  }

  private void figure(String name, long claimed, long found) {
    if (claimed != found) {
      arena.violation("memory figure " + name + " is " + claimed + ", the run gives " + found);
    }
  }
}
