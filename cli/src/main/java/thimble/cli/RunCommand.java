package thimble.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thimble.codegen.CProject;
import thimble.codegen.report.ArenaJson;
import thimble.codegen.report.ArenaPicture;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.sim.ProjectData;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;
import thimble.sim.run.RunReport;
import thimble.targets.Board;
import thimble.targets.Boards;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Builds a compiled project and runs it, on the host or in the emulator, whichever it was compiled for.")
final class RunCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "a directory that thimble compile wrote")
  private Path project;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      arity = "1..*",
      required = true,
      description = {
        "NumPy files in the model's own shape and type (an array of several inferences is run as such), or .bin files with"
            + " the bytes that the firmware takes; of a model with several inputs one file each, in order"
      })
  private List<Path> inputs;

  @Option(
      names = "--labels",
      paramLabel = "CSV",
      description = "the right class of each inference, last column; the program counts")
  private Path labels;

  @Option(
      names = "--output",
      paramLabel = "FILE.npy",
      description = "write the first output of all inferences, in the model's shape and type")
  private Path output;

  @Option(
      names = "--profile",
      description = {
        "instructions layer by layer, a multiply-accumulate, against the limit of the instruction set (emulated targets);"
            + " report.json and report.html of the project are written again with them"
      })
  private boolean profile;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "write the report with what was measured")
  private Path json;

  @Option(names = "--quiet", description = "only errors")
  private boolean quiet;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    try (Progress progress = new Progress(quiet)) {
      Report report = report();
      Board board = Boards.find(report.target());
      progress.accept("building for " + board.name());
      byte[] bytes = ProjectData.inputs(report, inputs);
      Optional<byte[]> classes =
          labels == null ? Optional.empty() : Optional.of(ProjectData.labels(labels));
      ProjectRunner runner = new ProjectRunner(project, board);
      progress.accept("running on " + board.name());
      RunReport run = runner.run(bytes, classes, Instrumentation.NONE);
      Optional<RunReport> profiled =
          profile && run.instructions().isPresent()
              ? Optional.of(
                  runner.run(
                      ProjectData.first(report, bytes), Optional.empty(), Instrumentation.PROFILE))
              : Optional.empty();
      progress.clear();
      Report measured = Measured.merge(report, run, profiled);
      Json.write(json, ReportJson.write(measured));
      if (profiled.isPresent()) {
        rewrite(measured);
      }
      List<List<TensorData>> results = ProjectData.outputs(report, run.outputs());
      write(report, results);
      if (!quiet && profile && profiled.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println("no profile: instructions are counted on emulated targets only");
      }
      if (!quiet) {
        print(measured, run, results, profiled.isPresent());
      }
      return 0;
    }
  }

  private Report report() {
    Path file = project.resolve("report.json");
    try {
      return ReportJson.read(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new ThimbleException(
          Code.T0602,
          "no compiled project",
          project.toString(),
          "report.json is missing or damaged",
          "thimble compile MODEL --target T --out " + project);
    }
  }

  /** The project's own report, now with what was measured. */
  private void rewrite(Report measured) {
    try {
      ArenaPicture picture = ArenaJson.read(Files.readString(project.resolve("arena.json")));
      CProject.report(measured, picture).writeTo(project);
    } catch (IOException | IllegalArgumentException e) {
      throw new ThimbleException(
          Code.T0502,
          "the project's report cannot be written again",
          project.toString(),
          e instanceof IOException io ? Diagnostic.reason(io) : "arena.json is damaged",
          "compile the project again");
    }
  }

  private void write(Report report, List<List<TensorData>> results) {
    if (output == null) {
      return;
    }
    try {
      ProjectData.array(report, results).write(output);
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502, "the outputs cannot be written", output.toString(), Diagnostic.reason(e), "");
    }
  }

  private void print(Report report, RunReport run, List<List<TensorData>> results, boolean layers) {
    PrintWriter out = spec.commandLine().getOut();
    if (layers) {
      ReportText.print(report, out);
      out.println();
    }
    for (int i = 0; i < Math.min(results.size(), 10); i++) {
      for (int o = 0; o < results.get(i).size(); o++) {
        out.printf("inference %d, output %d: %s%n", i, o, top(results.get(i).get(o)));
      }
    }
    if (results.size() > 10) {
      out.printf("... and %d inferences more%n", results.size() - 10);
    }
    run.correct()
        .ifPresent(
            correct ->
                out.printf(
                    Locale.ROOT,
                    "accuracy      %.1f %% (%d of %d)%n",
                    100.0 * correct / run.inferences(),
                    correct,
                    run.inferences()));
    out.printf(
        "SRAM          arena %s B, %s B of it written (input %s)%s%n",
        ReportText.number(run.arenaBytes()),
        ReportText.number(run.arenaTouchedBytes()),
        report.ram().inputRows() ? "by rows" : "resident",
        run.size().isPresent() ? "; stack " + ReportText.number(run.stackBytes()) + " B" : "");
    run.size()
        .ifPresent(
            size ->
                out.printf(
                    "flash         weights %s B, code %s B (start-up and main program counted)%n",
                    ReportText.number(size.flashWeights()), ReportText.number(size.flashCode())));
    run.instructions()
        .ifPresent(
            count ->
                out.printf(
                    "instructions  %s an inference%s%n",
                    ReportText.number(count.most()),
                    count.least() == count.most()
                        ? ""
                        : " at most, " + ReportText.number(count.least()) + " at least"));
    out.flush();
  }

  /** Small tensors whole, large ones by their five largest elements. */
  private static String top(TensorData data) {
    if (data.count() <= 16) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < data.count(); i++) {
        text.append(i == 0 ? "" : " ").append(value(data, i));
      }
      return text.toString();
    }
    StringBuilder text = new StringBuilder("largest");
    java.util.stream.IntStream.range(0, data.count())
        .boxed()
        .sorted((a, b) -> Double.compare(data.real(b), data.real(a)))
        .limit(5)
        .forEach(i -> text.append(" [").append(i).append("] ").append(value(data, i)));
    return text.toString();
  }

  private static String value(TensorData data, int index) {
    return data.element().isFloat()
        ? String.format(Locale.ROOT, "%.4g", data.real(index))
        : String.valueOf(data.integer(index));
  }
}
