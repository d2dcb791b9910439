package thimble.frontend.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxType;

/** A float model and what was seen of it: all that its ways of quantization share. */
final class Calibrated {
  private final FloatModel model;
  private final OnnxEdit edit;
  private final Placement placement;
  private final Calibration calibration;
  private final Map<String, double[]> factors;
  private final SampleSource samples;
  private final Consumer<String> progress;

  private Calibrated(
      FloatModel model,
      Placement placement,
      Calibration calibration,
      Map<String, double[]> factors,
      SampleSource samples,
      Consumer<String> progress) {
    this.model = model;
    this.edit = new OnnxEdit(model.model());
    this.placement = placement;
    this.calibration = calibration;
    this.factors = factors;
    this.samples = samples;
    this.progress = progress;
  }

  static Calibrated of(
      FloatModel model, Placement placement, SampleSource samples, Consumer<String> progress) {
    return new Calibrated(
        model,
        placement,
        Calibration.of(model, placement, samples, progress),
        Map.of(),
        samples,
        progress);
  }

  /**
   * The same function with factors moved between layers; itself, where there is nothing to move.
   */
  Calibrated equalized(EqualizationWay way) {
    Optional<Equalization.Result> found =
        Equalization.of(model, placement, calibration::channels, way);
    if (found.isEmpty()) {
      return this;
    }
    FloatModel other = found.get().model();
    return new Calibrated(
        other,
        placement,
        Calibration.of(other, placement, samples, progress),
        found.get().factors(),
        samples,
        progress);
  }

  FloatModel model() {
    return model;
  }

  OnnxEdit edit() {
    return edit;
  }

  Placement placement() {
    return placement;
  }

  Calibration calibration() {
    return calibration;
  }

  /** By stored tensor, what equalization multiplied each channel with. */
  Map<String, double[]> factors() {
    return factors;
  }

  /** The layers with stored weights, in the model's order. */
  List<Layer> layers() {
    return layers(edit, placement);
  }

  static List<Layer> layers(OnnxEdit edit, Placement placement) {
    return edit.nodes().stream()
        .filter(node -> placement.kinds().get(Nodes.output(node)) == Kind.LAYER)
        .flatMap(node -> Layer.of(edit, node).stream())
        .toList();
  }

  /** What the integers of every stored tensor mean. */
  Map<String, Scale> scales(QuantizeOptions options) {
    return Scales.of(
        model,
        placement,
        (name, type) ->
            calibration.range(name, options.calibrator(), options.percentile(), Scale.levels(type)),
        name -> type(options.activations(name)));
  }

  /** One way to quantize the model. */
  Quantized quantize(QuantizeOptions options) {
    Map<String, Scale> scales = scales(options);
    Widths widths = new Widths(edit, placement, scales);
    Map<String, StoredWeight> weights = new LinkedHashMap<>();
    Map<String, float[]> biases = new LinkedHashMap<>();
    layers().forEach(layer -> store(layer, options, scales, widths, weights, biases));
    boolean wide =
        scales.values().stream().anyMatch(scale -> scale.type() == OnnxType.INT16)
            || weights.values().stream().anyMatch(weight -> weight.type() == OnnxType.INT4);
    FloatModel written =
        wide ? model.withModel(OpsetUpgrade.atLeast(model, OpsetUpgrade.OTHER_WIDTHS)) : model;
    QdqModel.Stored stored = QdqModel.of(written, placement, scales, weights, biases);
    if (options.repairs().measuredBias()) {
      MeasuredBias.of(model, stored, layers(), samples, progress)
          .forEach((layer, delta) -> biases.compute(layer, (key, bias) -> sum(bias, delta)));
      stored = QdqModel.of(written, placement, scales, weights, biases);
    }
    return new Quantized(this, options, stored, scales, weights);
  }

  private static float[] sum(float[] a, float[] b) {
    float[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static OnnxType type(QuantizeOptions.Bits bits) {
    return bits == QuantizeOptions.Bits.INT16 ? OnnxType.INT16 : OnnxType.INT8;
  }

  private void store(
      Layer layer,
      QuantizeOptions options,
      Map<String, Scale> scales,
      Widths widths,
      Map<String, StoredWeight> weights,
      Map<String, float[]> biases) {
    OnnxType type =
        // No kernel multiplies 4 bits with 16.
        options.weights(layer.output()) == QuantizeOptions.Bits.INT4 && !widths.isWide(layer.node())
            ? OnnxType.INT4
            : OnnxType.INT8;
    float[] weight = edit.floats(layer.weight()).orElseThrow();
    float[] bias = edit.floats(layer.bias().orElseThrow()).orElseThrow().clone();
    Optional<WeightRounding> rounding =
        calibration
            .moments(layer.output())
            .map(moments -> new WeightRounding(layer, weight, moments, type));
    boolean adaptive = options.adaptive() && rounding.isPresent();
    boolean clipped = options.clipped() && rounding.isPresent();
    float[] scale =
        WeightScales.of(
            layer,
            clipped ? rounding.get().ranges() : WeightScales.magnitudes(layer, weight),
            bias,
            widths.read(layer.node(), layer.input()),
            widths.given(end(layer.output(), scales)),
            type,
            options.granularity());
    StoredWeight stored =
        adaptive ? rounding.get().rounded(scale) : WeightScales.nearest(layer, weight, scale, type);
    if (options.corrected() && rounding.isPresent()) {
      float[] lost = rounding.get().lost(stored);
      for (int channel = 0; channel < bias.length; channel++) {
        bias[channel] += lost[channel];
      }
    }
    weights.put(layer.output(), stored);
    biases.put(layer.output(), bias);
  }

  /** The stored tensor that a layer's result becomes, behind absorbed activations. */
  String end(String name, Map<String, Scale> scales) {
    return Widths.end(edit, name, scales);
  }
}
