package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import thimble.ir.Carry;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.op.ArgMax;
import thimble.ir.op.Cast;
import thimble.planner.Buffer;
import thimble.planner.Plan;
import thimble.planner.Step;

/** Gathers everything the C templates say about a plan. */
public final class NetworkWriter {
  /** Vector loads want it, and it costs the caller nothing. */
  private static final int LEAST_ALIGNMENT = 16;

  private final Plan plan;
  private final Graph graph;
  private final Layers layers;
  private final GraphIndex index;
  private final String net;
  private final ArenaNames arena;
  private final ConstantPool constants;

  private NetworkWriter(Plan plan) {
    this.plan = plan;
    graph = plan.graph();
    layers = Layers.of(plan);
    index = graph.index();
    net = Identifiers.network(graph.name());
    arena = new ArenaNames(plan);
    constants = new ConstantPool(net);
  }

  /**
   * @param head lines for the head of every file
   * @param modelName the model's file name
   * @param modelSha256 its hash
   */
  public static NetworkCode write(
      Plan plan, List<String> head, String modelName, String modelSha256) {
    if (plan.arenaBytes() > Integer.MAX_VALUE) {
      throw new ThimbleException(
          Code.T0401,
          "an arena of 2 GiB or more",
          "",
          plan.arenaBytes() + " bytes",
          "a smaller input");
    }
    return new NetworkWriter(plan).network(head, modelName, modelSha256);
  }

  private NetworkCode network(List<String> head, String modelName, String modelSha256) {
    KernelFunctions kernels = KernelFunctions.of(plan);
    String upper = net.toUpperCase(Locale.ROOT);
    List<PortCode> inputs = inputs(upper + "_IN");
    Map<Integer, Long> weights = new TreeMap<>();
    List<LayerCode> layers = layers(new LayerWriter(plan, kernels, arena, constants), weights);
    List<StreamCode> streams = new ArrayList<>();
    List<String> run = new ArrayList<>();
    boolean edges = !plan.received().isEmpty() || !plan.delivered().isEmpty();
    requireReceived();
    List<ScheduleCode> schedules =
        edges ? List.of(new ScheduleWriter(plan, this.layers, layers, arena).write()) : List.of();
    if (!edges) {
      stages(layers, streams, run);
    }
    List<StateCode> states = states();
    List<PortCode> outputs = outputs(upper + "_OUT");
    int alignment = plan.buffers().stream().mapToInt(Buffer::alignment).max().orElse(1);
    return new NetworkCode(
        net,
        upper,
        head,
        CText.comment(modelName),
        modelSha256,
        inputs,
        outputs,
        // C knows no empty array, so that no caller could give an arena of 0 bytes.
        Math.max(1, plan.arenaBytes()),
        Math.max(LEAST_ALIGNMENT, alignment),
        constants.bytes(),
        graph.macs(),
        ArenaMap.LEGEND,
        ArenaMap.lines(plan, this.layers, new ArenaUse(plan)),
        arena.places(),
        arena.tables(),
        constants.arrays(),
        layers,
        List.copyOf(weights.values()),
        streams,
        run,
        schedules,
        states,
        kernels.includes(),
        kernels.portable(),
        kernels.templated(),
        kernels.instructionSets());
  }

  /** Each step a statement, each stream a function. */
  private void stages(List<LayerCode> layers, List<StreamCode> streams, List<String> run) {
    for (Layers.Stage stage : this.layers.stages()) {
      if (stage.isStream()) {
        streams.add(new StreamWriter(plan, this.layers, stage, layers).write(streams.size()));
        run.add(streams.get(streams.size() - 1).function() + "(ctx);");
      } else {
        run.add(layers.get(stage.layers().get(0)).call("row"));
      }
    }
  }

  /**
   * The function of every layer, in the form that its steps ask for.
   *
   * @param weights told for each layer the bytes of new constants
   */
  private List<LayerCode> layers(LayerWriter writer, Map<Integer, Long> weights) {
    Map<Integer, LayerCode> byLayer = new TreeMap<>();
    for (Layers.Stage stage : layers.stages()) {
      List<Step> steps =
          stage.step() instanceof Step.RowStream stream ? stream.steps() : List.of(stage.step());
      for (Step step : steps.stream().filter(Layers::computes).toList()) {
        int node = Layers.node(step);
        byLayer.computeIfAbsent(
            layers.nodes().indexOf(node),
            number -> {
              long before = constants.bytes();
              LayerCode layer = layer(writer, number, step);
              weights.put(number, constants.bytes() - before);
              return layer;
            });
      }
    }
    return List.copyOf(byLayer.values());
  }

  /** Nobody would fill an input that repeats another one and does not come by rows. */
  private void requireReceived() {
    for (int input = 0; input < graph.inputs().size(); input++) {
      Port port = graph.inputs().get(input);
      if (port.again().isPresent() && !plan.received().contains(input)) {
        throw new IllegalArgumentException(
            "%" + port.value().id() + " repeats an input that does not come by rows");
      }
    }
  }

  /**
   * @param first the first step that is about the layer
   */
  private LayerCode layer(LayerWriter writer, int number, Step first) {
    if (first instanceof Step.Call call) {
      int rows = graph.nodes().get(call.node()).output().type().rows();
      return call.rowCount() == rows
          ? writer.layer(number, call)
          : writer.rows(number, call.node());
    }
    return writer.feed(number, Layers.node(first));
  }

  /** The inputs as a caller sees them: one that comes again is one input. */
  private List<PortCode> inputs(String macro) {
    List<PortCode> codes = new ArrayList<>();
    List<Port> sources = graph.arguments();
    for (int i = 0; i < sources.size(); i++) {
      Port port = sources.get(i);
      String id = port.value().id();
      if (plan.received().contains(graph.inputs().indexOf(port))) {
        long again =
            graph.inputs().stream().filter(it -> it.again().equals(Optional.of(id))).count();
        codes.add(PortCode.of(i, macro + i, port, "", "").byRows(Math.toIntExact(1 + again)));
      } else {
        codes.add(inArena(i, macro + i, port));
      }
    }
    return codes;
  }

  private List<PortCode> outputs(String macro) {
    List<PortCode> codes = new ArrayList<>();
    for (int i = 0; i < graph.results().size(); i++) {
      Port port = graph.results().get(i);
      PortCode code = output(i, macro + i, port);
      OptionalInt classes = classes(port.value().id());
      codes.add(classes.isPresent() ? code.choosing(classes.getAsInt()) : code);
    }
    return codes;
  }

  private PortCode output(int number, String macro, Port port) {
    String id = port.value().id();
    if (plan.delivered().contains(number)) {
      return PortCode.of(number, macro, port, "", "").byRows(1);
    }
    if (index.isConstant(id)) {
      String expression =
          constants.add(
              "out" + number, "output " + number, index.constant(id).orElseThrow().data());
      return PortCode.of(number, macro, port, "", expression);
    }
    return inArena(number, macro, port);
  }

  /** How many scores a value is the index of the largest of, if it is one. */
  private OptionalInt classes(String id) {
    Optional<Node> producer = index.producer(id);
    if (producer.isPresent() && producer.get().op() instanceof Cast) {
      producer = index.producer(producer.get().inputs().get(0));
    }
    return producer.isPresent() && producer.get().op() instanceof ArgMax largest
        ? OptionalInt.of(index.type(producer.get().inputs().get(0)).extent(largest.axis()))
        : OptionalInt.empty();
  }

  private List<StateCode> states() {
    List<StateCode> states = new ArrayList<>();
    for (Port port : graph.states()) {
      String first =
          port.carry()
              .flatMap(Carry::first)
              .map(id -> index.constant(id).orElseThrow().data())
              .map(data -> constants.add("first" + states.size(), "a state before all runs", data))
              .orElse("");
      states.add(state(port, first));
    }
    return states;
  }

  private StateCode state(Port port, String first) {
    TensorType type = port.value().type();
    TensorType from = index.type(port.carried().orElseThrow());
    return new StateCode(
        type.element().cType(),
        arena.value(port.value().id()),
        type.count(),
        Integer.toString(type.isQuantized() ? type.quant().zeroPoint() : 0),
        type.bytes(),
        (long) (from.rows() - type.rows()) * type.rowBytes(),
        first,
        port.carry().orElseThrow().hold());
  }

  private PortCode inArena(int number, String macro, Port port) {
    String place = arena.value(port.value().id());
    return PortCode.of(number, macro, port, place, "at(ctx->arena, " + place + ")");
  }
}
