package thimble.ir.op;

import thimble.ir.TensorType;

/**
 * A fused activation that limits the result, in real numbers: Relu is {@code [0, inf)}, Relu6
 * {@code [0, 6]}.
 *
 * @param low -infinity for none
 * @param high +infinity for none
 */
public record Clamp(float low, float high) {
  public static final Clamp NONE = new Clamp(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
  public static final Clamp RELU = new Clamp(0, Float.POSITIVE_INFINITY);
  public static final Clamp RELU6 = new Clamp(0, 6);

  public Clamp {
    if (Float.isNaN(low) || Float.isNaN(high)) {
      throw new IllegalArgumentException("a clamp's bounds are numbers");
    }
  }

  public boolean isNone() {
    return equals(NONE);
  }

  /** This clamp followed by another. */
  public Clamp then(Clamp next) {
    return new Clamp(next.apply(low), next.apply(high));
  }

  /** The clamp of one number; {@code min} after {@code max}, as ONNX's Clip. */
  public float apply(float value) {
    return Math.min(Math.max(value, low), high);
  }

  /**
   * The lower bound in the stored integers of a quantized type: {@code max(min, round(low/S) + z)}.
   */
  public int storedLow(TensorType type) {
    return stored(low, type);
  }

  /** The upper bound in the stored integers of a quantized type. */
  public int storedHigh(TensorType type) {
    return stored(high, type);
  }

  private static int stored(float bound, TensorType type) {
    double steps = (double) bound / type.quant().scale();
    // Half away from zero, as TFLite's TfLiteRound.
    double rounded =
        Math.copySign(Math.floor(Math.abs(steps) + 0.5), steps) + type.quant().zeroPoint();
    return (int) Math.max(type.element().min(), Math.min(type.element().max(), rounded));
  }
}
