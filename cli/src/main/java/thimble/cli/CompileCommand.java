package thimble.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thimble.codegen.Compiler;
import thimble.codegen.ProjectDirectory;
import thimble.codegen.SourceTree;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.ir.Graph;
import thimble.planner.Plan;

@Command(
    name = "compile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes a model as a C project that builds, or as an HLS project for an FPGA, with its reports.")
final class CompileCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "directory of the project, made if it is not there")
  private Path out;

  @Override
  public Integer call() {
    try (Progress progress = new Progress(options.quiet)) {
      if (options.device().isPresent()) {
        FpgaFlow.of(options, options.device().get(), Optional.empty(), progress)
            .compile(out, options.json, progress);
        return 0;
      }
      Compiler.Request request = options.request(progress);
      Graph graph = Compiler.graph(request);
      DeformText.print(options, request, graph, Optional.empty());
      Plan plan = Compiler.plan(graph, request);
      SourceTree tree = Compiler.emit(plan, request);
      progress.accept("writing " + out);
      ProjectDirectory.write(tree, out);
      progress.clear();
      Report report = ReportJson.read(tree.text("report.json"));
      Json.write(options.json, tree.text("report.json"));
      options.print(report, plan, request);
      options
          .console()
          .printf(
              "%nproject  %s (build it with make; run it with thimble run %s --input FILE)%n",
              out, out);
      options.console().flush();
      return 0;
    }
  }
}
