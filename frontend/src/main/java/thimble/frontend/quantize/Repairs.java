package thimble.frontend.quantize;

/**
 * What is done to a float model's numbers beside choosing scales and rounding.
 *
 * @param equalization how factors are moved between layers
 * @param measuredBias whether biases are corrected by what the quantized network is seen to lose,
 *     layer by layer, rather than by what each layer's weights lose on average
 */
public record Repairs(EqualizationWay equalization, boolean measuredBias) {
  public static final Repairs NONE = new Repairs(EqualizationWay.NONE, false);

  public Repairs withEqualization(EqualizationWay way) {
    return new Repairs(way, measuredBias);
  }

  public Repairs withMeasuredBias(boolean measured) {
    return new Repairs(equalization, measured);
  }
}
