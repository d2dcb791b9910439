package thimble.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thimble.codegen.CProject;
import thimble.codegen.Compiler;
import thimble.codegen.ProjectDirectory;
import thimble.codegen.SourceTree;
import thimble.codegen.report.ArenaJson;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.planner.Plan;
import thimble.sim.Difference;
import thimble.sim.Samples;
import thimble.sim.Verification;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Builds a model, runs it on the host or in the emulator, and compares: reference, plan in the poisoned arena and"
          + " program byte for byte, layer by layer; then against an outside opinion."
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--inputs",
      paramLabel = "DIR",
      description = "input_K.npy, several inputs input_K_J.npy (default: seeded noise)")
  private Path inputs;

  @Option(
      names = "--against",
      paramLabel = "reference|onnxruntime|expected",
      description =
          "the outside opinion: none (default), ONNX Runtime, or expected_*_K.npy beside the inputs")
  private Verification.Against against = Verification.Against.REFERENCE;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "use only the first N inputs; with noise: how many (default: 2)")
  private Integer count;

  @Option(names = "--profile", description = "instructions layer by layer (emulated targets)")
  private boolean profile;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "write the report as a page there, with what was measured")
  private Path page;

  @Override
  public Integer call() {
    Path project = Scratch.directory();
    try (Progress progress = new Progress(options.quiet)) {
      if (options.device().isPresent()) {
        FpgaFlow flow =
            FpgaFlow.of(options, options.device().get(), Optional.ofNullable(inputs), progress);
        flow.verify(
            project,
            samples(flow.graph()),
            Optional.ofNullable(inputs),
            against,
            options.json,
            progress);
        return 0;
      }
      Compiler.Request request = options.request(progress);
      Graph graph = Compiler.graph(request);
      DeformText.print(options, request, graph, Optional.ofNullable(inputs));
      Plan plan = Compiler.plan(graph, request);
      SourceTree tree = Compiler.emit(plan, request);
      ProjectDirectory.write(tree, project);
      Verification.Result result =
          Verification.run(
              request,
              plan,
              project,
              samples(plan),
              options.sequence(),
              Optional.ofNullable(inputs),
              against,
              profile);
      progress.clear();
      Report report =
          Measured.merge(ReportJson.read(tree.text("report.json")), result.run(), result.profile());
      Json.write(options.json, ReportJson.write(report));
      Json.write(page, page(report, tree), "--report");
      options.print(report, plan, request);
      print(result, options.console());
      requirePassed(result);
      return 0;
    } finally {
      Scratch.delete(project);
    }
  }

  private static String page(Report report, SourceTree tree) {
    return CProject.report(report, ArenaJson.read(tree.text("arena.json"))).text("report.html");
  }

  /** Of a sequence, the runs of some windows, one after another. */
  private List<Samples.Sample> samples(Plan plan) {
    return options
        .sequence()
        .map(sequence -> Samples.runs(sequence, samples(sequence.batch())))
        .orElseGet(() -> samples(plan.graph()));
  }

  private List<Samples.Sample> samples(Graph graph) {
    if (inputs == null) {
      return Samples.random(graph, count == null ? 2 : Math.max(1, count), 1);
    }
    List<Samples.Sample> all = Samples.read(inputs, graph);
    return count == null ? all : all.subList(0, Math.max(1, Math.min(count, all.size())));
  }

  private static void print(Verification.Result result, PrintWriter out) {
    out.println();
    Table table =
        new Table(
            List.of(
                "compared on " + result.samples() + " inputs",
                "verdict",
                "differing",
                "largest",
                "rmse",
                "l2 relative",
                "cosine",
                ""));
    for (Verification.Check check : result.checks()) {
      Difference worst = check.worst();
      table.row(
          List.of(
              check.what(),
              check.passed() ? (check.exact() ? "equal" : "near") : "DIFFERENT",
              worst.differing() + "/" + worst.count(),
              figure(worst.largest()),
              figure(worst.rmse()),
              figure(worst.l2Relative()),
              String.format(Locale.ROOT, "%.6f", worst.cosine()),
              check.remark()));
    }
    table.print(out);
    long equal = result.layers().stream().filter(Verification.LayerCheck::equal).count();
    out.printf("layer by layer: %d of %d equal the reference%n", equal, result.layers().size());
    result.layers().stream()
        .filter(layer -> !layer.equal())
        .findFirst()
        .ifPresent(
            layer ->
                out.printf(
                    "  first to differ: %s (%s), %d of %d elements, the first at %d%n",
                    layer.layer(),
                    layer.op(),
                    layer.difference().differing(),
                    layer.difference().count(),
                    layer.difference().firstIndex()));
    out.println(result.passed() ? "verified" : "VERIFICATION FAILED");
    out.flush();
  }

  private static void requirePassed(Verification.Result result) {
    List<Diagnostic> problems =
        result.checks().stream()
            .filter(check -> !check.passed())
            .map(
                check ->
                    new Diagnostic(
                        Code.T0601,
                        "results differ: " + check.what(),
                        "",
                        check.worst().differing()
                            + " of "
                            + check.worst().count()
                            + " elements differ, the largest by "
                            + figure(check.worst().largest()),
                        ""))
            .toList();
    if (!result.passed()) {
      throw new ThimbleException(problems.isEmpty() ? List.of(layers()) : problems);
    }
  }

  private static Diagnostic layers() {
    return new Diagnostic(
        Code.T0601, "results differ: layers of the program against the reference", "", "", "");
  }

  private static String figure(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.3g", value);
  }
}
