package thimble.frontend.zoo;

import thimble.frontend.zoo.ArchitectureBuilder.Activation;
import thimble.frontend.zoo.ArchitectureBuilder.Tensor;

/**
 * The layers of published architectures. Batch normalization counts as folded; channels are rounded
 * as in the papers' reference code.
 */
final class Architecture {
  private static final Activation RELU = Activation.RELU;
  private static final Activation RELU6 = Activation.RELU6;
  private static final Activation LINEAR = Activation.LINEAR;

  private Architecture() {}

  /** Howard et al. 2017, MobileNetV1: width multiplier, square input, classes. */
  static Tensor mobilenetV1(ArchitectureBuilder net, double width, int resolution, int classes) {
    int[][] blocks = {
      {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2}, {512, 1}, {512, 1}, {512, 1},
      {512, 1}, {512, 1}, {1024, 2}, {1024, 1}
    };
    Tensor x = net.conv(net.input(3, resolution, resolution), scaled(32, width), 3, 2, 1, RELU6);
    for (int[] block : blocks) {
      x = net.depthwise(x, 3, block[1], RELU6);
      x = net.conv(x, scaled(block[0], width), 1, 1, 1, RELU6);
    }
    return net.dense(net.globalAverage(x), classes);
  }

  private static int scaled(int channels, double width) {
    return Math.max(8, (int) (channels * width));
  }

  /** Sandler et al. 2018, MobileNetV2. */
  static Tensor mobilenetV2(ArchitectureBuilder net, double width, int resolution, int classes) {
    int[][] stages = {
      {1, 16, 1, 1},
      {6, 24, 2, 2},
      {6, 32, 3, 2},
      {6, 64, 4, 2},
      {6, 96, 3, 1},
      {6, 160, 3, 2},
      {6, 320, 1, 1}
    };
    Tensor x =
        net.conv(net.input(3, resolution, resolution), divisible(32 * width), 3, 2, 1, RELU6);
    for (int[] stage : stages) {
      for (int i = 0; i < stage[2]; i++) {
        x =
            inverted(
                net,
                x,
                stage[0] * x.channels(),
                divisible(stage[1] * width),
                3,
                i == 0 ? stage[3] : 1,
                RELU6);
      }
    }
    x = net.conv(x, width <= 1 ? 1280 : divisible(1280 * width), 1, 1, 1, RELU6);
    return net.dense(net.globalAverage(x), classes);
  }

  /** Tan et al. 2018, MnasNet-B1 (no squeeze-and-excite). */
  static Tensor mnasnetB1(ArchitectureBuilder net, double width, int resolution, int classes) {
    int[][] stages = {
      {3, 24, 3, 2, 3},
      {3, 40, 3, 2, 5},
      {6, 80, 3, 2, 5},
      {6, 96, 2, 1, 3},
      {6, 192, 4, 2, 5},
      {6, 320, 1, 1, 3}
    };
    Tensor x = net.conv(net.input(3, resolution, resolution), divisible(32 * width), 3, 2, 1, RELU);
    x = net.depthwise(x, 3, 1, RELU);
    x = net.conv(x, divisible(16 * width), 1, 1, 1, LINEAR);
    for (int[] stage : stages) {
      for (int i = 0; i < stage[2]; i++) {
        x =
            inverted(
                net,
                x,
                stage[0] * x.channels(),
                divisible(stage[1] * width),
                stage[4],
                i == 0 ? stage[3] : 1,
                RELU);
      }
    }
    return net.dense(net.globalAverage(net.conv(x, 1280, 1, 1, 1, RELU)), classes);
  }

  /**
   * Cai et al. 2019, ProxylessNAS-Mobile. Rows: channels, then kernel, expansion, stride of each
   * block.
   */
  static Tensor proxylessNas(ArchitectureBuilder net, int resolution, int classes) {
    int[][] stages = {
      {32, 5, 3, 2, 3, 3, 1},
      {40, 7, 3, 2, 3, 3, 1, 5, 3, 1, 5, 3, 1},
      {80, 7, 6, 2, 5, 3, 1, 5, 3, 1, 5, 3, 1},
      {96, 5, 6, 1, 5, 3, 1, 5, 3, 1, 5, 3, 1},
      {192, 7, 6, 2, 7, 6, 1, 7, 3, 1, 7, 3, 1},
      {320, 7, 6, 1}
    };
    Tensor x = net.conv(net.input(3, resolution, resolution), 32, 3, 2, 1, RELU6);
    x = inverted(net, x, 32, 16, 3, 1, RELU6);
    for (int[] stage : stages) {
      for (int i = 1; i < stage.length; i += 3) {
        x = inverted(net, x, stage[i + 1] * x.channels(), stage[0], stage[i], stage[i + 2], RELU6);
      }
    }
    return net.dense(net.globalAverage(net.conv(x, 1280, 1, 1, 1, RELU6)), classes);
  }

  /**
   * Lin et al. 2020, the MCUNet for 320 kB SRAM. Rows: expanded channels, output channels, kernel,
   * stride; the blocks are those listed in vMCU (Zheng et al. 2024), table 2, closed by the last
   * stage of MCUNet.
   */
  static Tensor mcunet(ArchitectureBuilder net, int resolution, int classes) {
    int[][] blocks = {
      {24, 16, 7, 2},
      {80, 16, 3, 1},
      {80, 16, 7, 1},
      {64, 24, 5, 1},
      {80, 24, 5, 2},
      {120, 24, 5, 1},
      {120, 24, 5, 1},
      {120, 40, 3, 2},
      {240, 40, 7, 1},
      {160, 40, 5, 1},
      {200, 48, 7, 2},
      {240, 48, 7, 1},
      {240, 48, 3, 1},
      {288, 96, 3, 2},
      {480, 96, 7, 1},
      {384, 96, 3, 1},
      {480, 160, 7, 1}
    };
    Tensor x = net.conv(net.input(3, resolution, resolution), 16, 3, 2, 1, RELU6);
    x = net.depthwise(x, 3, 1, RELU6);
    x = net.conv(x, 8, 1, 1, 1, LINEAR);
    for (int[] block : blocks) {
      x = inverted(net, x, block[0], block[1], block[2], block[3], RELU6);
    }
    return net.dense(net.globalAverage(x), classes);
  }

  /** The MLPerf Tiny image classifier. */
  static Tensor resnet8(ArchitectureBuilder net) {
    Tensor x = net.conv(net.input(3, 32, 32), 16, 3, 1, 1, RELU);
    Tensor y = net.conv(net.conv(x, 16, 3, 1, 1, RELU), 16, 3, 1, 1, LINEAR);
    x = net.add(x, y, RELU);
    for (int channels : new int[] {32, 64}) {
      y = net.conv(net.conv(x, channels, 3, 2, 1, RELU), channels, 3, 1, 1, LINEAR);
      x = net.add(net.conv(x, channels, 1, 2, 1, LINEAR), y, RELU);
    }
    return net.softmax(net.dense(net.globalAverage(x), 10));
  }

  /**
   * Zhang et al. 2017, DS-CNN (small), as in MLPerf Tiny's keyword spotter: 49 frames of 10
   * coefficients.
   */
  static Tensor dsCnn(ArchitectureBuilder net) {
    Tensor x =
        net.conv(net.input(1, 49, 10), 64, new int[] {10, 4}, 2, 1, new int[] {4, 1, 5, 1}, RELU);
    for (int i = 0; i < 4; i++) {
      x = net.conv(net.depthwise(x, 3, 1, RELU), 64, 1, 1, 1, RELU);
    }
    return net.softmax(net.dense(net.globalAverage(x), 12));
  }

  /**
   * Convolutions along time without padding, as a stream wants them: 98 frames of 40 coefficients,
   * one convolution of stride 2, four dilated ones.
   */
  static Tensor tcn(ArchitectureBuilder net) {
    Tensor x = net.convOfFrames(net.input(40, 98, 1), 32, 3, 1, 1, RELU);
    x = net.convOfFrames(x, 48, 4, 2, 1, RELU);
    for (int dilation : new int[] {1, 2, 4, 8}) {
      x = net.convOfFrames(x, 48, 3, 1, dilation, RELU);
    }
    return net.softmax(net.dense(net.globalAverage(x), 12));
  }

  /** Recurrent layers over 49 frames of 40 coefficients; the last state says the word. */
  static Tensor recurrent(ArchitectureBuilder net, String type, int layers, int units) {
    Tensor x = net.input(40, 49, 1);
    for (int layer = 0; layer < layers; layer++) {
      x = net.recurrent(x, type, units);
    }
    return net.softmax(net.dense(net.lastRow(x), 12));
  }

  /**
   * Two layers along time, a dense classifier: the usual network for UCI's "Human Activity
   * Recognition", 128 steps of 9 signals.
   */
  static Tensor harCnn(ArchitectureBuilder net) {
    int[] alongTime = {3, 1};
    int[] none = {0, 0, 0, 0};
    Tensor x = net.conv(net.input(9, 128, 1), 64, alongTime, 1, 1, none, RELU);
    x = net.maxOfTiles(net.conv(x, 64, alongTime, 1, 1, none, RELU), 2, 1);
    return net.softmax(net.dense(net.dense(x, 100, RELU), 6));
  }

  /** Keras's example for handwritten digits: two convolutions, a pool, a dense classifier. */
  static Tensor mnistCnn(ArchitectureBuilder net) {
    int[] none = {0, 0, 0, 0};
    int[] kernel = {3, 3};
    Tensor x = net.conv(net.input(1, 28, 28), 32, kernel, 1, 1, none, RELU);
    x = net.maxOfTiles(net.conv(x, 64, kernel, 1, 1, none, RELU), 2, 2);
    return net.softmax(net.dense(net.dense(x, 128, RELU), 10));
  }

  /** LeCun et al. 1998, "300 hidden units": dense layers over the pixels of a digit. */
  static Tensor mnistMlp(ArchitectureBuilder net, int units) {
    return net.softmax(net.dense(net.dense(net.input(1, 28, 28), units, RELU), 10));
  }

  private static Tensor inverted(
      ArchitectureBuilder net,
      Tensor x,
      int expanded,
      int outputs,
      int kernel,
      int stride,
      Activation activation) {
    Tensor y = expanded == x.channels() ? x : net.conv(x, expanded, 1, 1, 1, activation);
    y = net.depthwise(y, kernel, stride, activation);
    y = net.conv(y, outputs, 1, 1, 1, LINEAR);
    return stride == 1 && x.channels() == outputs ? net.add(x, y, LINEAR) : y;
  }

  /** The papers' rounding to multiples of 8, never down by more than 10 %. */
  static int divisible(double channels) {
    int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }
}
