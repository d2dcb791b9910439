package thimble.targets.cortexm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thimble.ir.kernel.Requantize;
import thimble.ir.op.Argument;
import thimble.ir.op.FixedPoint;
import thimble.ir.op.KernelCall;
import thimble.targets.ReferenceCall;

class HighRescalingTest {
  private static final int CHANNELS = 8;
  private static final int TAPS = 9;

  private final SplittableRandom random = new SplittableRandom(3);
  private final byte[] weight = new byte[CHANNELS * TAPS];
  private final int[] bias = new int[CHANNELS];
  private final int[] multiplier = new int[CHANNELS];
  private final int[] shift = new int[CHANNELS];

  @Test
  void everySumOfALayerWithReluIsExact() {
    for (int layer = 0; layer < 20; layer++) {
      int zero = layer % 2 == 0 ? -128 : random.nextInt(-128, 100);
      int high = layer % 3 == 0 ? random.nextInt(zero, 128) : 127;
      ReferenceCall reference = layer(zero, zero, high, 1.0 / 512, 0);
      Optional<HighRescaling.Channels> found = HighRescaling.find(reference, rule(), weight, true);
      assertThat(found).isPresent();
      for (int channel = 0; channel < CHANNELS; channel++) {
        everySumIsExact(reference, found.get(), channel);
      }
    }
  }

  /** Sums far from where outputs step, or only just reaching a step: both ends count. */
  @Test
  void channelsWithFewOutputsAreExact() {
    for (int layer = 0; layer < 40; layer++) {
      double factor = Math.scalb(1.0, -9 - layer % 12);
      ReferenceCall reference = layer(-128, -128, 127, factor, random.nextInt(1 << 20));
      Optional<HighRescaling.Channels> found =
          HighRescaling.find(reference, rule(), weight, layer % 8 < 4);
      for (int channel = 0; found.isPresent() && channel < CHANNELS; channel++) {
        everySumIsExact(reference, found.get(), channel);
      }
    }
  }

  @Test
  void outputsOnBothSidesOfTheirZeroPointHaveNone() {
    ReferenceCall reference = layer(0, -128, 127, 1.0 / 512, 0);
    assertThat(HighRescaling.find(reference, rule(), weight, true)).isEmpty();
  }

  @Test
  void sumsThatDoNotFitHaveNone() {
    ReferenceCall reference = layer(-128, -128, 127, 1.0 / 512, 1 << 23);
    assertThat(HighRescaling.find(reference, rule(), weight, true)).isEmpty();
  }

  private void everySumIsExact(ReferenceCall reference, HighRescaling.Channels found, int channel) {
    int zero = reference.integer("dstZero");
    int low = reference.integer("clampLow");
    int high = reference.integer("clampHigh");
    int bits = found.rescaling().bits();
    int offset = found.rescaling().adds() ? (zero << bits) + (1 << bits - 1) : 0;
    int least = bias[channel];
    int largest = least;
    for (int at = channel; at < weight.length; at += CHANNELS) {
      least += Math.min(weight[at] * -128, weight[at] * 127);
      largest += Math.max(weight[at] * -128, weight[at] * 127);
    }
    for (int sum = least; sum <= largest; sum++) {
      int begun = Math.addExact(found.entry(channel)[0], (sum - bias[channel]) * 256);
      long product = (long) begun * found.entry(channel)[1];
      int value = (offset + (int) (product >> 32)) >> bits;
      int actual = Math.min(Math.max(value, low), high);
      int expected = Requantize.toOutput(sum, multiplier[channel], shift[channel], zero, low, high);
      if (actual != expected) {
        assertThat(actual).as("sum %d of channel %d", sum, channel).isEqualTo(expected);
      }
    }
  }

  private Rescaling.Channels rule() {
    return new Rescaling.Channels(
        new Rescaling(Rescaling.Form.SHORT, true), bias, multiplier, shift);
  }

  /** Random weights; factors within eight times of each other. */
  private ReferenceCall layer(int zero, int low, int high, double factor, int moreBias) {
    random.nextBytes(weight);
    for (int channel = 0; channel < CHANNELS; channel++) {
      bias[channel] = random.nextInt(-5000, 5000) + moreBias;
      FixedPoint fixed = FixedPoint.of(factor * random.nextDouble(0.25, 2));
      multiplier[channel] = fixed.multiplier();
      shift[channel] = fixed.shift();
    }
    return new ReferenceCall(
        new KernelCall(
            "Kernel",
            "s8",
            List.of(
                new Argument.Int("dstZero", zero),
                new Argument.Int("clampLow", low),
                new Argument.Int("clampHigh", high))));
  }
}
