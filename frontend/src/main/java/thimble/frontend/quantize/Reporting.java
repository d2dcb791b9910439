package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.List;
import thimble.frontend.calibrate.Histogram;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxType;

/** Says what became of a model. */
final class Reporting {
  private static final int FEW = 10;
  private static final int NAMED = 5;

  /** Of a tensor's numbers, for a picture. */
  private static final int PARTS = 48;

  private final Quantized quantized;
  private final Calibrated source;
  private final SampleSource samples;

  Reporting(Quantized quantized, SampleSource samples) {
    this.quantized = quantized;
    this.source = quantized.source();
    this.samples = samples;
  }

  QuantizeReport report(String file, Fidelity fidelity, List<QuantizeReport.Tried> tried) {
    List<QuantizeReport.Layer> layers = new ArrayList<>();
    long bytes = 0;
    for (Layer layer : source.layers()) {
      layers.add(row(layer, fidelity));
      bytes += layers.get(layers.size() - 1).bytes();
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
        source.calibration().bytes(),
        quantized.options(),
        layers,
        tensors,
        Outliers.of(quantized),
        tried,
        notes());
  }

  private QuantizeReport.Layer row(Layer layer, Fidelity fidelity) {
    StoredWeight stored = quantized.weights().get(layer.output());
    float[] weight = source.edit().floats(layer.weight()).orElseThrow();
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < weight.length; i++) {
      double error = weight[i] - stored.values()[i] * (double) stored.scale(layer.outputChannel(i));
      signal += (double) weight[i] * weight[i];
      noise += error * error;
    }
    double weightSqnr = noise == 0 ? 200 : signal == 0 ? 0 : 10 * Math.log10(signal / noise);
    String end = source.end(layer.output(), quantized.scales());
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
    Histogram seen = source.calibration().histogram(name);
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
        fidelity.tensors().getOrDefault(name, 200.0),
        seen.spread(PARTS));
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
        source.edit().nodes().stream()
            .filter(node -> source.placement().kinds().get(Nodes.output(node)) == Kind.FLOAT)
            .filter(node -> node.outputs().stream().anyMatch(source.model().floats()::contains))
            .map(node -> node.opType() + " \"" + node.label() + "\"")
            .toList();
    if (!real.isEmpty()) {
      notes.add(
          "no integer kernel, computed in float: "
              + String.join(", ", real.subList(0, Math.min(NAMED, real.size())))
              + (real.size() > NAMED ? " and " + (real.size() - NAMED) + " more" : ""));
    }
    List<String> silent =
        source.placement().group().keySet().stream()
            .filter(
                name ->
                    source.calibration().histogram(name).min()
                        == source.calibration().histogram(name).max())
            .toList();
    if (!silent.isEmpty()) {
      notes.add(
          "always the same number on these samples: "
              + String.join(", ", silent.subList(0, Math.min(NAMED, silent.size()))));
    }
    return notes;
  }
}
