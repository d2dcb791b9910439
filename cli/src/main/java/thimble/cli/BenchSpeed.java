package thimble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import thimble.codegen.Compiler;
import thimble.codegen.ProjectDirectory;
import thimble.codegen.SourceTree;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.planner.Plan;
import thimble.sim.Packing;
import thimble.sim.Samples;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;
import thimble.sim.run.RunReport;
import thimble.targets.Boards;

/** The table of speed: executed instructions and flash of each network on each emulated board. */
final class BenchSpeed {
  private final Peers peers;
  private final Consumer<String> progress;
  private final ArrayNode json;
  private final Table table =
      new Table(
          List.of(
              "network",
              "target",
              "instructions",
              "a MAC",
              "goal",
              "met",
              "CMSIS-NN",
              "faster",
              "arena",
              "CMSIS-NN",
              "less",
              "flash",
              "goal",
              "met",
              "CMSIS-NN",
              "less",
              "others"));

  BenchSpeed(Peers peers, Consumer<String> progress, ArrayNode json) {
    this.peers = peers;
    this.progress = progress;
    this.json = json;
  }

  /**
   * Compiles, builds and runs a network.
   *
   * @param trained whether the model is the trained one: goals that need its weights count
   * @param directory for the project
   */
  void measure(Peers.Entry entry, Path model, boolean trained, String target, Path directory) {
    progress.accept(entry.name() + " on " + target);
    Report report = run(model, target, directory);
    String core = peers.core(target).orElse("");
    boolean goals = trained || !entry.figures().path("goalFor").asText().equals("trained");
    long instructions = report.instructions().orElse(0);
    long flash = report.flash().weights() + report.flash().code().orElse(0);
    OptionalLong goal = goals ? entry.figure("goal", core) : OptionalLong.empty();
    OptionalLong flashGoal = goals ? entry.figure("goal", "flash") : OptionalLong.empty();
    List<String> row = new ArrayList<>(List.of(entry.name(), target));
    row.add(ReportText.number(instructions));
    row.add(String.format(Locale.ROOT, "%.2f", (double) instructions / report.macs()));
    addGoal(row, instructions, goal);
    addPeer(row, instructions, entry.figure(core));
    row.add(ReportText.number(report.ram().arena()));
    addPeer(row, report.ram().arena(), entry.figure("ram"));
    row.add(ReportText.number(flash));
    addGoal(row, flash, flashGoal);
    addPeer(row, flash, entry.figure("flash"));
    row.add(entry.figures().path("others").path(core).asText());
    table.row(row);
    ObjectNode node = json.addObject();
    node.put("network", entry.name());
    node.put("trained", trained);
    goal.ifPresent(count -> node.put("goal", count));
    entry.figure(core).ifPresent(count -> node.put("cmsisNn", count));
    node.set("report", ReportJson.tree(report));
  }

  private static Report run(Path model, String target, Path directory) {
    Compiler.Request request = Compiler.Request.of(model, Boards.find(target));
    Plan plan = Compiler.plan(Compiler.graph(request), request);
    SourceTree tree = Compiler.emit(plan, request);
    ProjectDirectory.write(tree, directory);
    List<Samples.Sample> samples = Samples.random(plan.graph(), 1, 1);
    byte[] input =
        Packing.pack(samples.stream().map(sample -> sample.graph(plan.graph())).toList());
    RunReport run =
        new ProjectRunner(directory, request.board())
            .run(input, Optional.empty(), Instrumentation.NONE);
    return Measured.merge(ReportJson.read(tree.text("report.json")), run, Optional.empty());
  }

  private static void addGoal(List<String> row, long ours, OptionalLong goal) {
    row.add(goal.isPresent() ? ReportText.number(goal.getAsLong()) : "");
    row.add(goal.isEmpty() ? "" : ours < goal.getAsLong() ? "yes" : "no");
  }

  private static void addPeer(List<String> row, long ours, OptionalLong theirs) {
    boolean known = theirs.isPresent() && ours > 0;
    row.add(known ? ReportText.number(theirs.getAsLong()) : "");
    row.add(known ? String.format(Locale.ROOT, "%.2fx", (double) theirs.getAsLong() / ours) : "");
  }

  void print(PrintWriter out) {
    out.println(
        "instructions of one inference; arena with the input resident; flash: weights, tables and code");
    table.print(out);
  }
}
