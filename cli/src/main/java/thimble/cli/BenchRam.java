package thimble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import thimble.codegen.Compiler;
import thimble.ir.Graph;
import thimble.planner.BudgetPlanner;
import thimble.planner.Goal;
import thimble.planner.Plan;
import thimble.planner.PlanVerifier;
import thimble.targets.Board;

/**
 * The table of RAM: each network with its input resident, by rows, and by rows with something
 * computed twice.
 */
final class BenchRam {
  private final Board board;
  private final Consumer<String> progress;
  private final ArrayNode json;
  private final Table table =
      new Table(
          List.of(
              "network",
              "input",
              "peak",
              "arena",
              "goal",
              "met",
              "MACs",
              "layer by layer",
              "peers"));

  BenchRam(Board board, Consumer<String> progress, ArrayNode json) {
    this.board = board;
    this.progress = progress;
    this.json = json;
  }

  /** Plans a network in each form that has a goal. */
  void measure(Peers.Entry entry, Path model) {
    Compiler.Request request = Compiler.Request.of(model, board);
    Graph graph = Compiler.graph(request);
    progress.accept(entry.name() + ", input resident");
    row(entry, "resident", graph, Compiler.unlimited(graph, request), 1);
    progress.accept(entry.name() + ", input by rows");
    Compiler.Request byRows = request.withInput(Compiler.Edge.ROWS);
    row(entry, "rows", graph, Compiler.unlimited(graph, byRows), 1);
    OptionalLong least = entry.figure("recompute");
    if (least.isPresent()) {
      progress.accept(entry.name() + ", input by rows, recomputing");
      Plan plan =
          BudgetPlanner.plan(
              graph,
              request.kernels(),
              Compiler.options(byRows),
              new Goal(least, Goal.Aim.BALANCED),
              progress);
      row(entry, "recompute", graph, plan, entry.figures().path("mostMacs").asDouble());
    }
  }

  private void row(Peers.Entry entry, String form, Graph graph, Plan plan, double mostMacs) {
    PlanVerifier.prove(plan);
    Plan.Memory memory = plan.memory();
    double macs = (double) plan.graph().macs() / Math.max(1, graph.macs());
    OptionalLong goal = entry.figure(form);
    String met = met(memory, goal, macs <= mostMacs + 5e-4);
    boolean first = form.equals("resident");
    table.row(
        List.of(
            first ? entry.name() : "",
            form.equals("recompute") ? "rows, recomputing" : form,
            ReportText.number(memory.peak()),
            ReportText.number(memory.arena()),
            goal.isPresent() ? ReportText.number(goal.getAsLong()) : "",
            met,
            String.format(Locale.ROOT, "%.3fx", macs),
            first ? ReportText.number(memory.layerByLayer()) : "",
            first ? entry.figures().path("peers").asText() : ""));
    ObjectNode node = json.addObject();
    node.put("network", entry.name());
    node.put("input", form);
    node.put("peak", memory.peak());
    node.put("arena", memory.arena());
    node.put("lowerBound", memory.lowerBound());
    node.put("layerByLayer", memory.layerByLayer());
    node.put("macs", macs);
    goal.ifPresent(bytes -> node.put("goal", bytes));
    node.put("met", met);
  }

  /** Whether a goal is met by the arena, by what is live in it at most, or not at all. */
  private static String met(Plan.Memory memory, OptionalLong goal, boolean work) {
    if (goal.isEmpty()) {
      return "";
    }
    if (!work) {
      return "no: MACs";
    }
    long bytes = goal.getAsLong();
    return memory.arena() <= bytes ? "yes" : memory.peak() <= bytes ? "peak only" : "no";
  }

  void print(PrintWriter out) {
    out.println("RAM in bytes, kernels of " + board.name() + ", int8, stack not counted");
    table.print(out);
    out.println(
        "peak: everything live at once, kernels' working memory and what is there of the input counted;"
            + " arena: what the firmware reserves. met: by the arena, or by the peak only.");
  }
}
