package thimble.targets.cortexm;

import java.util.List;

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
      List.of(
          new Block(2, 3),
          new Block(2, 2),
          new Block(4, 1),
          new Block(2, 1),
          new Block(1, 3),
          new Block(1, 2),
          new Block(1, 1));
}
