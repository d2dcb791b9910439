package thimble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thimble.codegen.Compiler;
import thimble.codegen.SourceTree;
import thimble.codegen.report.ArenaJson;
import thimble.codegen.report.ArenaText;
import thimble.codegen.report.Frontier;
import thimble.codegen.report.FrontierJson;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.frontend.onnx.OnnxWindows;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.sequence.Sequence;
import thimble.ir.sequence.SequenceRun;
import thimble.planner.Plan;
import thimble.planner.advice.Advice;
import thimble.planner.advice.Advisor;
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

  @Option(
      names = "--advise",
      description = {
        "tell what holds the memory at the fullest moment, and what smaller kernels and earlier strides there would save:"
            + " each change is made and planned"
      })
  private boolean advise;

  @Option(
      names = "--advise-out",
      paramLabel = "FILE.onnx",
      description = "write the model with the changes that --advise ends with, to be trained again")
  private Path altered;

  @Option(
      names = "--pareto",
      description =
          "tell RAM against work instead: what more multiply-accumulates buy, in strips whose edges are computed twice; with"
              + " --report the report with the chart, with --json for scripts")
  private boolean pareto;

  @Override
  public Integer call() {
    Json.requirePlace("the report", options.json, "--json");
    Json.requirePlace("the report", page, "--report");
    Json.requirePlace("the altered model", altered, "--advise-out");
    try (Progress progress = new Progress(options.quiet)) {
      if (options.device().isPresent()) {
        FpgaFlow.of(options, options.device().get(), Optional.ofNullable(inputs), progress)
            .simulate(options.json, page, progress);
        return 0;
      }
      Compiler.Request request = options.request(progress);
      Graph graph = Compiler.graph(request);
      DeformText.print(options, request, graph, Optional.ofNullable(inputs));
      if (pareto) {
        Frontier frontier = Compiler.frontier(graph, request);
        progress.clear();
        Json.write(options.json, FrontierJson.write(frontier));
        if (page != null) {
          Json.write(page, Compiler.page(graph, request, frontier), "--report");
          progress.clear();
        }
        FrontierText.print(frontier, options.console());
        return 0;
      }
      Optional<AdviceText> advice =
          advise || altered != null ? Optional.of(advise(graph, request)) : Optional.empty();
      Plan plan = plan(graph, request, advice);
      SourceTree tree = Compiler.emit(plan, request);
      progress.accept("executing the plan in the poisoned arena, and the reference");
      execute(plan, samples(graph));
      progress.clear();
      Json.write(options.json, json(tree.text("report.json"), advice));
      Json.write(page, tree.text("report.html"), "--report");
      Report report = ReportJson.read(tree.text("report.json"));
      options.print(report, plan, request);
      options.console().println();
      ArenaText.lines(report, ArenaJson.read(tree.text("arena.json")))
          .forEach(options.console()::println);
      options.console().println();
      options
          .console()
          .println("executed in the poisoned arena: equal to the reference, byte for byte");
      advice.ifPresent(it -> it.print(options.console()));
      if (advice.isPresent() && altered != null) {
        write(advice.get(), request);
      }
      options.console().flush();
      return 0;
    }
  }

  private List<Samples.Sample> samples(Graph graph) {
    Graph batch = options.sequence().map(Sequence::batch).orElse(graph);
    List<Samples.Sample> samples =
        inputs == null ? Samples.random(batch, 1, 1) : Samples.read(inputs, batch).subList(0, 1);
    return options.sequence().map(it -> Samples.runs(it, samples)).orElse(samples);
  }

  private static void execute(Plan plan, List<Samples.Sample> samples) {
    Graph graph = plan.graph();
    SequenceRun planned = new SequenceRun(graph, sources -> ArenaRun.run(plan, sources).outputs());
    SequenceRun reference = new SequenceRun(graph);
    for (Samples.Sample sample : samples) {
      List<TensorData> tensors = sample.graph(graph);
      requireEqual(planned.next(tensors), reference.next(tensors));
    }
  }

  /** The plan; where it does not fit, the advice is told before that. */
  private Plan plan(Graph graph, Compiler.Request request, Optional<AdviceText> advice) {
    try {
      return Compiler.plan(graph, request);
    } catch (ThimbleException e) {
      advice.ifPresent(it -> it.print(options.console()));
      options.console().flush();
      throw e;
    }
  }

  /** Advice, also where the network is too large for its budget: then above all. */
  private AdviceText advise(Graph graph, Compiler.Request request) {
    request.progress().accept("planning " + graph.nodes().size() + " layers");
    Plan plan = Compiler.unlimited(graph, request);
    Advice advice =
        Advisor.advise(
            plan,
            graph,
            altered -> Compiler.peak(altered, request),
            altered -> Compiler.unlimited(altered, request),
            request.progress());
    return new AdviceText(advice, graph, byRows(graph, request, advice));
  }

  /** What the same network needs with its input by rows, where the input is most of the peak. */
  private static OptionalLong byRows(Graph graph, Compiler.Request request, Advice advice) {
    boolean large =
        request.input() == Compiler.Edge.RESIDENT
            && !advice.held().isEmpty()
            && graph.inputs().stream()
                .anyMatch(port -> port.value().id().equals(advice.held().get(0).value()));
    if (!large) {
      return OptionalLong.empty();
    }
    request.progress().accept("planning with the input by rows");
    Plan plan = Compiler.unlimited(graph, request.withInput(Compiler.Edge.ROWS));
    return plan.arenaBytes() < advice.before().arena()
        ? OptionalLong.of(plan.arenaBytes())
        : OptionalLong.empty();
  }

  /** Writes the altered model, and holds its plan against the one that the advice promised. */
  private void write(AdviceText advice, Compiler.Request request) {
    if (!advice.hasPath()) {
      options.console().println("nothing to write: no change is worth a training");
      return;
    }
    OnnxWindows.rewrite(request.model(), advice.edits(), altered);
    Compiler.Request again = request.withModel(altered);
    Plan plan = Compiler.unlimited(Compiler.graph(again), again);
    options
        .console()
        .printf(
            "%s: read and planned again, arena %s B%s%n",
            altered,
            ReportText.number(plan.arenaBytes()),
            plan.arenaBytes() == advice.arenaAtEnd()
                ? ", as advised"
                : ", advised " + ReportText.number(advice.arenaAtEnd()) + " B");
    options.console().flush();
  }

  private static String json(String report, Optional<AdviceText> advice) {
    if (advice.isEmpty()) {
      return report;
    }
    ObjectNode tree = ReportJson.tree(ReportJson.read(report));
    advice.get().write(tree);
    return tree.toPrettyString() + "\n";
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
