package thimble.frontend.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import thimble.frontend.ImportOptions;
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
  private final String file;
  private final FloatModel model;
  private final Consumer<String> progress;

  private Quantizer(String file, FloatModel model, Consumer<String> progress) {
    this.file = file;
    this.model = model;
    this.progress = progress;
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

  public OnnxModel quantize(SampleSource samples, QuantizeOptions options) {
    Placement placement = Placement.of(model);
    Set<String> stored = placement.group().keySet();
    Observation.Histograms histograms = new Observation.Histograms();
    Observation.run(model, stored, samples, progress, histograms);
    histograms.requireNumbers();
    Map<String, Scale> scales =
        Scales.of(
            model,
            placement,
            name -> options.calibrator().range(histograms.of(name), 256),
            name -> OnnxType.INT8);
    Map<String, StoredWeight> weights = new LinkedHashMap<>();
    Map<String, float[]> biases = new LinkedHashMap<>();
    OnnxEdit edit = new OnnxEdit(model.model());
    for (OnnxNode node : edit.nodes()) {
      if (placement.kinds().get(Nodes.output(node)) == Kind.LAYER) {
        Layer layer = Layer.of(edit, node).orElseThrow();
        float[] weight = edit.floats(layer.weight()).orElseThrow();
        float[] bias = edit.floats(layer.bias().orElseThrow()).orElseThrow();
        requireFinite(layer, weight);
        float[] scale =
            WeightScales.of(
                layer,
                WeightScales.magnitudes(layer, weight),
                bias,
                scales.get(layer.input()),
                scales.get(stored(edit, scales, layer.output())),
                OnnxType.INT8);
        weights.put(layer.output(), WeightScales.nearest(layer, weight, scale, OnnxType.INT8));
        biases.put(layer.output(), bias);
      }
    }
    return QdqModel.of(model, placement, scales, weights, biases);
  }

  private static String stored(OnnxEdit edit, Map<String, Scale> scales, String name) {
    String end = name;
    while (!scales.containsKey(end)) {
      end = Nodes.output(edit.onlyReader(end).orElseThrow());
    }
    return end;
  }

  private void requireFinite(Layer layer, float[] weight) {
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
