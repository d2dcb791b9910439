package thimble.sim.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import thimble.frontend.calibrate.InputPort;
import thimble.frontend.calibrate.SampleSource;
import thimble.ir.Code;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.run.Evaluator;
import thimble.ir.run.Ports;
import thimble.sim.OnnxRuntime;
import thimble.sim.Packing;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;

/**
 * The same samples through every runner of a model, and how good each one is. Labels and agreement
 * go by the first output, signal to noise and the largest error by all.
 */
public final class Evaluation {
  /** Samples that the program is given in one run. */
  private static final int CHUNK_BYTES = 64 << 20;

  /** What a label is held against. */
  public enum Judge {
    /** The largest output is the class. */
    CLASS,
    /** The network gives its input back; what it cannot is not normal. */
    RECONSTRUCTION
  }

  private final Graph graph;
  private final SampleSource samples;
  private final Optional<List<Integer>> labels;
  private final Judge judge;
  private final Consumer<String> progress;
  private final Map<String, List<float[]>> outputs = new LinkedHashMap<>();

  /** All outputs one behind the other, by runner and sample. */
  private final Map<String, List<float[]>> joined = new LinkedHashMap<>();

  /**
   * @param graph as it is compiled
   * @throws ThimbleException T0602 where samples and labels do not go together
   */
  public Evaluation(
      Graph graph,
      SampleSource samples,
      Optional<List<Integer>> labels,
      Judge judge,
      Consumer<String> progress) {
    this.graph = graph;
    this.samples = samples;
    this.labels = labels;
    this.judge = judge;
    this.progress = progress;
    int classes = graph.outputs().get(0).value().type().count();
    labels.ifPresent(list -> requireFit(list, samples.count(), classes, judge));
    if (judge == Judge.RECONSTRUCTION && inputs(graph).get(0).count() != classes) {
      throw misfit(
          "\""
              + graph.outputs().get(0).modelName()
              + "\" has "
              + classes
              + " elements, the input "
              + inputs(graph).get(0).count(),
          "a network that gives its input back, or --judge class");
    }
  }

  private static void requireFit(List<Integer> labels, int count, int classes, Judge judge) {
    if (labels.size() != count) {
      throw misfit(labels.size() + " labels for " + count + " samples", "a label for each sample");
    }
    int most = labels.stream().mapToInt(Integer::intValue).max().orElse(0);
    int allowed = judge == Judge.RECONSTRUCTION || classes == 1 ? 2 : classes;
    if (most >= allowed) {
      throw misfit(
          "label " + most + ", but the classes are 0 to " + (allowed - 1),
          "labels count from 0, in the order of the model's outputs");
    }
  }

  private static ThimbleException misfit(String why, String hint) {
    return new ThimbleException(Code.T0602, "labels that do not fit", "", why, hint);
  }

  /** What samples of a graph have to hold. */
  public static List<InputPort> inputs(Graph graph) {
    return graph.arguments().stream()
        .map(
            port ->
                new InputPort(
                    port.modelName(),
                    port.floatInModel() ? ElementType.F32 : port.value().type().element(),
                    port.modelShape()))
        .toList();
  }

  /** A model, float or quantized, in ONNX Runtime. */
  public void onnxRuntime(String name, Path model) {
    List<float[]> results = new ArrayList<>();
    try (OnnxRuntime session = OnnxRuntime.open(model)) {
      for (int i = 0; i < samples.count(); i++) {
        tell(name, i);
        List<float[]> all =
            session.run(graph.arguments(), samples.sample(i)).stream()
                .map(Evaluation::floats)
                .toList();
        results.add(all.get(0));
        join(name, all);
      }
    }
    if (results.get(0).length != graph.outputs().get(0).value().type().count()) {
      throw new ThimbleException(
          Code.T0602,
          "models that do not belong together",
          String.valueOf(model.getFileName()),
          "its first output has " + results.get(0).length + " elements",
          "the float model that the other one was made of");
    }
    outputs.put(name, results);
  }

  /** Outputs that were computed before, on these samples. */
  public void known(String name, List<float[]> results) {
    outputs.put(name, results);
  }

  /** What a runner gave, by sample. */
  public List<float[]> outputs(String name) {
    return outputs.get(name);
  }

  /** Our integer arithmetic, as it is defined. */
  public void reference(String name) {
    List<float[]> results = new ArrayList<>();
    for (int i = 0; i < samples.count(); i++) {
      tell(name, i);
      List<TensorData> values = Evaluator.outputs(graph, graphInputs(i));
      List<float[]> all = new ArrayList<>();
      for (int k = 0; k < values.size(); k++) {
        all.add(real(graph.outputs().get(k), values.get(k)));
      }
      results.add(all.get(0));
      join(name, all);
    }
    outputs.put(name, results);
  }

  /** The compiled program. */
  public void program(String name, ProjectRunner runner) {
    List<Port> ports = graph.results();
    int inputBytes = Packing.pack(List.of(graphInputs(0))).length;
    int outputBytes = ports.stream().mapToInt(port -> port.value().type().bytes()).sum();
    int chunk = Math.max(1, CHUNK_BYTES / Math.max(1, inputBytes));
    List<float[]> results = new ArrayList<>();
    for (int from = 0; from < samples.count(); from += chunk) {
      tell(name, from);
      List<List<TensorData>> inferences = new ArrayList<>();
      for (int i = from; i < Math.min(samples.count(), from + chunk); i++) {
        inferences.add(graphInputs(i));
      }
      byte[] stream =
          runner.run(Packing.pack(inferences), Optional.empty(), Instrumentation.NONE).outputs();
      for (int at = 0; at < stream.length; at += outputBytes) {
        List<float[]> all = new ArrayList<>();
        int place = at;
        for (Port port : ports) {
          byte[] bytes = Arrays.copyOfRange(stream, place, place + port.value().type().bytes());
          place += bytes.length;
          all.add(real(port, TensorData.fromLittleEndian(port.value().type().element(), bytes)));
        }
        results.add(all.get(0));
        join(name, all);
      }
    }
    outputs.put(name, results);
  }

  private void join(String name, List<float[]> all) {
    float[] values = new float[all.stream().mapToInt(each -> each.length).sum()];
    int at = 0;
    for (float[] each : all) {
      System.arraycopy(each, 0, values, at, each.length);
      at += each.length;
    }
    joined.computeIfAbsent(name, key -> new ArrayList<>()).add(values);
  }

  private void tell(String name, int sample) {
    progress.accept(name + ", sample " + (sample + 1) + " of " + samples.count());
  }

  private List<TensorData> graphInputs(int sample) {
    List<TensorData> model = samples.sample(sample);
    List<TensorData> tensors = new ArrayList<>();
    for (int i = 0; i < model.size(); i++) {
      tensors.add(Ports.toGraph(graph.arguments().get(i), model.get(i)));
    }
    return tensors;
  }

  private static float[] real(Port port, TensorData value) {
    return floats(Ports.toModel(port, value));
  }

  private static float[] floats(TensorData data) {
    float[] values = new float[data.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) data.real(i);
    }
    return values;
  }

  /** How good each runner is, in the order in which they ran; the first one is the base. */
  public Map<String, Score> scores() {
    Map<String, Score> scores = new LinkedHashMap<>();
    Optional<String> base = Optional.empty();
    for (String name : outputs.keySet()) {
      Score own = score(outputs.get(name), base.map(outputs::get));
      scores.put(name, base.isPresent() ? against(own, name, base.get()) : own);
      base = base.isPresent() ? base : Optional.of(name);
    }
    return scores;
  }

  /** By all outputs where both runners have them, otherwise by the first. */
  private Score against(Score score, String name, String base) {
    List<float[]> all = joined.getOrDefault(name, List.of());
    List<float[]> other = joined.getOrDefault(base, List.of());
    boolean both = !all.isEmpty() && !other.isEmpty() && all.get(0).length == other.get(0).length;
    return both ? score.against(all, other) : score.against(outputs.get(name), outputs.get(base));
  }

  private Score score(List<float[]> results, Optional<List<float[]>> base) {
    if (judge == Judge.CLASS) {
      return Score.of(results, labels, base);
    }
    List<float[]> inputs = new ArrayList<>();
    for (int i = 0; i < samples.count(); i++) {
      inputs.add(floats(samples.sample(i).get(0)));
    }
    return Score.ofReconstruction(results, inputs, labels, base);
  }
}
