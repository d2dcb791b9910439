package thimble.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thimble.codegen.Compiler;
import thimble.codegen.ProjectDirectory;
import thimble.frontend.calibrate.SampleSource;
import thimble.ir.Graph;
import thimble.planner.Plan;
import thimble.sim.Labels;
import thimble.sim.evaluate.Evaluation;
import thimble.sim.evaluate.Score;
import thimble.sim.run.ProjectRunner;

@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says how good a model is on samples, side by side: the float model and the quantized one in ONNX Runtime, our"
          + " integer arithmetic, and the compiled program."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description =
          "samples: a .npy with one after another, or a directory of .npy, .bin or pictures")
  private List<Path> data = new ArrayList<>();

  @Option(
      names = "--labels",
      paramLabel = "L.csv",
      description = "the right class of each sample, in the last column")
  private Path labels;

  @Option(
      names = "--float",
      paramLabel = "F.onnx",
      description = "the float model that MODEL was made of, to compare with")
  private Path floatModel;

  @Option(names = "--samples", paramLabel = "N", description = "use only N samples")
  private Integer count;

  @Option(
      names = "--skip",
      paramLabel = "N",
      description = "leave the first N samples and labels out: those that were used to calibrate")
  private int skip;

  @Option(
      names = "--judge",
      paramLabel = "class|reconstruction",
      description =
          "class (default): the largest output is the class; reconstruction: the network gives its input back, labels are 0"
              + " for normal and 1 for not")
  private Evaluation.Judge judge = Evaluation.Judge.CLASS;

  @Option(names = "--no-program", description = "leave the compiled program out")
  private boolean noProgram;

  @Mixin private SampleOptions samples;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    if (options.keepsStates()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "samples have nothing to do with each other: no --input frames, no --state");
    }
    try (Progress progress = new Progress(options.quiet)) {
      Compiler.Request request = options.request(progress);
      Graph graph = Compiler.graph(request);
      SampleSource all = samples.open(data, Evaluation.inputs(graph));
      if (skip < 0 || skip >= all.count() || count != null && count < 1) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "--skip and --samples leave nothing of " + all.count() + " samples");
      }
      int used = Math.min(count == null ? Integer.MAX_VALUE : count, all.count() - skip);
      Evaluation evaluation =
          new Evaluation(graph, all.part(skip, used), labels(all, used), judge, progress);
      run(evaluation, graph, request);
      progress.clear();
      Map<String, Score> scores = evaluation.scores();
      print(scores, used);
      Json.write(options.json, json(scores, used));
    }
    return 0;
  }

  private Optional<List<Integer>> labels(SampleSource all, int used) {
    if (labels == null) {
      return Optional.empty();
    }
    List<Integer> read = Labels.read(labels);
    // A list for all samples is cut as they are; any other length is told where it is held against
    // them.
    return Optional.of(read.size() == all.count() ? read.subList(skip, skip + used) : read);
  }

  private void run(Evaluation evaluation, Graph graph, Compiler.Request request) {
    boolean quantized = graph.nodes().stream().anyMatch(node -> node.output().type().isQuantized());
    if (floatModel != null) {
      evaluation.onnxRuntime("float in ONNX Runtime", floatModel);
    }
    evaluation.onnxRuntime((quantized ? "QDQ" : "float") + " in ONNX Runtime", options.model);
    evaluation.reference(quantized ? "integer reference" : "reference");
    if (!noProgram) {
      Plan plan = Compiler.plan(graph, request);
      Path project = Scratch.directory();
      try {
        ProjectDirectory.write(Compiler.emit(plan, request), project);
        evaluation.program(
            "program on " + request.board().name(), new ProjectRunner(project, request.board()));
      } finally {
        Scratch.delete(project);
      }
    }
  }

  private void print(Map<String, Score> scores, int used) {
    Table table =
        new Table(
            List.of(
                used + " samples", "top-1", "top-5", "AUC", "agreement", "SQNR dB", "max error"));
    scores.forEach(
        (name, score) ->
            table.row(
                List.of(
                    name,
                    percent(score.top1()),
                    percent(score.top5()),
                    figure(score.auc(), "%.4f"),
                    percent(score.agreement()),
                    figure(score.sqnr(), "%.1f"),
                    figure(score.maxError(), "%.4g"))));
    table.print(options.console());
    options.console().flush();
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent()
        ? String.format(Locale.ROOT, "%.2f%%", 100 * share.getAsDouble())
        : "-";
  }

  private static String figure(OptionalDouble value, String format) {
    if (value.isEmpty()) {
      return "-";
    }
    return Double.isInfinite(value.getAsDouble())
        ? "equal"
        : String.format(Locale.ROOT, format, value.getAsDouble());
  }

  private static String json(Map<String, Score> scores, int used) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("samples", used);
    var runners = root.putArray("runners");
    scores.forEach(
        (name, score) -> {
          ObjectNode runner = runners.addObject().put("name", name);
          score.top1().ifPresent(value -> runner.put("top1", value));
          score.top5().ifPresent(value -> runner.put("top5", value));
          score.auc().ifPresent(value -> runner.put("auc", value));
          score.agreement().ifPresent(value -> runner.put("agreement", value));
          score.maxError().ifPresent(value -> runner.put("maxError", value));
          score
              .sqnr()
              .ifPresent(
                  value -> {
                    if (Double.isFinite(value)) {
                      runner.put("sqnr", value);
                    }
                  });
        });
    return root.toPrettyString() + "\n";
  }
}
