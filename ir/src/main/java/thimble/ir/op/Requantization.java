package thimble.ir.op;

import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/**
 * The per-channel factors that bring an accumulator of {@code x * weight} to the scale of {@code
 * y}.
 */
record Requantization(Argument.Table multipliers, Argument.Table shifts) {
  /**
   * {@code S_x * S_w[c] / S_y}, computed in double in that order (docs/semantics.md); of s16 as
   * {@link FixedPoint#wide} has it.
   */
  static Requantization perChannel(TensorType x, TensorType weight, TensorType y, int channels) {
    int[] multipliers = new int[channels];
    int[] shifts = new int[channels];
    for (int channel = 0; channel < channels; channel++) {
      double factor =
          (double) x.quant().scale() * weight.quant().scale(channel) / y.quant().scale();
      FixedPoint fixed =
          x.element() == ElementType.S16 ? FixedPoint.wide(factor) : FixedPoint.of(factor);
      multipliers[channel] = fixed.multiplier();
      shifts[channel] = fixed.shift();
    }
    return new Requantization(
        new Argument.Table("multiplier", TensorData.ints(multipliers)),
        new Argument.Table("shift", TensorData.ints(shifts)));
  }
}
