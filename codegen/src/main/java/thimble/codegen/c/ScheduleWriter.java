package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.planner.Plan;
import thimble.planner.Step;

/**
 * Turns a plan whose inputs come, or whose outputs go, by rows into one resumable function: like a
 * row stream ({@link StreamWriter}), but over all steps, with the counters in the context.
 */
final class ScheduleWriter {
  private static final int NARROW_ROWS = 0xFFFF;

  private final Plan plan;
  private final Graph graph;
  private final Layers layers;
  private final List<LayerCode> codes;
  private final ArenaNames arena;
  private final List<Integer> received;
  private final List<Integer> delivered;
  private int counters;

  /**
   * @param codes the functions of all layers
   */
  ScheduleWriter(Plan plan, Layers layers, List<LayerCode> codes, ArenaNames arena) {
    this.plan = plan;
    this.graph = plan.graph();
    this.layers = layers;
    this.codes = codes;
    this.arena = arena;
    this.received = List.copyOf(plan.received());
    this.delivered = List.copyOf(plan.delivered());
  }

  ScheduleCode write() {
    List<Integer> turns = plan.flat().stream().map(this::turn).toList();
    List<StreamCode.Turn> cases = new ArrayList<>();
    for (int layer = 0; layer < codes.size(); layer++) {
      LayerCode code = codes.get(layer);
      if (code.takesRow()) {
        String row = counter();
        cases.add(new StreamCode.Turn(layer, List.of(code.call(row), row + "++;")));
      } else {
        cases.add(new StreamCode.Turn(layer, List.of(code.call("0"))));
      }
    }
    List<ScheduleCode.Arrival> arrivals = received.stream().map(this::arrival).toList();
    List<ScheduleCode.Departure> departures = delivered.stream().map(this::departure).toList();
    List<String> words = turns.stream().map(Object::toString).toList();
    return new ScheduleCode(
        comment(),
        actors() > 256 ? "uint16_t" : "uint8_t",
        turns.size(),
        CText.wrap(CText.separated(words), 4),
        counters,
        mostRows() > NARROW_ROWS ? "int32_t" : "uint16_t",
        cases,
        arrivals,
        departures);
  }

  private int actors() {
    return codes.size() + received.size() + delivered.size();
  }

  /** What a step is called in the order: layers, then inputs that come, then outputs that go. */
  private int turn(Step step) {
    if (step instanceof Step.Receive receive) {
      return codes.size() + received.indexOf(receive.input());
    }
    if (step instanceof Step.Deliver deliver) {
      return codes.size() + received.size() + delivered.indexOf(deliver.output());
    }
    return layers.nodes().indexOf(Layers.node(step));
  }

  private String counter() {
    return "row[" + counters++ + "]";
  }

  private int mostRows() {
    return plan.flat().size();
  }

  private ScheduleCode.Arrival arrival(int input) {
    Port port = graph.inputs().get(input);
    int source =
        graph.arguments().stream()
            .map(each -> each.value().id())
            .toList()
            .indexOf(port.again().orElse(port.value().id()));
    String counter = counter();
    return new ScheduleCode.Arrival(
        codes.size() + received.indexOf(input),
        source,
        arena.rowByte(port.value().id(), counter),
        counter);
  }

  private ScheduleCode.Departure departure(int output) {
    String counter = counter();
    return new ScheduleCode.Departure(
        codes.size() + received.size() + delivered.indexOf(output),
        output,
        arena.rowByte(graph.outputs().get(output).value().id(), counter),
        counter);
  }

  private List<String> comment() {
    List<String> lines = new ArrayList<>();
    lines.add("All that happens, turn by turn: the layers above by their numbers,");
    for (int input : received) {
      String name = CText.comment(graph.inputs().get(input).modelName());
      lines.add(
          "%d where a row of input \"%s\" comes%s,"
              .formatted(
                  codes.size() + received.indexOf(input),
                  name,
                  graph.inputs().get(input).again().isPresent() ? " again" : ""));
    }
    for (int output : delivered) {
      String name = CText.comment(graph.outputs().get(output).modelName());
      lines.add(
          "%d where a row of output \"%s\" goes,"
              .formatted(codes.size() + received.size() + delivered.indexOf(output), name));
    }
    lines.add("A layer's rows come in order, so that the table need not say which row it is.");
    for (Layers.Stage stage : layers.stages()) {
      if (stage.isStream()) {
        lines.add("");
        lines.addAll(new StreamWriter(plan, layers, stage, codes).summary());
      }
    }
    return lines;
  }
}
