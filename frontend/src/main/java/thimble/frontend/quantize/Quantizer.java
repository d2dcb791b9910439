package thimble.frontend.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import thimble.frontend.ImportOptions;
import thimble.frontend.calibrate.InputPort;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxModel;
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

  /** What a repair must gain, in dB. */
  private static final double WORTH = 0.5;

  private final String file;
  private final FloatModel model;
  private final Consumer<String> progress;
  private final Placement placement;
  private final Map<EqualizationWay, Calibrated> calibrated = new EnumMap<>(EqualizationWay.class);

  /** What came out of the ways that were tried. */
  private final Map<QuantizeOptions, Fidelity> outputs = new ConcurrentHashMap<>();

  private SampleSource samples;

  private Quantizer(String file, FloatModel model, Consumer<String> progress) {
    this.file = file;
    this.model = model;
    this.progress = progress;
    this.placement = Placement.of(model);
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
    OnnxEdit edit = new OnnxEdit(model.model());
    Calibrated.layers(edit, placement).forEach(layer -> requireFinite(edit, layer));
    calibrated.clear();
    outputs.clear();
    calibrated.put(EqualizationWay.NONE, Calibrated.of(model, placement, source, progress));
    return this;
  }

  /** What was seen, once more for each way to equalize. */
  private synchronized Calibrated calibrated(EqualizationWay way) {
    Calibrated plain = calibrated.get(EqualizationWay.NONE);
    return calibrated.computeIfAbsent(way, key -> plain.equalized(key));
  }

  /** After {@link #calibrate}: one way to quantize the model. */
  public Quantized quantize(QuantizeOptions options) {
    return calibrated(options.repairs().equalization()).quantize(options);
  }

  /** Measures a quantized model against the float one on the calibration samples. */
  public Fidelity fidelity(Quantized quantized, boolean everyTensor) {
    return fidelity(quantized, everyTensor ? quantized.stored().tensors() : Map.of());
  }

  Fidelity fidelity(Quantized quantized, Map<String, String> names) {
    return Fidelity.of(
        quantized.source().model().model(), quantized.model(), names, compared(), progress);
  }

  /** After {@link #calibrate}: the way whose output is nearest to the float model's. */
  public QuantizeOptions best(List<QuantizeOptions> candidates) {
    return candidates.size() == 1
        ? candidates.get(0)
        : candidates.stream().max(Comparator.comparingDouble(it -> tried(it).output())).get();
  }

  /**
   * After {@link #calibrate}: a way with whichever repairs bring its output nearer to float by what
   * is more than chance, and change no more decisions than it does without.
   */
  public QuantizeOptions repaired(QuantizeOptions plain, List<Repairs> candidates) {
    QuantizeOptions best = plain;
    for (Repairs repairs : candidates) {
      QuantizeOptions other = plain.withRepairs(repairs);
      if (tried(other).output() > tried(best).output() + WORTH
          && tried(other).agreement() >= tried(plain).agreement()) {
        best = other;
      }
    }
    return best;
  }

  /** After {@link #calibrate}: whether one way's output is nearer to float than another's. */
  public boolean isNearer(QuantizeOptions one, QuantizeOptions other) {
    return tried(one).output() > tried(other).output();
  }

  private Fidelity tried(QuantizeOptions options) {
    return outputs.computeIfAbsent(options, key -> fidelity(quantize(key), false));
  }

  /** After {@link #calibrate}: whether there are factors to be moved between layers. */
  public boolean equalizes(EqualizationWay way) {
    return calibrated(way) != calibrated(EqualizationWay.NONE);
  }

  /** The last ones: weights and biases are fitted to the first, so that others judge them. */
  private SampleSource compared() {
    long elements = model.shapes().keySet().stream().mapToLong(model::count).reduce(1, Long::sum);
    int most =
        (int) Math.max(LEAST_COMPARED, Math.min(MOST_COMPARED, COMPARED_ELEMENTS / elements));
    int count = Math.min(most, samples.count());
    return samples.part(samples.count() - count, count);
  }

  FloatModel model() {
    return model;
  }

  /** After {@link #calibrate}: what each layer costs and harms at each width of its weights. */
  public List<Sensitivity> sensitivities(QuantizeOptions options) {
    List<Layer> layers = calibrated(options.repairs().equalization()).layers();
    return Sensitivities.of(this, layers, options, progress);
  }

  /** After {@link #calibrate}: what 16 bits in each stored tensor but the inputs are worth. */
  public List<TensorSensitivity> tensorSensitivities(QuantizeOptions options) {
    return Sensitivities.ofTensors(
        this, calibrated(options.repairs().equalization()), options, progress);
  }

  boolean isInput(String name) {
    return model.model().inputs().stream().anyMatch(port -> port.name().equals(name));
  }

  /** What was done, and what else was tried. */
  public QuantizeReport report(Quantized quantized) {
    QuantizeOptions taken = tried(quantized);
    List<QuantizeReport.Tried> tried =
        outputs.entrySet().stream()
            .filter(
                entry -> entry.getKey().tensors().isEmpty() && entry.getKey().layers().isEmpty())
            .map(
                entry ->
                    new QuantizeReport.Tried(
                        entry.getKey().text(),
                        entry.getValue().output(),
                        entry.getValue().agreement(),
                        entry.getKey().equals(taken)))
            .sorted(
                Comparator.comparingDouble(QuantizeReport.Tried::sqnr)
                    .reversed()
                    .thenComparing(QuantizeReport.Tried::way))
            .toList();
    return new Reporting(quantized, samples).report(file, fidelity(quantized, true), tried);
  }

  /**
   * The way that a network was quantized in, as it was tried: one of mixed widths was judged by
   * another width throughout.
   */
  private QuantizeOptions tried(Quantized quantized) {
    QuantizeOptions plain = quantized.options().withLayers(Map.of()).withTensors(Map.of());
    boolean mixed = !plain.equals(quantized.options());
    return outputs.keySet().stream()
        .filter(way -> mixed && !outputs.containsKey(plain))
        .filter(way -> way.withBits(plain.weights(), plain.activations()).equals(plain))
        .min(Comparator.comparing(QuantizeOptions::text))
        .orElse(plain);
  }

  private void requireFinite(OnnxEdit edit, Layer layer) {
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
