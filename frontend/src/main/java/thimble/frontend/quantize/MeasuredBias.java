package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxPort;
import thimble.ir.TensorData;

/**
 * Corrects biases by what the quantized network is seen to lose on samples: layer by layer in the
 * network's order, each with all before it quantized and corrected ("Data-Free Quantization Through
 * Weight Equalization and Bias Correction", Nagel et al., 2019, appendix D). Unlike the mean of a
 * layer's weight errors this has what rounded and clipped activations shift.
 *
 * <p>The network runs once, in pieces that end at layers: all samples pass a piece before any
 * passes the next, and between two pieces only what later ones read is kept.
 */
final class MeasuredBias {
  private static final int MOST_SAMPLES = 32;

  /** What samples may keep between two pieces. */
  private static final long MOST_BYTES = 128L << 20;

  private final OnnxModel model;
  private final Set<String> constants = new HashSet<>();
  private final Map<String, OnnxNode> constantNodes = new LinkedHashMap<>();
  private final Consumer<String> progress;

  /** By sample, what later pieces read. */
  private final List<Map<String, FloatRuntime.Tensor>> live = new ArrayList<>();

  private MeasuredBias(OnnxModel model, Consumer<String> progress) {
    this.model = model;
    this.progress = progress;
    model.initialisers().forEach(tensor -> constants.add(tensor.name()));
    for (OnnxNode node : model.nodes()) {
      if (node.inputs().stream().allMatch(name -> name.isEmpty() || constants.contains(name))) {
        node.outputs().forEach(name -> constantNodes.put(name, node));
        constants.addAll(node.outputs());
      }
    }
  }

  /**
   * What is to be added to each layer's bias, by the layer's result.
   *
   * @param real the model that was quantized
   */
  static Map<String, float[]> of(
      FloatModel real,
      QdqModel.Stored stored,
      List<Layer> layers,
      SampleSource all,
      Consumer<String> progress) {
    SampleSource samples = all.first(count(real));
    Map<String, List<double[]>> wanted = wanted(real, layers, samples, progress);
    MeasuredBias run = new MeasuredBias(stored.model(), progress);
    for (int i = 0; i < samples.count(); i++) {
      run.live.add(run.inputs(samples.sample(i)));
    }
    Map<String, String> byResult = new LinkedHashMap<>();
    layers.forEach(layer -> byResult.put(stored.results().get(layer.output()), layer.output()));
    Map<String, float[]> deltas = new LinkedHashMap<>();
    List<OnnxNode> piece = new ArrayList<>();
    for (int i = 0; i < run.model.nodes().size(); i++) {
      OnnxNode node = run.model.nodes().get(i);
      if (run.constantNodes.containsValue(node)) {
        continue;
      }
      piece.add(node);
      String layer = byResult.get(Nodes.output(node));
      if (layer != null) {
        progress.accept("correcting biases, layer " + (deltas.size() + 1) + " of " + layers.size());
        run.pass(piece, i + 1);
        deltas.put(layer, run.correct(Nodes.output(node), wanted.get(layer)));
        piece.clear();
      }
    }
    return deltas;
  }

  /** As many samples as can be kept between two pieces. */
  private static int count(FloatModel real) {
    long largest = real.shapes().keySet().stream().mapToLong(real::count).max().orElse(1);
    return (int) Math.max(4, Math.min(MOST_SAMPLES, MOST_BYTES / (3 * Float.BYTES * largest)));
  }

  /** By layer and sample the mean of each channel of the float model's results. */
  private static Map<String, List<double[]>> wanted(
      FloatModel real, List<Layer> layers, SampleSource samples, Consumer<String> progress) {
    Map<String, Layer> byName =
        layers.stream().collect(Collectors.toMap(Layer::output, layer -> layer));
    Map<String, List<double[]>> means = new LinkedHashMap<>();
    layers.forEach(layer -> means.put(layer.output(), new ArrayList<>()));
    Observation.run(
        real,
        means.keySet(),
        samples,
        progress,
        tensors ->
            tensors.forEach(
                (name, tensor) -> means.get(name).add(means(tensor, byName.get(name).outputs()))));
    return means;
  }

  /** The mean of each channel, the second axis. */
  private static double[] means(FloatRuntime.Tensor tensor, int channels) {
    float[] values = tensor.data().floatArray();
    double[] means = new double[channels];
    int inner = inner(tensor);
    for (int i = 0; i < values.length; i++) {
      means[i / inner % channels] += values[i];
    }
    for (int channel = 0; channel < channels; channel++) {
      means[channel] *= (double) channels / values.length;
    }
    return means;
  }

  private static int inner(FloatRuntime.Tensor tensor) {
    return tensor.shape().stream().skip(2).reduce(1, Math::multiplyExact);
  }

  private Map<String, FloatRuntime.Tensor> inputs(List<TensorData> sample) {
    Map<String, FloatRuntime.Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < sample.size(); i++) {
      OnnxPort port = model.inputs().get(i);
      tensors.put(
          port.name(),
          new FloatRuntime.Tensor(port.dataType(), FloatModel.shape(port), sample.get(i)));
    }
    return tensors;
  }

  /**
   * Takes every sample through some nodes.
   *
   * @param next the first node after them
   */
  private void pass(List<OnnxNode> piece, int next) {
    Set<String> later = new HashSet<>();
    List<OnnxNode> rest = model.nodes().subList(next, model.nodes().size());
    rest.forEach(node -> later.addAll(node.inputs()));
    Set<String> results = new LinkedHashSet<>();
    piece.forEach(node -> results.addAll(node.outputs()));
    String last = Nodes.output(piece.get(piece.size() - 1));
    results.removeIf(name -> name.isEmpty() || !later.contains(name) && !name.equals(last));
    OnnxModel part = part(piece, results);
    List<String> inputs = part.inputs().stream().map(OnnxPort::name).toList();
    try (FloatRuntime runtime = FloatRuntime.open(part, List.of())) {
      for (Map<String, FloatRuntime.Tensor> tensors : live) {
        tensors.putAll(
            runtime.run(inputs.stream().map(name -> tensors.get(name).data()).toList(), results));
        tensors.keySet().removeIf(name -> !later.contains(name) && !name.equals(last));
      }
    }
  }

  /** Some nodes as a model: what they read is its inputs. */
  private OnnxModel part(List<OnnxNode> piece, Set<String> results) {
    Set<OnnxNode> nodes = new LinkedHashSet<>();
    Set<String> inputs = new LinkedHashSet<>();
    for (OnnxNode node : piece) {
      for (String name : node.inputs()) {
        pull(name, nodes);
        if (live.get(0).containsKey(name)) {
          inputs.add(name);
        }
      }
    }
    nodes.addAll(piece);
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.inputs()));
    return new OnnxModel(
        model.irVersion(),
        model.opsets(),
        inputs.stream().map(name -> port(name, live.get(0).get(name))).toList(),
        results.stream().map(name -> new OnnxPort(name, "tensor", 0, Optional.empty())).toList(),
        model.initialisers().stream().filter(tensor -> read.contains(tensor.name())).toList(),
        List.copyOf(nodes));
  }

  /** The nodes that make a constant. */
  private void pull(String name, Set<OnnxNode> nodes) {
    OnnxNode node = constantNodes.get(name);
    if (node != null && !nodes.contains(node)) {
      node.inputs().forEach(input -> pull(input, nodes));
      nodes.add(node);
    }
  }

  private static OnnxPort port(String name, FloatRuntime.Tensor tensor) {
    return new OnnxPort(
        name,
        "tensor",
        tensor.dataType(),
        Optional.of(
            tensor.shape().stream().map(extent -> OnnxPort.Dimension.of((long) extent)).toList()));
  }

  /**
   * Takes off what a layer's result is wrong by on average. Where the samples do not agree on it,
   * less: of few samples the mean is chance.
   */
  private float[] correct(String name, List<double[]> wanted) {
    int channels = wanted.get(0).length;
    double[] sum = new double[channels];
    double[] squares = new double[channels];
    for (int i = 0; i < live.size(); i++) {
      double[] found = means(live.get(i).get(name), channels);
      for (int channel = 0; channel < channels; channel++) {
        double difference = wanted.get(i)[channel] - found[channel];
        sum[channel] += difference;
        squares[channel] += difference * difference;
      }
    }
    int count = live.size();
    float[] delta = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      double mean = sum[channel] / count;
      double variance = Math.max(0, squares[channel] / count - mean * mean);
      double chance = variance / Math.max(1, count - 1);
      delta[channel] = (float) (mean == 0 ? 0 : mean * (mean * mean / (mean * mean + chance)));
    }
    for (Map<String, FloatRuntime.Tensor> tensors : live) {
      FloatRuntime.Tensor tensor = tensors.get(name);
      int inner = inner(tensor);
      TensorData data = tensor.data();
      for (int i = 0; i < data.count(); i++) {
        data.set(i, data.real(i) + delta[i / inner % channels]);
      }
    }
    return delta;
  }
}
