package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.planner.Plan;
import thimble.planner.RowAddress;
import thimble.planner.Step;

/**
 * Turns a row stream into a C function: whose turn it is stands in a table, a counter for each
 * layer knows the row. A layer's rows come in order, so that the table needs one byte a turn.
 */
final class StreamWriter {
  /** Turns that the comment tells. */
  private static final int TURNS_SHOWN = 16;

  private final Plan plan;
  private final GraphIndex index;
  private final Layers layers;
  private final Layers.Stage stage;
  private final List<LayerCode> codes;

  /**
   * @param codes the functions of all layers
   */
  StreamWriter(Plan plan, Layers layers, Layers.Stage stage, List<LayerCode> codes) {
    this.plan = plan;
    this.index = plan.graph().index();
    this.layers = layers;
    this.stage = stage;
    this.codes = codes;
  }

  StreamCode write(int number) {
    List<Integer> turns = turns();
    List<StreamCode.Turn> cases = new ArrayList<>();
    int counters = 0;
    for (int local = 0; local < stage.layers().size(); local++) {
      LayerCode code = codes.get(stage.layers().get(local));
      if (code.takesRow()) {
        String row = "row[" + counters++ + "]";
        cases.add(new StreamCode.Turn(local, List.of(code.call(row), row + "++;")));
      } else {
        cases.add(new StreamCode.Turn(local, List.of(code.call("0"))));
      }
    }
    List<String> words = turns.stream().map(Object::toString).toList();
    return new StreamCode(
        "stream_" + number,
        comment(number, turns),
        stage.layers().size() > 256 ? "uint16_t" : "uint8_t",
        turns.size(),
        CText.wrap(CText.separated(words), 8),
        counters,
        cases);
  }

  /** By turn the layer's number within the stream; each layer's rows come in order. */
  private List<Integer> turns() {
    int[] next = new int[stage.layers().size()];
    List<Integer> turns = new ArrayList<>();
    for (Step step : ((Step.RowStream) stage.step()).steps()) {
      if (!Layers.computes(step)) {
        continue;
      }
      int local = stage.layers().indexOf(layers.nodes().indexOf(Layers.node(step)));
      int row = step instanceof Step.Feed feed ? feed.inputRow() : ((Step.Call) step).firstRow();
      if (row != next[local]) {
        throw new IllegalStateException(
            "row %d of a layer comes where row %d is due".formatted(row, next[local]));
      }
      next[local]++;
      turns.add(local);
    }
    return turns;
  }

  private List<String> comment(int number, List<Integer> turns) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Stream %d: layers %d to %d, interleaved. A row is computed when a later layer asks for it,"
            .formatted(number, first(), last()));
    lines.add(
        "and forgotten when none will ask again: at most %d bytes of the arena are in use at a time."
            .formatted(new ArenaUse(plan).most(stage)));
    lines.add("");
    stage.layers().forEach(layer -> lines.add(rows(layer)));
    lines.add("");
    lines.add("It begins with, as layer:row,");
    List<String> shown = new ArrayList<>();
    int[] next = new int[stage.layers().size()];
    for (int turn : turns.subList(0, Math.min(TURNS_SHOWN, turns.size()))) {
      shown.add(stage.layers().get(turn) + ":" + next[turn]++);
    }
    lines.add(String.join(" ", shown) + (turns.size() > TURNS_SHOWN ? " ..." : ""));
    return lines;
  }

  /** What is said of a stream that is part of a schedule. */
  List<String> summary() {
    List<String> lines = new ArrayList<>();
    if (stage.layers().isEmpty()) {
      return lines;
    }
    lines.add(
        "Layers %d to %d are interleaved: a row is computed when a later layer asks for it, and"
            .formatted(first(), last()));
    lines.add(
        "forgotten when none will ask again. At most %d bytes of the arena are in use at a time."
            .formatted(new ArenaUse(plan).most(stage)));
    stage.layers().forEach(layer -> lines.add(rows(layer)));
    return lines;
  }

  private int first() {
    return stage.layers().get(0);
  }

  private int last() {
    return stage.layers().get(stage.layers().size() - 1);
  }

  /** For example {@code layer 3: 25 rows of 64 bytes, 3 at a time}. */
  private String rows(int layer) {
    Node node = plan.graph().nodes().get(layers.nodes().get(layer));
    TensorType type = index.type(node.output().id());
    RowAddress address = plan.addresses().get(node.output().id());
    String rows = type.rows() == 1 ? "1 row" : type.rows() + " rows";
    String places = "";
    if (address instanceof RowAddress.Ring ring) {
      places = ", " + ring.slots() + " at a time";
    } else if (address instanceof RowAddress.Table table) {
      long distinct = table.offsets().stream().distinct().count();
      places = ", in " + distinct + " different places";
    }
    return "layer %d (%s): %s of %d bytes%s"
        .formatted(layer, node.op().name(), rows, type.rowBytes(), places);
  }
}
