package thimble.sim.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Code;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.op.Access;
import thimble.planner.Plan;
import thimble.planner.Step;

/**
 * Executes a plan with the reference kernels in an arena where every byte has an owner and what a
 * kernel may not read is poison. Results in place are truly computed in place; between tensors of
 * different element types, row by row.
 *
 * <p>Caught are: reading rows that are not there (overwritten, or not yet computed), reading or
 * writing outside the rows that the operator declares, changing an operand, working memory on
 * something that is needed, leaving the arena.
 */
public final class ArenaRun {
  private final Plan plan;
  private final Graph graph;
  private final Arena arena;
  private final PlacedRows placed;
  private final Map<String, TensorData> recorded = new LinkedHashMap<>();
  private final Set<Value> unrecorded = new LinkedHashSet<>();
  private final boolean record;

  private ArenaRun(Plan plan, boolean record) {
    this.plan = plan;
    this.graph = plan.graph();
    this.arena = new Arena(plan.arenaBytes());
    this.placed = new PlacedRows(plan, arena);
    this.record = record;
  }

  /**
   * @param outputs of the graph, in order; empty where a violation stopped the run
   * @param values every value by id as it was when it was computed, if asked for
   * @param violation the first thing that went wrong, in words
   * @param highWaterBytes one past the highest byte of the arena that was used
   */
  public record Result(
      List<TensorData> outputs,
      Map<String, TensorData> values,
      Optional<String> violation,
      long highWaterBytes) {}

  /** A run that must succeed: a violation ends in T0403. */
  public static Result run(Plan plan, List<TensorData> inputs) {
    return required(new ArenaRun(plan, false).run(inputs));
  }

  /** As {@link #run}, and keeps a copy of every value for comparison layer by layer. */
  public static Result record(Plan plan, List<TensorData> inputs) {
    return required(new ArenaRun(plan, true).run(inputs));
  }

  /** A run of a plan that may be wrong. */
  public static Result attempt(Plan plan, List<TensorData> inputs) {
    return new ArenaRun(plan, false).run(inputs);
  }

  private static Result required(Result result) {
    if (result.violation().isPresent()) {
      throw new ThimbleException(
          Code.T0403,
          "the plan went wrong in the arena",
          "",
          result.violation().get(),
          "report this with the model");
    }
    return result;
  }

  private Result run(List<TensorData> inputs) {
    List<TensorData> outputs = new ArrayList<>();
    Optional<String> violation = Optional.empty();
    try {
      fill(inputs);
      Edges edges = new Edges(placed, graph.ofInputs(inputs));
      List<Step> flat = plan.flat();
      for (int step = 0; step < flat.size(); step++) {
        if (flat.get(step) instanceof Step.Call call) {
          run(step, call);
        } else if (flat.get(step) instanceof Step.Feed feed) {
          feed(step, feed);
        } else if (flat.get(step) instanceof Step.Receive receive) {
          edges.receive(step, receive);
          finish("step " + step);
        } else if (flat.get(step) instanceof Step.Deliver deliver) {
          edges.deliver(step, deliver);
        }
      }
      outputs.addAll(edges.outputs());
    } catch (Violation found) {
      outputs.clear();
      violation = Optional.of(found.getMessage());
    }
    return new Result(
        List.copyOf(outputs), Collections.unmodifiableMap(recorded), violation, arena.highWater());
  }

  private void fill(List<TensorData> inputs) {
    List<TensorData> ofInputs = graph.ofInputs(inputs);
    Set<Integer> received = plan.received();
    for (int i = 0; i < ofInputs.size(); i++) {
      Value value = graph.inputs().get(i).value();
      if (!received.contains(i)) {
        placed.fill(value, ofInputs.get(i));
      }
      if (record) {
        recorded.put(value.id(), ofInputs.get(i));
      }
    }
    if (record) {
      for (Constant constant : graph.constants()) {
        recorded.put(constant.value().id(), constant.data());
      }
      graph.nodes().forEach(node -> unrecorded.addAll(node.outputs()));
      record();
    }
  }

  private void run(int step, Step.Call call) {
    Node node = graph.nodes().get(call.node());
    String who = "step " + step + " (" + node.op().name() + " %" + node.output().id() + ")";
    Invocation.Layer layer = Invocation.Layer.of(placed, call.node(), who);
    boolean whole = call.firstRow() == 0 && call.rowCount() == layer.signature().output().rows();
    if (isRowByRow(layer)) {
      for (int row = call.firstRow(); row < call.firstRow() + call.rowCount(); row++) {
        new Invocation(placed, layer, row, 1, false).run();
      }
    } else {
      new Invocation(placed, layer, call.firstRow(), call.rowCount(), whole).run();
    }
    finish(who);
    if (record && !whole) {
      for (Value output : node.outputs()) {
        recordRows(output, call.firstRow(), call.firstRow() + call.rowCount(), who);
      }
    }
  }

  private void feed(int step, Step.Feed feed) {
    Node node = graph.nodes().get(feed.node());
    String who = "step " + step + " (" + node.op().name() + " %" + node.output().id() + ")";
    FedRow fed = new FedRow(placed, feed, who);
    fed.run();
    finish(who);
    if (record && fed.isLast()) {
      recordRows(node.output(), fed.image(), fed.image() + 1, who);
    }
  }

  private void finish(String who) {
    long stray = arena.firstStrayByte();
    if (stray >= 0) {
      throw new Violation(who + " writes outside its results, at byte " + stray);
    }
    if (record) {
      record();
    }
  }

  /** Rows of a streamed value are gone before the value is whole: each is kept as it appears. */
  private void recordRows(Value value, int firstRow, int endRow, String who) {
    TensorType type = value.type();
    unrecorded.remove(value);
    TensorData all =
        recorded.computeIfAbsent(
            value.id(), id -> TensorData.allocate(type.element(), type.count()));
    for (int row = firstRow; row < endRow && type.rowBytes() > 0; row++) {
      TensorData part = placed.read(value.id(), row, who);
      System.arraycopy(part.array(), 0, all.array(), row * type.rowElements(), part.count());
    }
  }

  /** Also where it need not be: an operand of another type is overwritten row by row. */
  private boolean isRowByRow(Invocation.Layer layer) {
    return layer.access() instanceof Access.ByRows rows
        && (!rows.mergeable() || overwritesOtherType(layer.node()));
  }

  private boolean overwritesOtherType(Node node) {
    for (Value output : node.outputs()) {
      for (String id : node.inputs()) {
        if (!placed.index().isConstant(id)) {
          Value input = placed.index().value(id);
          if (input.type().element() != output.type().element()
              && placed.extent(input).meets(placed.extent(output))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Values are copied as soon as all their bytes are there: a view may never be computed. */
  private void record() {
    unrecorded.removeIf(
        value -> {
          boolean there = placed.isThere(value);
          if (there) {
            recorded.put(value.id(), placed.read(value, "a copy"));
          }
          return there;
        });
  }
}
