package thimble.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thimble.codegen.Compiler;
import thimble.codegen.SourceTree;
import thimble.codegen.report.ArenaJson;
import thimble.codegen.report.ArenaText;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.sim.Difference;
import thimble.sim.Samples;
import thimble.sim.plan.ArenaRun;

@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells the peak SRAM on the desktop: plans the memory, proves the plan, executes it in an arena whose dead bytes are"
          + " poisoned, and draws the arena over time."
    })
final class SimCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--inputs",
      paramLabel = "DIR",
      description = "input_K.npy to run the plan on (default: seeded noise)")
  private Path inputs;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "write the report as a page there: the arena over time, layers, flash")
  private Path page;

  @Override
  public Integer call() {
    try (Progress progress = new Progress(options.quiet)) {
      Compiler.Request request = options.request(progress);
      Graph graph = Compiler.graph(request);
      Plan plan = Compiler.plan(graph, request);
      SourceTree tree = Compiler.emit(plan, request);
      List<Samples.Sample> samples =
          inputs == null ? Samples.random(graph, 1, 1) : Samples.read(inputs, graph).subList(0, 1);
      progress.accept("executing the plan in the poisoned arena");
      List<TensorData> tensors = samples.get(0).graph(plan.graph());
      List<TensorData> planned = ArenaRun.run(plan, tensors).outputs();
      progress.accept("running the reference");
      List<TensorData> reference = Evaluator.outputs(plan.graph(), tensors);
      progress.clear();
      requireEqual(planned, reference);
      Json.write(options.json, tree.text("report.json"));
      Json.write(page, tree.text("report.html"), "--report");
      Report report = ReportJson.read(tree.text("report.json"));
      ReportText.print(report, options.console());
      options.console().println();
      ArenaText.lines(report, ArenaJson.read(tree.text("arena.json")))
          .forEach(options.console()::println);
      options.console().println();
      options
          .console()
          .println("executed in the poisoned arena: equal to the reference, byte for byte");
      options.console().flush();
      return 0;
    }
  }

  private static void requireEqual(List<TensorData> planned, List<TensorData> reference) {
    for (int i = 0; i < planned.size(); i++) {
      Difference difference = Difference.between(planned.get(i), reference.get(i));
      if (!difference.isExact()) {
        throw new ThimbleException(
            thimble.ir.Code.T0601,
            "the planned execution differs from the reference",
            "output " + i + ", element " + difference.firstIndex(),
            difference.differing() + " of " + difference.count() + " elements differ",
            "this is a defect of the planner: please report it with the model");
      }
    }
  }
}
