package thimble.frontend.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import thimble.frontend.ImportOptions;
import thimble.frontend.calibrate.Histogram;
import thimble.frontend.calibrate.InputPort;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxType;
import thimble.frontend.onnx.OnnxWriter;
import thimble.ir.Code;
import thimble.ir.ThimbleException;

/** Post-training quantization: a float model and some samples become a QDQ model. */
public final class Quantizer {
  /** Samples that a result is compared on: enough for a figure, few enough to wait for it. */
  private static final int MOST_COMPARED = 64;

  /** Large networks are compared on fewer samples: as many as have this many activations. */
  private static final long COMPARED_ELEMENTS = 50_000_000;

  private static final int LEAST_COMPARED = 8;

  private static final int FEW = 10;
  private static final int NAMED = 5;

  private final String file;
  private final FloatModel model;
  private final Consumer<String> progress;
  private final Placement placement;
  private final OnnxEdit edit;
  private SampleSource samples;
  private Calibration calibration;

  private Quantizer(String file, FloatModel model, Consumer<String> progress) {
    this.file = file;
    this.model = model;
    this.progress = progress;
    this.placement = Placement.of(model);
    this.edit = new OnnxEdit(model.model());
  }

  /**
   * @throws ThimbleException where the model cannot be read or is no float model
   */
  public static Quantizer open(Path file, ImportOptions options, Consumer<String> progress) {
    progress.accept("reading " + file.getFileName());
    FloatModel model = Preparation.read(file, options, OpsetUpgrade.PER_CHANNEL);
    return new Quantizer(String.valueOf(file.getFileName()), model, progress);
  }

  /** What samples have to hold. */
  public List<InputPort> inputs() {
    return model.model().inputs().stream()
        .map(
            port ->
                new InputPort(
                    port.name(),
                    OnnxType.element(port.dataType()).orElseThrow(),
                    FloatModel.shape(port)))
        .toList();
  }

  /** Runs the float model on samples; what is seen serves all ways to quantize it. */
  public Quantizer calibrate(SampleSource source) {
    samples = source;
    for (OnnxNode node : edit.nodes()) {
      layer(node).ifPresent(this::requireFinite);
    }
    calibration = Calibration.of(model, placement, source, progress);
    return this;
  }

  /** The layers with stored weights, by their result. */
  private Optional<Layer> layer(OnnxNode node) {
    return placement.kinds().get(Nodes.output(node)) == Kind.LAYER
        ? Layer.of(edit, node)
        : Optional.empty();
  }

  /** After {@link #calibrate}: one way to quantize the model. */
  public Quantized quantize(QuantizeOptions options) {
    OnnxType activations =
        options.activations() == QuantizeOptions.Bits.INT16 ? OnnxType.INT16 : OnnxType.INT8;
    int levels = activations == OnnxType.INT16 ? 1 << 16 : 1 << 8;
    Map<String, Scale> scales =
        Scales.of(
            model,
            placement,
            name -> calibration.range(name, options.calibrator(), options.percentile(), levels),
            name -> activations);
    Map<String, StoredWeight> weights = new LinkedHashMap<>();
    Map<String, float[]> biases = new LinkedHashMap<>();
    for (OnnxNode node : edit.nodes()) {
      layer(node).ifPresent(layer -> store(layer, options, scales, weights, biases));
    }
    boolean wide =
        activations == OnnxType.INT16
            || weights.values().stream().anyMatch(weight -> weight.type() == OnnxType.INT4);
    FloatModel written =
        wide ? model.withModel(OpsetUpgrade.atLeast(model, OpsetUpgrade.OTHER_WIDTHS)) : model;
    QdqModel.Stored stored = QdqModel.of(written, placement, scales, weights, biases);
    return new Quantized(options, stored, scales, weights);
  }

  private void store(
      Layer layer,
      QuantizeOptions options,
      Map<String, Scale> scales,
      Map<String, StoredWeight> weights,
      Map<String, float[]> biases) {
    OnnxType type =
        options.weights(layer.output()) == QuantizeOptions.Bits.INT4
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
            scales.get(layer.input()),
            scales.get(end(layer.output(), scales)),
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
  private String end(String name, Map<String, Scale> scales) {
    String end = name;
    while (!scales.containsKey(end)) {
      end = Nodes.output(edit.onlyReader(end).orElseThrow());
    }
    return end;
  }

  /** Measures a quantized model against the float one on the calibration samples. */
  public Fidelity fidelity(Quantized quantized, boolean everyTensor) {
    return fidelity(quantized, everyTensor ? quantized.stored().tensors() : Map.of());
  }

  Fidelity fidelity(Quantized quantized, Map<String, String> names) {
    return Fidelity.of(
        model.model(), quantized.model(), names, samples.first(compared()), progress);
  }

  /** After {@link #calibrate}: the way whose output is nearest to the float model's. */
  public QuantizeOptions best(List<QuantizeOptions> candidates) {
    QuantizeOptions best = candidates.get(0);
    double most = Double.NEGATIVE_INFINITY;
    for (QuantizeOptions candidate : candidates) {
      double found = candidates.size() == 1 ? 0 : fidelity(quantize(candidate), false).output();
      if (found > most) {
        most = found;
        best = candidate;
      }
    }
    return best;
  }

  private int compared() {
    long elements = model.shapes().keySet().stream().mapToLong(model::count).reduce(1, Long::sum);
    return (int) Math.max(LEAST_COMPARED, Math.min(MOST_COMPARED, COMPARED_ELEMENTS / elements));
  }

  FloatModel model() {
    return model;
  }

  /** After {@link #calibrate}: what each layer costs and harms at each width of its weights. */
  public List<Sensitivity> sensitivities(QuantizeOptions options) {
    List<Layer> layers = edit.nodes().stream().flatMap(node -> layer(node).stream()).toList();
    return Sensitivities.of(this, layers, options, progress);
  }

  public QuantizeReport report(Quantized quantized) {
    Fidelity fidelity = fidelity(quantized, true);
    List<QuantizeReport.Layer> layers = new ArrayList<>();
    long bytes = 0;
    for (OnnxNode node : edit.nodes()) {
      Optional<Layer> layer = layer(node);
      if (layer.isPresent()) {
        layers.add(row(layer.get(), quantized, fidelity));
        bytes += layers.get(layers.size() - 1).bytes();
      }
    }
    List<QuantizeReport.Tensor> tensors = new ArrayList<>();
    quantized.scales().forEach((name, scale) -> tensors.add(row(name, scale, fidelity)));
    return new QuantizeReport(
        file,
        samples.count(),
        samples.description(),
        fidelity.samples(),
        fidelity.output(),
        fidelity.agreement(),
        bytes,
        calibration.bytes(),
        quantized.options(),
        layers,
        tensors,
        notes());
  }

  private QuantizeReport.Layer row(Layer layer, Quantized quantized, Fidelity fidelity) {
    StoredWeight stored = quantized.weights().get(layer.output());
    float[] weight = edit.floats(layer.weight()).orElseThrow();
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < weight.length; i++) {
      double error = weight[i] - stored.values()[i] * (double) stored.scale(layer.outputChannel(i));
      signal += (double) weight[i] * weight[i];
      noise += error * error;
    }
    double weightSqnr = noise == 0 ? 200 : signal == 0 ? 0 : 10 * Math.log10(signal / noise);
    String end = end(layer.output(), quantized.scales());
    double after = fidelity.tensors().getOrDefault(end, 200.0);
    double before = fidelity.tensors().getOrDefault(layer.input(), 200.0);
    int bits = stored.type() == OnnxType.INT4 ? 4 : 8;
    return new QuantizeReport.Layer(
        layer.node().label(),
        layer.node().opType(),
        bits,
        ((long) weight.length * bits + 7) / 8 + 4L * layer.outputs(),
        weightSqnr,
        after,
        Math.max(0, Math.pow(10, -after / 10) - Math.pow(10, -before / 10)));
  }

  private QuantizeReport.Tensor row(String name, Scale scale, Fidelity fidelity) {
    Histogram seen = calibration.histogram(name);
    double edge = scale.scale() / 2.0;
    return new QuantizeReport.Tensor(
        name,
        scale.type() == OnnxType.INT16 ? 16 : 8,
        seen.min(),
        seen.max(),
        scale.low(),
        scale.high(),
        scale.scale(),
        scale.zeroPoint(),
        seen.outside(scale.low() - edge, scale.high() + edge),
        fidelity.tensors().getOrDefault(name, 200.0));
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (samples.count() < FEW) {
      notes.add(
          "calibrated on "
              + samples.count()
              + (samples.count() == 1 ? " sample" : " samples")
              + " only: what others look like is unknown; about 100 are better");
    }
    List<String> real =
        edit.nodes().stream()
            .filter(node -> placement.kinds().get(Nodes.output(node)) == Kind.FLOAT)
            .filter(node -> node.outputs().stream().anyMatch(model.floats()::contains))
            .map(node -> node.opType() + " \"" + node.label() + "\"")
            .toList();
    if (!real.isEmpty()) {
      notes.add(
          "no integer kernel, computed in float: "
              + String.join(", ", real.subList(0, Math.min(NAMED, real.size())))
              + (real.size() > NAMED ? " and " + (real.size() - NAMED) + " more" : ""));
    }
    List<String> silent =
        placement.group().keySet().stream()
            .filter(name -> calibration.histogram(name).min() == calibration.histogram(name).max())
            .toList();
    if (!silent.isEmpty()) {
      notes.add(
          "always the same number on these samples: "
              + String.join(", ", silent.subList(0, Math.min(NAMED, silent.size()))));
    }
    return notes;
  }

  private void requireFinite(Layer layer) {
    float[] weight = edit.floats(layer.weight()).orElseThrow();
    for (float value : weight) {
      if (!Float.isFinite(value)) {
        throw new ThimbleException(
            Code.T0209,
            "weights that are no numbers",
            file + ", node \"" + layer.node().label() + "\"",
            "its weight \"" + layer.weight() + "\" holds " + value,
            "the training diverged, or the file is damaged: export the model anew");
      }
    }
  }

  /**
   * @throws ThimbleException T0502 where the file cannot be written
   */
  public static void write(OnnxModel model, String name, Path file) {
    try {
      Files.write(file, OnnxWriter.write(model, name));
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502, "cannot write " + file, "", thimble.ir.Diagnostic.reason(e), "another --out");
    }
  }
}
