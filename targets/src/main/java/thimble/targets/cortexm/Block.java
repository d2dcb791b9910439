package thimble.targets.cortexm;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many sums a kernel keeps in registers at once: {@code channels} output channels of {@code
 * pixels} pixels.
 *
 * <p>Four steps of depth cost {@code 3 channels} instructions for weights (load, two unpackings),
 * {@code pixels} for inputs that are pairs already, {@code 2 channels pixels} multiplications: a
 * multiply-accumulate costs {@code 0.5 + 0.75 / pixels + 0.25 / channels}. A Cortex-M has 14
 * registers for all of this.
 */
public record Block(int channels, int pixels) {
  static final List<Block> ALL =
      List.of(new Block(2, 3), new Block(2, 2), new Block(4, 1), new Block(2, 1));

  /** Instructions for each multiply-accumulate of the inner loop; every 16 steps it jumps back. */
  double perMac() {
    return 0.5 + 0.75 / pixels + 0.25 / channels + 3.0 / (16 * channels * pixels);
  }

  /** The same where inputs are bytes, which are unpacked again for every block of channels. */
  double perMacOfBytes() {
    return 0.5 + 0.75 / pixels + 0.75 / channels + 3.0 / (16 * channels * pixels);
  }

  public List<Integer> channelIndices() {
    return IntStream.range(0, channels).boxed().toList();
  }

  public List<Integer> pixelIndices() {
    return IntStream.range(0, pixels).boxed().toList();
  }
}
