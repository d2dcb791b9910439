package thimble.frontend.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import thimble.frontend.zoo.ArchitectureBuilder.Activation;
import thimble.frontend.zoo.ArchitectureBuilder.Tensor;

/**
 * Dong et al. 2020, CoDeNet: ShuffleNetV2 (Ma et al. 2018), three deformable convolutions with one
 * offset a pixel, rounded to cells and bounded, and CenterNet's heads. Weights of the first layer
 * have 8 bits in every quantized form, as theirs.
 */
final class CoDeNet {
  private static final Activation RELU = Activation.RELU;
  private static final Activation LINEAR = Activation.LINEAR;

  /** By width multiplier the channels of the stages and of the last layer of the trunk. */
  private static final Map<Double, int[]> CHANNELS =
      Map.of(
          0.5, new int[] {48, 96, 192, 1024},
          1.0, new int[] {116, 232, 464, 1024},
          1.5, new int[] {176, 352, 704, 1024},
          2.0, new int[] {244, 488, 976, 2048});

  private static final int[] REPEATS = {4, 8, 4};
  private static final int[] UPSAMPLED = {256, 128, 64};
  private static final int BOUND = 7;
  private static final int FIRST = 24;

  /** Results of VOC: classes, and of a box its extents and where in its cell it lies. */
  private static final int[] HEADS = {20, 2, 2};

  private final ArchitectureBuilder net;

  private CoDeNet(ArchitectureBuilder net) {
    this.net = net;
  }

  /** Whether there is a network of that width. */
  static boolean knows(double width) {
    return CHANNELS.containsKey(width);
  }

  /**
   * @param pooled whether the first layer halves and a pool halves again; else the first layer
   *     alone takes a quarter
   * @return heatmap, sizes and offsets
   */
  static List<Tensor> of(ArchitectureBuilder net, double width, int resolution, boolean pooled) {
    return new CoDeNet(net).build(CHANNELS.get(width), resolution, pooled);
  }

  private List<Tensor> build(int[] channels, int resolution, boolean pooled) {
    Tensor x = net.stem(net.input(3, resolution, resolution), FIRST, 3, pooled ? 2 : 4, RELU);
    if (pooled) {
      x = net.maxPool(x, 3, 2);
    }
    for (int stage = 0; stage < REPEATS.length; stage++) {
      x = halved(x, channels[stage]);
      for (int i = 1; i < REPEATS[stage]; i++) {
        x = unit(x);
      }
    }
    x = net.conv(x, channels[REPEATS.length], 1, 1, 1, RELU);
    for (int outputs : UPSAMPLED) {
      x = net.squareDeformable(x, net.offset(x, 2 * BOUND), BOUND);
      x = net.nearestDoubled(net.conv(x, outputs, 1, 1, 1, RELU));
    }
    List<Tensor> heads = new ArrayList<>();
    for (int outputs : HEADS) {
      Tensor y = net.conv(x, x.channels(), 1, 1, 1, RELU);
      heads.add(net.conv(net.depthwise(y, 3, 1, RELU), outputs, 1, 1, 1, LINEAR));
    }
    return heads;
  }

  /** ShuffleNetV2's block between stages: both branches see all channels. */
  private Tensor halved(Tensor x, int outputs) {
    Tensor left = net.conv(net.depthwise(x, 3, 2, LINEAR), outputs / 2, 1, 1, 1, RELU);
    Tensor right = net.conv(x, outputs / 2, 1, 1, 1, RELU);
    right = net.conv(net.depthwise(right, 3, 2, LINEAR), outputs / 2, 1, 1, 1, RELU);
    return net.shuffled(net.concat(left, right), 2);
  }

  /** ShuffleNetV2's block within a stage: half of the channels go by. */
  private Tensor unit(Tensor x) {
    List<Tensor> halves = net.halves(x);
    Tensor right = net.conv(halves.get(1), x.channels() / 2, 1, 1, 1, RELU);
    right = net.conv(net.depthwise(right, 3, 1, LINEAR), x.channels() / 2, 1, 1, 1, RELU);
    return net.shuffled(net.concat(halves.get(0), right), 2);
  }
}
