package thimble.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Value;
import thimble.planner.RowModel.Call;
import thimble.planner.RowModel.Mode;

/**
 * Plans with row streams: {@link RowStages} says which layers run interleaved, {@link RowLives}
 * when each row lives, {@link RowPlacement} where. See docs/rows.md.
 */
final class RowPlanner {
  /** In models of more rows no streams are looked for: running them would take minutes. */
  private static final long MOST_ROWS = 200_000;

  /** Streams of more steps are not planned: their schedule is a table in flash. */
  private static final long MOST_STREAMED = 20_000;

  private final Demand demand;
  private final RowModel model;
  private final RowStages.Cut cut;
  private final RowLives lives;
  private final RowPlacement places;
  private final FirstFit.Placement placement;

  private RowPlanner(Demand demand, RowModel model, RowStages.Cut cut, PlanOptions options) {
    this.demand = demand;
    this.model = model;
    this.cut = cut;
    this.lives = new RowLives(model, cut.stages());
    this.places = new RowPlacement(demand, model, lives);
    long[] live = Profile.live(places.blocks());
    this.placement = places.place(options, live[Profile.highest(live)]);
  }

  /**
   * A plan with row streams, if it needs less memory than a given one.
   *
   * @param layers the plan layer by layer
   */
  static Optional<Plan> plan(Demand demand, int[] order, PlanOptions options, Plan layers) {
    RowModel model = new RowModel(demand, order, options);
    Plan best = layers;
    for (RowStages.Cut cut : cuts(model)) {
      boolean promises =
          cut.peak() < best.arenaBytes()
              && cut.stages().stream().anyMatch(RowStages.Stage::streamed);
      if (promises) {
        Plan plan =
            new RowPlanner(demand, model, cut, options)
                .write(order, layers.memory().layerByLayer());
        best = plan.arenaBytes() < best.arenaBytes() ? plan : best;
      }
    }
    return best == layers ? Optional.empty() : Optional.of(best);
  }

  /**
   * A plan whose inputs come, or whose outputs go, by rows; empty where there are none that could.
   *
   * @param inMemory gives a plan that finds its inputs in the arena: asked for where that might
   *     need less memory
   */
  static Optional<Plan> planEdges(
      Demand demand, int[] order, PlanOptions options, Supplier<Plan> inMemory) {
    if (!options.inputRows() && !options.outputRows()) {
      return Optional.empty();
    }
    RowModel model = new RowModel(demand, order, options);
    if (!model.hasEdges()) {
      return Optional.empty();
    }
    List<RowStages.Cut> cuts = new ArrayList<>();
    if (options.streams()) {
      cuts.addAll(cuts(model));
    }
    if (cuts.isEmpty()) {
      cuts.add(RowStages.whole(model));
    }
    long layerByLayer = LayerByLayer.peak(demand.graph(), demand.kernels());
    Plan best = smallest(demand, model, order, cuts, options, layerByLayer);
    long inputBytes =
        demand.graph().inputs().stream().mapToLong(port -> port.value().type().bytes()).sum();
    if (best.arenaBytes() > inputBytes) {
      Plan around = EdgesAround.of(inMemory.get(), model);
      best = around.arenaBytes() < best.arenaBytes() ? around : best;
    }
    return Optional.of(best);
  }

  /**
   * The smallest plan of some cuts.
   *
   * @param order the order of calls that the model was made of
   * @param layerByLayer for the figures
   */
  static Plan smallest(
      Demand demand,
      RowModel model,
      int[] order,
      List<RowStages.Cut> cuts,
      PlanOptions options,
      long layerByLayer) {
    Plan best = null;
    for (RowStages.Cut cut : cuts) {
      if (best == null || cut.peak() < best.arenaBytes()) {
        Plan plan = new RowPlanner(demand, model, cut, options).write(order, layerByLayer);
        best = best == null || plan.arenaBytes() < best.arenaBytes() ? plan : best;
      }
    }
    return best;
  }

  /** Cuts worth trying, of those that can be afforded. */
  private static List<RowStages.Cut> cuts(RowModel model) {
    if (rows(model) > MOST_ROWS) {
      return List.of();
    }
    return RowStages.best(model).stream()
        .filter(cut -> streamedRows(model, cut) <= MOST_STREAMED)
        .toList();
  }

  /** Rows of all results. */
  static long rows(RowModel model) {
    return model.calls().stream().mapToLong(Call::rows).sum();
  }

  private static long streamedRows(RowModel model, RowStages.Cut cut) {
    long rows = 0;
    for (RowStages.Stage stage : cut.stages()) {
      for (int call = stage.first(); stage.streamed() && call <= stage.last(); call++) {
        rows += Math.max(model.calls().get(call).rows(), model.calls().get(call).inputRows());
      }
    }
    return rows;
  }

  private Plan write(int[] order, long layerByLayer) {
    List<Integer> nodeOrder = PlanWriter.nodeOrder(demand, order);
    List<Node> nodes = nodeOrder.stream().map(node -> demand.graph().nodes().get(node)).toList();
    Graph ordered = demand.graph().withNodes(nodes);
    Map<Integer, Integer> newIndex = new LinkedHashMap<>();
    for (int i = 0; i < nodeOrder.size(); i++) {
      newIndex.put(nodeOrder.get(i), i);
    }
    Map<Integer, Long> scratch = new TreeMap<>();
    for (int call = 0; call < model.calls().size(); call++) {
      Long at = places.scratchOf(call);
      if (at != null) {
        scratch.put(newIndex.get(model.calls().get(call).node()), at);
      }
    }
    Plan plan =
        new Plan(
            ordered,
            nodeOrder.stream().map(demand.kernels()::get).toList(),
            steps(newIndex),
            buffers(),
            addresses(),
            scratch,
            placement.arenaBytes(),
            new Plan.Memory(
                0, placement.arenaBytes(), 0, 0, 0, layerByLayer, 0, placement.proved()));
    return plan.withMemory(PlanVerifier.measure(plan));
  }

  private List<Step> steps(Map<Integer, Integer> newIndex) {
    List<Step> steps = new ArrayList<>();
    List<Step> stream = new ArrayList<>();
    int stage = -1;
    for (RowLives.Event event : lives.events()) {
      if (event.stage() != stage && !stream.isEmpty()) {
        steps.add(new Step.RowStream(stream));
        stream.clear();
      }
      stage = event.stage();
      Step step = step(event, newIndex);
      if (cut.stages().get(stage).streamed()) {
        stream.add(step);
      } else {
        steps.add(step);
      }
    }
    if (!stream.isEmpty()) {
      steps.add(new Step.RowStream(stream));
    }
    return steps;
  }

  private Step step(RowLives.Event event, Map<Integer, Integer> newIndex) {
    Call call = model.calls().get(event.call());
    if (call.mode() == Mode.RECEIVE) {
      return new Step.Receive(call.node(), event.row());
    }
    if (call.mode() == Mode.DELIVER) {
      return new Step.Deliver(call.node(), event.row());
    }
    int node = newIndex.get(call.node());
    if (event.row() < 0 || call.mode() == Mode.WHOLE) {
      return new Step.Call(node, 0, call.rows());
    }
    return call.mode() == Mode.ACCUMULATE
        ? new Step.Feed(node, event.row())
        : new Step.Call(node, event.row(), 1);
  }

  private Map<String, RowAddress> addresses() {
    Storage storage = demand.storage();
    Map<String, RowAddress> addresses = new LinkedHashMap<>();
    for (int number = 0; number < storage.values().size(); number++) {
      Value value = storage.values().get(number);
      int rowBytes = value.type().rowBytes();
      if (value.type().bytes() == 0) {
        addresses.put(value.id(), new RowAddress.Linear(0, rowBytes));
        continue;
      }
      if (model.seesRows(number)) {
        addresses.put(value.id(), RowAddress.of(rowOffsets(number), rowBytes));
      } else {
        int store = model.storesOf(number).get(0);
        long base =
            places.byteOf(store, 0) - model.stores().get(store).base() + storage.offset(number);
        addresses.put(value.id(), new RowAddress.Linear(base, rowBytes));
      }
    }
    return addresses;
  }

  private long[] rowOffsets(int value) {
    long[] offsets = new long[demand.storage().values().get(value).type().rows()];
    for (int store : model.storesOf(value)) {
      int shift = model.shift(value, store);
      for (int row = 0; row < offsets.length; row++) {
        if (row + shift >= 0 && row + shift < model.stores().get(store).rows()) {
          offsets[row] = places.byteOf(store, row + shift);
        }
      }
    }
    return offsets;
  }

  private List<Buffer> buffers() {
    Storage storage = demand.storage();
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < places.blocks().size(); i++) {
      Block block = places.blocks().get(i);
      long offset = placement.offsets()[i];
      String scratchOf =
          block.isScratch()
              ? demand
                      .graph()
                      .nodes()
                      .get(model.calls().get(block.scratchCall()).node())
                      .output()
                      .id()
                  + ".scratch"
              : "";
      List<Buffer.Span> spans = new ArrayList<>();
      List<String> values = new ArrayList<>();
      for (Block.Rectangle r : block.rectangles()) {
        String id = block.isScratch() ? scratchOf : storage.values().get(r.origin()).id();
        spans.add(new Buffer.Span(id, offset + r.low(), r.high() - r.low(), r.first(), r.last()));
        if (!block.isScratch() && !values.contains(id)) {
          values.add(id);
        }
      }
      buffers.add(
          new Buffer(
              kind(block, storage),
              values,
              offset,
              block.bytes(),
              block.alignment(),
              block.firstStep(),
              block.lastStep(),
              spans));
    }
    return buffers;
  }

  private static Buffer.Kind kind(Block block, Storage storage) {
    if (block.isScratch()) {
      return Buffer.Kind.SCRATCH;
    }
    for (Block.Rectangle r : block.rectangles()) {
      if (r.origin() < storage.inputCount()) {
        return Buffer.Kind.INPUT;
      }
      if (storage.isOutput(r.origin())) {
        return Buffer.Kind.OUTPUT;
      }
    }
    return Buffer.Kind.TENSOR;
  }
}
