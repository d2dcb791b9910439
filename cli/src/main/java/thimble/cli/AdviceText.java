package thimble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import thimble.codegen.c.LayerNames;
import thimble.frontend.onnx.OnnxWindows;
import thimble.frontend.onnx.WindowEdit;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Window2d;
import thimble.planner.advice.Advice;
import thimble.planner.advice.Change;

/** Advice on an architecture for people and for programs. */
final class AdviceText {
  private static final int MOST_NAMED = 2;

  private final Advice advice;
  private final GraphIndex index;
  private final OptionalLong byRows;
  private final Map<String, String> inputs = new HashMap<>();

  /**
   * @param byRows bytes of the arena with the input by rows, where that is worth a word
   */
  AdviceText(Advice advice, Graph graph, OptionalLong byRows) {
    this.advice = advice;
    this.byRows = byRows;
    this.index = graph.index();
    graph
        .inputs()
        .forEach(port -> inputs.put(port.value().id(), Diagnostic.clean(port.modelName())));
  }

  void print(PrintWriter out) {
    out.println();
    out.println("what the fullest moment holds, and for whom");
    Table held = new Table(List.of("bytes", "share", "rows", "tensor", "held for"));
    long peak = Math.max(1, advice.held().stream().mapToLong(Advice.Held::bytes).sum());
    for (Advice.Held it : advice.held()) {
      held.row(
          List.of(
              ReportText.number(it.bytes()),
              String.format(Locale.ROOT, "%.1f %%", 100.0 * it.bytes() / peak),
              it.rows() + " of " + it.ofRows(),
              name(it.value()),
              reasons(it)));
    }
    held.print(out);
    out.println();
    byRows.ifPresent(
        arena ->
            out.printf(
                "the input is most of it: with --input rows the network as it is needs %s B (%s less)%n%n",
                ReportText.number(arena),
                percent(advice.before().arena() - arena, advice.before().arena())));
    if (advice.options().isEmpty()) {
      out.println("no smaller kernel and no earlier stride at the fullest moment lowers the arena");
      return;
    }
    out.println("single changes, each planned anew (the altered network has to be trained again)");
    options(advice.options(), out);
    if (!advice.path().isEmpty()) {
      out.println();
      out.println("one upon another, each the best at the fullest moment that those before leave");
      options(advice.path(), out);
    }
  }

  private void options(List<Advice.Option> options, PrintWriter out) {
    Advice.Figures before = advice.before();
    Table table =
        new Table(List.of("arena", "saved", "MACs", "change", "receptive field, rows", "change"));
    for (Advice.Option option : options) {
      Advice.Figures after = option.after();
      table.row(
          List.of(
              ReportText.number(after.arena()),
              percent(before.arena() - after.arena(), before.arena()),
              ReportText.number(after.macs()),
              percent(after.macs() - before.macs(), before.macs()),
              before.receptiveField() + " -> " + after.receptiveField(),
              describe(option.change())));
    }
    table.print(out);
  }

  private static String percent(long part, long whole) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / Math.max(1, whole));
  }

  private String reasons(Advice.Held held) {
    List<String> reasons = new ArrayList<>();
    for (String reader : held.readers()) {
      Node node = index.producer(reader).orElseThrow();
      String size = kernel(node);
      reasons.add(
          size.equals("1x1") || size.isEmpty()
              ? name(reader) + " (" + node.op().name() + ")"
              : "the " + size + " window of " + name(reader));
    }
    if (reasons.isEmpty()) {
      return "the caller";
    }
    int more = reasons.size() - MOST_NAMED;
    return String.join(", ", reasons.subList(0, Math.min(MOST_NAMED, reasons.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String kernel(Node node) {
    Window2d window =
        node.op() instanceof Conv2d conv
            ? conv.window()
            : node.op() instanceof DepthwiseConv2d depthwise ? depthwise.window() : null;
    return window == null ? "" : window.kernelHeight() + "x" + window.kernelWidth();
  }

  private String name(String value) {
    return Table.shorten(
        index
            .producer(value)
            .map(LayerNames::of)
            .orElseGet(() -> "input " + inputs.getOrDefault(value, Diagnostic.clean(value))),
        40);
  }

  private String describe(Change change) {
    if (change instanceof Change.SmallerKernel kernel) {
      return name(kernel.layer())
          + ": kernel "
          + kernel(index.producer(kernel.layer()).orElseThrow())
          + " -> "
          + kernel.height()
          + "x"
          + kernel.width();
    }
    Change.EarlierStride stride = (Change.EarlierStride) change;
    return "stride of " + name(stride.from()) + " moved to " + name(stride.layer());
  }

  /** What the path of changes makes of the model's nodes, each named once. */
  List<WindowEdit> edits() {
    Map<String, WindowEdit> edits = new LinkedHashMap<>();
    for (Advice.Option option : advice.path()) {
      for (Advice.NewWindow window : option.windows()) {
        String label = label(window.layer());
        WindowEdit before = edits.get(label);
        edits.put(
            label,
            new WindowEdit(
                label, before == null ? window.before() : before.before(), window.after()));
      }
    }
    return List.copyOf(edits.values());
  }

  private String label(String layer) {
    return index.producer(layer).orElseThrow().origin().sources().stream()
        .filter(source -> OnnxWindows.isWindowed(source.opType()))
        .map(Origin.Source::name)
        .findFirst()
        .orElse("");
  }

  /** Bytes of the arena at the end of the path. */
  long arenaAtEnd() {
    return advice.path().get(advice.path().size() - 1).after().arena();
  }

  boolean hasPath() {
    return !advice.path().isEmpty();
  }

  /** Adds the advice to a report's tree. */
  void write(ObjectNode root) {
    ObjectNode node = root.putObject("advice");
    figures(node.putObject("before"), advice.before());
    byRows.ifPresent(arena -> node.put("arenaWithInputRows", arena));
    ArrayNode held = node.putArray("held");
    for (Advice.Held it : advice.held()) {
      ObjectNode entry = held.addObject();
      entry.put("tensor", name(it.value()));
      entry.put("bytes", it.bytes());
      entry.put("rows", it.rows());
      entry.put("ofRows", it.ofRows());
      entry.put("heldFor", reasons(it));
    }
    write(node.putArray("changes"), advice.options());
    write(node.putArray("path"), advice.path());
  }

  private void write(ArrayNode array, List<Advice.Option> options) {
    for (Advice.Option option : options) {
      ObjectNode entry = array.addObject();
      entry.put("change", describe(option.change()));
      figures(entry, option.after());
    }
  }

  private static void figures(ObjectNode node, Advice.Figures figures) {
    node.put("arena", figures.arena());
    node.put("macs", figures.macs());
    node.put("receptiveField", figures.receptiveField());
  }
}
