package thimble.frontend.quantize;

import thimble.frontend.calibrate.Range;
import thimble.frontend.onnx.OnnxType;

/** What the integers of a tensor mean: {@code (q - zeroPoint) * scale}. */
record Scale(float scale, int zeroPoint, OnnxType type) {
  /** Below it products of two scales leave float32. */
  private static final double LEAST = 1e-12;

  /** Of a tensor that is always zero: any would do. */
  private static final double NEVER_ACTIVE = 1.0 / 256;

  /** Asymmetric int8, or symmetric int16, for a range that holds zero exactly. */
  static Scale of(Range range, OnnxType type) {
    if (type == OnnxType.INT16) {
      double most = Math.max(-range.low(), range.high());
      return new Scale((float) bounded(most / 32767), 0, type);
    }
    double scale = bounded(range.width() / 255);
    long zero = Math.round(-128 - range.low() / scale);
    return new Scale((float) scale, (int) Math.max(-128, Math.min(127, zero)), type);
  }

  /** How many numbers a type can tell apart. */
  static int levels(OnnxType type) {
    return type == OnnxType.INT16 ? 1 << 16 : 1 << 8;
  }

  private static double bounded(double scale) {
    return scale == 0 ? NEVER_ACTIVE : Math.max(LEAST, scale);
  }

  double low() {
    return ((type == OnnxType.INT16 ? -32768 : -128) - zeroPoint) * (double) scale;
  }

  double high() {
    return ((type == OnnxType.INT16 ? 32767 : 127) - zeroPoint) * (double) scale;
  }

  int quantize(double value) {
    double stored = Math.rint(value / scale) + zeroPoint;
    int least = type == OnnxType.INT16 ? -32768 : -128;
    int most = type == OnnxType.INT16 ? 32767 : 127;
    return (int) Math.max(least, Math.min(most, stored));
  }
}
