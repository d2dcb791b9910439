package thimble.frontend.quantize;

import java.util.Map;
import thimble.frontend.onnx.OnnxModel;

/** A model quantized in one way, and how. */
public final class Quantized {
  private final Calibrated source;
  private final QuantizeOptions options;
  private final QdqModel.Stored stored;
  private final Map<String, Scale> scales;
  private final Map<String, StoredWeight> weights;

  Quantized(
      Calibrated source,
      QuantizeOptions options,
      QdqModel.Stored stored,
      Map<String, Scale> scales,
      Map<String, StoredWeight> weights) {
    this.source = source;
    this.options = options;
    this.stored = stored;
    this.scales = scales;
    this.weights = weights;
  }

  public QuantizeOptions options() {
    return options;
  }

  public OnnxModel model() {
    return stored.model();
  }

  /** What it was made of. */
  Calibrated source() {
    return source;
  }

  QdqModel.Stored stored() {
    return stored;
  }

  Map<String, Scale> scales() {
    return scales;
  }

  Map<String, StoredWeight> weights() {
    return weights;
  }
}
