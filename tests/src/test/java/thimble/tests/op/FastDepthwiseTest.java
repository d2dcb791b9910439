package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Clamp;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Window2d;
import thimble.targets.Unrolling;
import thimble.tests.op.LayerGrid.Operand;

/** Depthwise convolutions of the libraries of fast kernels against the reference, bit for bit. */
class FastDepthwiseTest {
  private static final float SCALE = 0.5f;

  @TempDir private static Path directory;

  /** What the next layers' weights are. */
  private ElementType weights = ElementType.S8;

  private final LayerGrid grid = new LayerGrid();

  @ParameterizedTest
  @CsvSource({
    "1, cortexm, S8",
    "2, cortexm, S8",
    "3, cortexm, S8",
    "4, mve, S8",
    "5, cortexm, S4",
    "6, mve, S4",
    "7, plain, S8"
  })
  void randomOnesOnTheHost(int seed, String library, ElementType element) {
    weights = element;
    randomLayers(seed, 40);
    grid.agreesWithReference("host", library, directory);
  }

  @ParameterizedTest
  @CsvSource({
    "mps2-an386, cortexm, S8",
    "mps3-an547, mve, S8",
    "mps2-an386, cortexm, S4",
    "mps3-an547, mve, S4",
    "mps2-an385, plain, S8"
  })
  void randomOnesInTheEmulator(String board, String library, ElementType element) {
    weights = element;
    randomLayers(9, 40);
    grid.agreesWithReference(board, library, directory);
  }

  @ParameterizedTest
  @CsvSource({
    "host, cortexm, S8",
    "mps2-an386, cortexm, S8",
    "mps3-an547, mve, S8",
    "mps2-an386, cortexm, S4",
    "mps3-an547, mve, S4",
    "mps2-an385, plain, S8"
  })
  void everyNumberOfChannelsIsExact(String board, String library, ElementType element) {
    weights = element;
    SplittableRandom random = new SplittableRandom(11);
    for (int channels = 1; channels <= 67; channels++) {
      int side = channels % 3 * 2 + 3;
      Window2d window =
          new Window2d(side, side, 1, 1, 1, 1, side / 2, side / 2, side / 2, side / 2);
      layer(random, new int[] {1, 3, 1 + channels % 9, channels}, 1, window, Clamp.NONE, 0);
    }
    assertThat(grid.served(library)).isEqualTo(library.equals("plain") ? 67 : 64);
    grid.agreesWithReference(board, library, directory);
  }

  /** Every width around those that one pass serves, odd and even, with every stride and padding. */
  @ParameterizedTest
  @CsvSource({"cortexm, BALANCED", "cortexm, SMALL", "cortexm, FAST", "plain, BALANCED"})
  void everyWidthIsExact(String library, Unrolling unrolling) {
    SplittableRandom random = new SplittableRandom(12);
    for (int width = 3; width <= 16; width++) {
      for (int stride = 1; stride <= 3; stride++) {
        Window2d window =
            new Window2d(3, 3, 1, stride, 1, 1, 1, width % 3, 1, random.nextInt(0, 3));
        layer(random, new int[] {1, 4, width, 5}, 1, window, Clamp.RELU, 0);
      }
    }
    assertThat(grid.served(library)).isEqualTo(42);
    grid.agreesWithReference("host", library, unrolling, directory);
  }

  /** Strips of a plan read some columns of a row: negative padding leaves the others out. */
  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps2-an386, cortexm", "mps3-an547, mve", "mps2-an385, plain"})
  void columnsLeftOutAreExact(String board, String library) {
    SplittableRandom random = new SplittableRandom(14);
    for (int i = 0; i < 30; i++) {
      int side = 2 + i % 6;
      int stride = 1 + i / 6 % 3;
      Window2d window =
          new Window2d(
              side,
              side,
              stride,
              stride,
              1,
              1,
              random.nextInt(-2, side),
              random.nextInt(-5, side),
              random.nextInt(-2, side),
              random.nextInt(-5, side));
      layer(random, new int[] {1, 12, random.nextInt(17, 24), 5 + i % 9}, 1, window, Clamp.NONE, 0);
    }
    assertThat(grid.served(library)).isEqualTo(30);
    grid.agreesWithReference(board, library, directory);
  }

  /** Images one column wide, as sequences are. */
  @ParameterizedTest
  @CsvSource({
    "host, mve, S8",
    "mps3-an547, mve, S8",
    "mps2-an386, cortexm, S4",
    "mps3-an547, mve, S4",
    "mps2-an385, plain, S8"
  })
  void singleColumnsAreExact(String board, String library, ElementType element) {
    weights = element;
    SplittableRandom random = new SplittableRandom(15);
    for (int i = 0; i < 24; i++) {
      int height = 2 + i % 9;
      Window2d window =
          new Window2d(height, 1, 1 + i % 2, 1, 1, 1, random.nextInt(0, height), 0, 1, 0);
      Clamp clamp = i % 3 == 0 ? Clamp.RELU : Clamp.NONE;
      layer(random, new int[] {1, 11, 1, 4 + 3 * i}, 1, window, clamp, i % 5 == 0 ? 12 : 0);
    }
    assertThat(grid.served(library)).isEqualTo(24);
    grid.agreesWithReference(board, library, directory);
  }

  /** A strip has a limit: wide images are computed in blocks of columns. */
  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps3-an547, mve", "host, plain"})
  void wideImagesAreExact(String board, String library) {
    SplittableRandom random = new SplittableRandom(13);
    for (int side : new int[] {3, 5, 7}) {
      for (int stride = 1; stride <= 2; stride++) {
        Window2d window = new Window2d(side, side, 1, stride, 1, 1, 1, side / 2, 1, side / 2);
        layer(random, new int[] {1, 7, 150 + side + stride, 6}, 1, window, Clamp.NONE, 0);
      }
    }
    assertThat(grid.served(library)).isEqualTo(6);
    grid.agreesWithReference(board, library, directory);
  }

  private void randomLayers(int seed, int count) {
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(1000L * seed + i);
      Window2d window =
          new Window2d(
              random.nextInt(1, 8),
              random.nextInt(1, 8),
              random.nextInt(1, 4),
              random.nextInt(1, 4),
              random.nextInt(1, 3),
              random.nextInt(5) == 0 ? 2 : 1,
              random.nextInt(0, 3),
              random.nextInt(0, 4),
              random.nextInt(0, 3),
              random.nextInt(0, 4));
      int[] shape = {
        1 + random.nextInt(2), random.nextInt(12, 16), random.nextInt(12, 20), random.nextInt(1, 24)
      };
      Clamp clamp = random.nextInt(3) == 0 ? new Clamp(-20, 31) : Clamp.NONE;
      int multiplier = random.nextInt(3) == 0 ? random.nextInt(2, 5) : 1;
      layer(random, shape, multiplier, window, clamp, random.nextInt(3) == 0 ? 12 : 0);
    }
  }

  /**
   * @param left how far beyond the useful range factors reach
   */
  private void layer(
      SplittableRandom random,
      int[] shape,
      int multiplier,
      Window2d window,
      Clamp clamp,
      int left) {
    int channels = shape[3] * multiplier;
    int taps = window.kernelHeight() * window.kernelWidth();
    byte[] weight = new byte[taps * channels];
    random.nextBytes(weight);
    int unit = weights == ElementType.S4 ? 16 : 1;
    Float[] scales = new Float[channels];
    int[] bias = new int[channels];
    for (int channel = 0; channel < channels; channel++) {
      double useful = 0.02 * unit / Math.sqrt(taps) * random.nextDouble(0.5, 2);
      scales[channel] = (float) Math.scalb(useful, left == 0 ? 0 : random.nextInt(-left, left));
      bias[channel] = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(-20_000, 20_000);
      if (random.nextInt(8) == 0) {
        for (int tap = 0; tap < taps; tap++) {
          weight[tap * channels + channel] = (byte) -128;
        }
      }
    }
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (byte) (weight[i] / unit);
    }
    grid.add(
        new DepthwiseConv2d(window, multiplier, clamp),
        perTensor(random, shape),
        Operand.input(perTensor(random, shape)),
        new Operand(
            TensorType.of(weights, window.kernelHeight(), window.kernelWidth(), channels)
                .withQuantization(
                    new Quantization(Arrays.asList(scales), Collections.nCopies(channels, 0), 2)),
            TensorData.wrap(weights, weight)),
        new Operand(TensorType.of(ElementType.S32, List.of(channels)), TensorData.ints(bias)));
  }

  private static TensorType perTensor(SplittableRandom random, int[] shape) {
    return TensorType.of(ElementType.S8, shape)
        .withQuantization(Quantization.perTensor(SCALE, random.nextInt(-128, 128)));
  }
}
