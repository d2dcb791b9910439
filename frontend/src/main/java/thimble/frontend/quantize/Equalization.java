package thimble.frontend.quantize;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import thimble.frontend.onnx.OnnxNode;

/**
 * Moves factors from a layer's output channels to the next layers' input channels, so that all
 * channels of the tensor between make use of its one scale. The network computes what it computed.
 *
 * <p>After "Data-Free Quantization Through Weight Equalization and Bias Correction" (Nagel et al.,
 * 2019), which sees a channel's range in the weights that make it; with samples at hand its range
 * is known ("SmoothQuant", Xiao et al., 2022). Weights have a scale for each output channel, so
 * what a factor does to the first layer costs nothing, nor what it does to a depthwise one: there
 * all channels come to the same range. A full convolution's filter has one scale for all the
 * channels that it reads: there range and weight meet in the middle.
 *
 * <p>Through Relu6: channels that reach 6 on the samples stay as they are, the others grow to 6 at
 * most, so that nothing is cut off that was not cut off before.
 */
final class Equalization {
  /** Where neither of two channels is louder than the other by more, nothing is to be won. */
  private static final double LITTLE = 2;

  private static final double MOST_FACTOR = 1 << 20;
  private static final int ROUNDS = 20;
  private static final double REACHED = 1 - 1e-5;

  private final OnnxEdit edit;
  private final List<ScaleLinks.Link> links;
  private final Function<String, ChannelRanges> ranges;
  private final Map<String, float[]> weights = new LinkedHashMap<>();

  /** By a layer's result, the factor of each channel. */
  private final Map<String, double[]> factors = new LinkedHashMap<>();

  private Equalization(
      FloatModel model, List<ScaleLinks.Link> links, Function<String, ChannelRanges> ranges) {
    this.edit = new OnnxEdit(model.model());
    this.links = links;
    this.ranges = ranges;
    for (ScaleLinks.Link link : links) {
      factors.put(link.source().output(), ones(link.source().outputs()));
      take(link.source());
      link.sinks().forEach(this::take);
    }
  }

  private void take(Layer layer) {
    weights.computeIfAbsent(
        layer.output(), key -> edit.floats(layer.weight()).orElseThrow().clone());
  }

  /**
   * A model with other weights.
   *
   * @param factors of the tensors stored behind a layer, by tensor: what each channel was
   *     multiplied with
   */
  record Result(FloatModel model, Map<String, double[]> factors) {}

  /**
   * The equalized model; none where there is nothing to equalize.
   *
   * @param ranges of stored tensors, as the samples have them
   */
  static Optional<Result> of(
      FloatModel model,
      Placement placement,
      Function<String, ChannelRanges> ranges,
      EqualizationWay way) {
    List<ScaleLinks.Link> links = ScaleLinks.of(model, placement);
    if (links.isEmpty() || way == EqualizationWay.NONE) {
      return Optional.empty();
    }
    Equalization run = new Equalization(model, links, ranges);
    for (int round = 0; round < ROUNDS; round++) {
      for (ScaleLinks.Link link : links) {
        run.scale(link, run.wanted(link, way));
      }
    }
    boolean changed =
        run.factors.values().stream().anyMatch(each -> most(each) > LITTLE * least(each));
    return changed ? Optional.of(run.result(model)) : Optional.empty();
  }

  private static double most(double[] values) {
    return Arrays.stream(values).max().orElse(1);
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElse(1);
  }

  /** What each channel would best be multiplied with, as things stand. */
  private double[] wanted(ScaleLinks.Link link, EqualizationWay way) {
    double[] applied = factors.get(link.source().output());
    int channels = applied.length;
    ChannelRanges seen = ranges.apply(link.stored());
    double[] activation = new double[channels];
    for (int i = 0; i < channels; i++) {
      activation[i] = seen.magnitude(i) * applied[i];
    }
    boolean byWeights = way == EqualizationWay.WEIGHTS;
    double[] loud = byWeights ? written(link.source()) : activation;
    boolean depthwise = link.sinks().stream().allMatch(Layer::isDepthwise);
    double[] read = read(link.sinks(), !byWeights);
    double[] factor = new double[channels];
    for (int i = 0; i < channels; i++) {
      double ratio = loud[i] > 0 && read[i] > 0 && activation[i] > 0 ? read[i] / loud[i] : 0;
      factor[i] = !byWeights && depthwise ? ratio : Math.sqrt(ratio);
    }
    bound(link, activation, factor, !byWeights);
    for (int i = 0; i < channels; i++) {
      double all = factor[i] * applied[i];
      factor[i] *= Math.max(1 / MOST_FACTOR, Math.min(MOST_FACTOR, all)) / all;
    }
    return factor;
  }

  /** Keeps the tensor's range and what cuts it off; silent channels stay as they are. */
  private static void bound(
      ScaleLinks.Link link, double[] activation, double[] factor, boolean keepRange) {
    double before = 0;
    double after = 0;
    for (int i = 0; i < factor.length; i++) {
      before = Math.max(before, activation[i]);
      after = Math.max(after, activation[i] * factor[i]);
    }
    double all = keepRange && after > 0 ? before / after : 1;
    for (int i = 0; i < factor.length; i++) {
      factor[i] = factor[i] > 0 ? factor[i] * all : 1;
      if (link.bound().isPresent()) {
        double limit = link.bound().getAsDouble();
        boolean reached = activation[i] >= limit * REACHED;
        factor[i] =
            reached
                ? 1
                : activation[i] > 0
                    ? Math.min(factor[i], limit * REACHED * REACHED / activation[i])
                    : 1;
      }
    }
  }

  /** The largest weight of each output channel. */
  private double[] written(Layer layer) {
    return WeightScales.magnitudes(layer, weights.get(layer.output()));
  }

  /**
   * The largest weight that reads each channel.
   *
   * @param relative as a share of its filter's largest, which is what rounding errors go by
   */
  private double[] read(List<Layer> sinks, boolean relative) {
    double[] largest = new double[sinks.get(0).inputs()];
    for (Layer sink : sinks) {
      float[] weight = weights.get(sink.output());
      double[] filters = WeightScales.magnitudes(sink, weight);
      for (int i = 0; i < weight.length; i++) {
        double filter = relative ? filters[sink.outputChannel(i)] : 1;
        int channel = sink.inputChannel(i);
        largest[channel] =
            Math.max(largest[channel], filter > 0 ? Math.abs(weight[i]) / filter : 0);
      }
    }
    return largest;
  }

  private void scale(ScaleLinks.Link link, double[] factor) {
    Layer source = link.source();
    float[] weight = weights.get(source.output());
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (weight[i] * factor[source.outputChannel(i)]);
    }
    double[] applied = factors.get(source.output());
    for (int i = 0; i < applied.length; i++) {
      applied[i] *= factor[i];
    }
    for (Layer sink : link.sinks()) {
      float[] reading = weights.get(sink.output());
      for (int i = 0; i < reading.length; i++) {
        reading[i] = (float) (reading[i] / factor[sink.inputChannel(i)]);
      }
    }
  }

  private Result result(FloatModel model) {
    Map<String, double[]> read = new LinkedHashMap<>();
    for (ScaleLinks.Link link : links) {
      link.sinks().forEach(sink -> read.put(sink.output(), factors.get(link.source().output())));
    }
    for (OnnxNode node : edit.nodes()) {
      String name = Nodes.output(node);
      if (weights.containsKey(name)) {
        Layer layer = Layer.of(edit, node).orElseThrow();
        double[] written = factors.getOrDefault(name, ones(layer.outputs()));
        replace(layer, written, read.getOrDefault(name, ones(layer.inputs())));
      }
    }
    Map<String, double[]> byTensor = new LinkedHashMap<>();
    links.forEach(link -> byTensor.put(link.stored(), factors.get(link.source().output())));
    return new Result(model.withModel(edit.model()), byTensor);
  }

  /** Rounded once, whatever the search did on its way. */
  private void replace(Layer layer, double[] written, double[] read) {
    float[] weight = edit.floats(layer.weight()).orElseThrow().clone();
    for (int i = 0; i < weight.length; i++) {
      weight[i] =
          (float) (weight[i] * written[layer.outputChannel(i)] / read[layer.inputChannel(i)]);
    }
    float[] bias = edit.floats(layer.bias().orElseThrow()).orElseThrow().clone();
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) (bias[i] * written[i]);
    }
    edit.replace(
        layer.node(),
        layer.with(
            edit.addFloats(layer.weight() + "_equal", layer.shape(), weight),
            edit.addFloats(layer.output() + "_bias_equal", List.of(bias.length), bias)));
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}
