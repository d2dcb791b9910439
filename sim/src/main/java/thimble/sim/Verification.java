package thimble.sim;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import thimble.codegen.Compiler;
import thimble.codegen.c.Layers;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.run.Evaluator;
import thimble.ir.sequence.Sequence;
import thimble.ir.sequence.SequenceRun;
import thimble.ir.sequence.Windows;
import thimble.planner.Plan;
import thimble.planner.Step;
import thimble.sim.plan.ArenaRun;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;
import thimble.sim.run.RunReport;

/**
 * Is it true? Runs a model as reference, as plan in the poisoned arena, and as the emitted program
 * on the host or in the emulator, and holds the results against each other, byte for byte; then
 * against an outside opinion.
 */
public final class Verification {
  private static final int MOST_WINDOWS = 8;

  /** Float results may differ from another program's by this much of the largest value. */
  public static final double FLOAT_TOLERANCE = 1e-4;

  /** The outside opinion. */
  public enum Against {
    /** None: our own runners among each other. */
    REFERENCE,
    ONNXRUNTIME,
    /** Files {@code expected_*} beside the inputs. */
    EXPECTED
  }

  /**
   * One comparison.
   *
   * @param what is compared, for example {@code "plan in the poisoned arena = reference"}
   * @param exact whether bytes had to be equal
   * @param worst the largest difference over all samples and outputs
   */
  public record Check(
      String what, boolean exact, boolean passed, Difference worst, String remark) {}

  /** One layer of the program's first inference against the reference. */
  public record LayerCheck(String layer, String op, boolean equal, Difference difference) {}

  /**
   * @param profile instructions per layer, where asked for and run in the emulator
   */
  public record Result(
      int samples,
      List<Check> checks,
      List<LayerCheck> layers,
      RunReport run,
      Optional<RunReport> profile) {
    public boolean passed() {
      return checks.stream().allMatch(Check::passed) && layers.stream().allMatch(LayerCheck::equal);
    }
  }

  private final Compiler.Request request;
  private final Graph graph;
  private final Plan plan;
  private final List<Samples.Sample> samples;

  /** By sample the data of all sources: its own and what the run before left. */
  private final List<List<TensorData>> sources = new ArrayList<>();

  private final List<List<TensorData>> reference = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private final Consumer<String> progress;

  private Verification(Compiler.Request request, Plan plan, List<Samples.Sample> samples) {
    this.request = request;
    this.plan = plan;
    this.graph = plan.graph();
    this.samples = samples;
    this.progress = request.progress();
  }

  /**
   * @param project directory that holds the emitted project
   * @param inputs directory of the inputs, where they came from one: the expected vectors lie there
   *     too
   */
  public static Result run(
      Compiler.Request request,
      Plan plan,
      Path project,
      List<Samples.Sample> samples,
      Optional<Path> inputs,
      Against against,
      boolean profile) {
    return run(request, plan, project, samples, Optional.empty(), inputs, against, profile);
  }

  /**
   * @param sequence of which the samples are runs, one after another
   */
  public static Result run(
      Compiler.Request request,
      Plan plan,
      Path project,
      List<Samples.Sample> samples,
      Optional<Sequence> sequence,
      Optional<Path> inputs,
      Against against,
      boolean profile) {
    Verification verification = new Verification(request, plan, samples);
    if (sequence.isPresent() && against != Against.REFERENCE) {
      throw new ThimbleException(
          Code.T0602,
          "no outside opinion on a sequence",
          "",
          "outside results are those of whole windows",
          "leave --against away: runs are compared with the model on whole windows");
    }
    Map<String, TensorData> first = verification.reference();
    sequence.ifPresent(verification::windows);
    verification.plan();
    ProjectRunner runner = new ProjectRunner(project, request.board());
    RunReport run = verification.program(runner);
    List<LayerCheck> layers = verification.layers(runner, first);
    verification.checks.addAll(
        OutsideOpinion.ask(
            against, request, plan.graph(), samples, verification.reference, inputs));
    Optional<RunReport> profiled =
        profile && run.instructions().isPresent()
            ? Optional.of(
                runner.run(
                    verification.inputBytes(samples.subList(0, 1)),
                    Optional.empty(),
                    Instrumentation.PROFILE))
            : Optional.empty();
    return new Result(samples.size(), verification.checks, layers, run, profiled);
  }

  /** Runs the reference; all values of the first sample for the comparison layer by layer. */
  private Map<String, TensorData> reference() {
    progress.accept("running the reference on " + samples.size() + " inputs");
    Map<String, TensorData> first = Map.of();
    SequenceRun sequence = new SequenceRun(graph);
    for (Samples.Sample sample : samples) {
      sources.add(sequence.sources(sample.graph(graph)));
      Map<String, TensorData> values = Evaluator.run(graph, sources.get(sources.size() - 1));
      first = first.isEmpty() ? values : first;
      List<TensorData> outputs =
          graph.outputs().stream().map(port -> values.get(port.value().id())).toList();
      reference.add(outputs);
      sequence.carry(outputs);
    }
    return first;
  }

  private void plan() {
    progress.accept("running the plan in the poisoned arena");
    Comparison comparison = new Comparison();
    for (int i = 0; i < samples.size(); i++) {
      comparison.add(ArenaRun.run(plan, sources.get(i)).outputs(), reference.get(i));
    }
    checks.add(comparison.exactly("plan in the poisoned arena = reference"));
  }

  private RunReport program(ProjectRunner runner) {
    progress.accept("building and running the program for " + request.board().name());
    RunReport run = runner.run(inputBytes(samples), Optional.empty(), Instrumentation.NONE);
    Comparison comparison = new Comparison();
    int at = 0;
    for (List<TensorData> outputs : reference) {
      List<TensorData> expected = new ArrayList<>();
      List<TensorData> actual = new ArrayList<>();
      for (Port port : graph.results()) {
        expected.add(outputs.get(graph.outputs().indexOf(port)));
        int bytes = port.value().type().bytes();
        actual.add(data(port.value(), Arrays.copyOfRange(run.outputs(), at, at + bytes)));
        at += bytes;
      }
      comparison.add(actual, expected);
    }
    String where =
        request.board().isHost() ? "C on the host" : "firmware on " + request.board().name();
    checks.add(comparison.exactly(where + " = reference"));
    return run;
  }

  private List<LayerCheck> layers(ProjectRunner runner, Map<String, TensorData> first) {
    progress.accept("comparing layer by layer");
    RunReport trace =
        runner.run(inputBytes(samples.subList(0, 1)), Optional.empty(), Instrumentation.TRACE);
    Map<Integer, byte[]> outputs = outputs(trace.trace());
    List<LayerCheck> layers = new ArrayList<>();
    for (int index : Layers.of(plan).nodes()) {
      Node node = graph.nodes().get(index);
      Value output = node.output();
      TensorData actual = data(output, outputs.get(index));
      Difference difference = Difference.between(actual, first.get(output.id()));
      layers.add(new LayerCheck(output.id(), node.op().name(), difference.isExact(), difference));
    }
    return layers;
  }

  /**
   * The first output of every node that runs. A trace holds them in the order in which they are
   * written: the rows of a stream lie scattered.
   */
  private Map<Integer, byte[]> outputs(byte[] trace) {
    Map<Integer, ByteArrayOutputStream> outputs = new TreeMap<>();
    int at = 0;
    for (Step step : plan.flat().stream().filter(Layers::computes).toList()) {
      int node = Layers.node(step);
      int bytes = written(step, graph.nodes().get(node));
      outputs
          .computeIfAbsent(node, key -> new ByteArrayOutputStream())
          .writeBytes(Arrays.copyOfRange(trace, at, at + bytes));
      at += bytes;
    }
    Map<Integer, byte[]> whole = new TreeMap<>();
    outputs.forEach((node, bytes) -> whole.put(node, bytes.toByteArray()));
    return whole;
  }

  /** Bytes of a node's first output that a step writes; an accumulation writes an image's last. */
  private int written(Step step, Node node) {
    int rowBytes = node.output().type().rowBytes();
    if (step instanceof Step.Call call) {
      return call.rowCount() * rowBytes;
    }
    int rows = node.op().accumulation(graph.index().signature(node)).orElseThrow().inputRows();
    return (((Step.Feed) step).inputRow() + 1) % rows == 0 ? rowBytes : 0;
  }

  private byte[] inputBytes(List<Samples.Sample> some) {
    return Packing.pack(some.stream().map(sample -> sample.graph(graph)).toList());
  }

  private static TensorData data(Value value, byte[] bytes) {
    return TensorData.fromLittleEndian(value.type().element(), bytes);
  }

  /**
   * Runs of a sequence against the model on whole windows: the results of a run are those of the
   * window that ends with its frames, but for padding along time.
   */
  private void windows(Sequence sequence) {
    List<List<TensorData>> arguments = samples.stream().map(sample -> sample.graph(graph)).toList();
    List<List<TensorData>> results =
        reference.stream()
            .map(
                outputs ->
                    graph.results().stream()
                        .map(port -> outputs.get(graph.outputs().indexOf(port)))
                        .toList())
            .toList();
    Comparison comparison = new Comparison();
    for (Windows.Pair pair : new Windows(sequence, arguments, results).pairs(MOST_WINDOWS)) {
      comparison.add(List.of(pair.actual()), List.of(pair.expected()));
    }
    if (comparison.count() > 0) {
      String windows =
          sequence.recurrent().isEmpty() ? "on whole windows" : "on the first whole window";
      checks.add(
          sequence.padded().isEmpty()
              ? comparison.exactly("sequence = model " + windows)
              : comparison.told(
                  "sequence ~ model " + windows,
                  sequence.padded().size() + " layers pad along time"));
    }
  }
}
