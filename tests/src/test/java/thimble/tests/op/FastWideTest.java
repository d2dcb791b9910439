package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Op;
import thimble.ir.op.Subtract;
import thimble.ir.op.Window2d;
import thimble.tests.op.LayerGrid.Operand;

/**
 * Kernels of int16 activations against the reference kernels, bit for bit: as C on the host and in
 * the emulator.
 */
class FastWideTest {
  private static final float SCALE = 0.001f;

  @TempDir private static Path directory;

  private final LayerGrid grid = new LayerGrid();
  private SplittableRandom random = new SplittableRandom(1);

  @ParameterizedTest
  @ValueSource(strings = {"host", "mps2-an386"})
  void convolutionsAreExact(String board) {
    for (int channels = 1; channels <= 34; channels += channels < 12 ? 1 : 3) {
      int side = 1 + channels % 3;
      Window2d window =
          new Window2d(
              side,
              side,
              1 + channels % 2,
              1 + channels % 2,
              1,
              1 + channels % 5 / 4,
              side / 2,
              channels % 4,
              side - 1,
              channels % 3);
      convolution(new int[] {1, 6, 7 + channels % 3, channels}, 35 - channels, window, channels);
    }
    assertThat(grid.served("cortexm")).isEqualTo(19);
    grid.agreesWithReference(board, "cortexm", directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "mps2-an386"})
  void pointwiseAndFullyConnectedAreExact(String board) {
    for (int channels = 1; channels <= 67; channels += channels < 8 ? 1 : 5) {
      int outputs = 1 + (channels * 5) % 23;
      convolution(
          new int[] {1, 2, 1 + channels % 7, channels}, outputs, Window2d.pointwise(), channels);
      TensorType x = words(zero(channels), 1 + channels % 3, channels);
      layer(new FullyConnected(clamp(channels)), x, outputs, 0, channels, outputs, channels);
    }
    grid.agreesWithReference(board, "cortexm", directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "mps2-an386"})
  void depthwiseConvolutionsAreExact(String board) {
    for (int i = 0; i < 18; i++) {
      int channels = 4 + i % 9;
      int height = 1 + i % 5;
      int width = 1 + i / 3 % 4;
      int multiplier = i % 6 == 5 ? 2 : 1;
      int pad = random.nextInt(height);
      Window2d window =
          new Window2d(
              height, width, 1 + i % 2, 1 + i / 2 % 2, 1, 1, pad, random.nextInt(3), 0, width - 1);
      TensorType x = words(zero(i), 1, 6, 3 + i % 11, channels);
      int outputs = channels * multiplier;
      layer(
          new DepthwiseConv2d(window, multiplier, clamp(i)),
          x,
          outputs,
          2,
          i,
          height,
          width,
          outputs);
    }
    assertThat(grid.served("cortexm")).isGreaterThan(12);
    grid.agreesWithReference(board, "cortexm", directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "mps2-an386"})
  void sumsAreExact(String board) {
    for (int i = 0; i < 12; i++) {
      boolean symmetric = i % 2 == 0;
      TensorType a = type((float) random.nextDouble(0.001, 0.1), symmetric ? 0 : anyZero());
      TensorType b =
          i % 5 == 0 ? a : type((float) random.nextDouble(0.001, 0.1), symmetric ? 0 : anyZero());
      TensorType y = type((float) random.nextDouble(0.001, 0.2), symmetric ? 0 : anyZero());
      Clamp clamp = i % 3 == 0 ? Clamp.RELU : Clamp.NONE;
      Op op = i % 4 == 3 ? new Subtract(clamp) : new Add(clamp);
      grid.add(op, y, new Operand(a, noise(a.count())), new Operand(b, noise(b.count())));
      grid.add(op, y, Operand.input(a), Operand.input(b));
    }
    assertThat(grid.served("cortexm")).isEqualTo(24);
    grid.agreesWithReference(board, "cortexm", directory);
  }

  /** The rescaling alone: weights are 0, so that sums are the biases, at and beside ties. */
  @ParameterizedTest
  @ValueSource(strings = {"host", "mps2-an386"})
  void rescalingIsExactAtTies(String board) {
    for (int fromShift : new int[] {-31, -17}) {
      int outputs = 1000;
      long[] bias = new long[outputs];
      Float[] scales = new Float[outputs];
      for (int channel = 0; channel < outputs; channel++) {
        int shift = fromShift + channel % (fromShift == -31 ? 38 : 17);
        scales[channel] = (float) Math.scalb(random.nextDouble(0.5, 0.999), shift);
        double tie = (random.nextInt(-33_000, 33_000) + 0.5) / scales[channel];
        bias[channel] = (long) Math.floor(tie) + random.nextInt(-1, 3);
      }
      TensorType x = words(0, 1, 1, 3, 1);
      TensorType weight =
          TensorType.of(ElementType.S8, outputs, 1, 1, 1).withQuantization(quantization(scales, 0));
      grid.add(
          new Conv2d(Window2d.pointwise(), 1, Clamp.NONE),
          type(SCALE, 5),
          Operand.input(x),
          new Operand(weight, TensorData.bytes(new byte[outputs])),
          new Operand(TensorType.of(ElementType.S64, outputs), TensorData.longs(bias)));
    }
    grid.agreesWithReference(board, "cortexm", directory);
  }

  private void convolution(int[] shape, int outputs, Window2d window, int variant) {
    TensorType x = words(zero(variant), shape);
    layer(
        new Conv2d(window, 1, clamp(variant)),
        x,
        outputs,
        0,
        variant,
        outputs,
        window.kernelHeight(),
        window.kernelWidth(),
        shape[3]);
  }

  /** A layer with noise for weights; every eleventh has sums or factors that need 64 bits. */
  private void layer(Op op, TensorType x, int outputs, int axis, int variant, int... weightShape) {
    TensorType shape = TensorType.of(ElementType.S8, weightShape);
    byte[] weight = new byte[shape.count()];
    random.nextBytes(weight);
    boolean large = variant % 11 == 7;
    int depth = weight.length / outputs;
    Float[] scales = new Float[outputs];
    long[] bias = new long[outputs];
    for (int channel = 0; channel < outputs; channel++) {
      double useful = 0.005 / Math.sqrt(depth) * random.nextDouble(0.5, 2);
      scales[channel] = (float) (large ? useful / 1e4 : useful);
      bias[channel] =
          large ? random.nextLong(-1L << 44, 1L << 44) : random.nextInt(-99_999, 99_999);
    }
    TensorType w = shape.withQuantization(quantization(scales, axis));
    grid.add(
        op,
        type(SCALE, zero(variant + 1)),
        Operand.input(x),
        new Operand(w, TensorData.bytes(weight)),
        new Operand(TensorType.of(ElementType.S64, outputs), TensorData.longs(bias)));
  }

  private static Quantization quantization(Float[] scales, int axis) {
    return new Quantization(List.of(scales), Collections.nCopies(scales.length, 0), axis);
  }

  private int anyZero() {
    return random.nextInt(-32768, 32768);
  }

  private int zero(int variant) {
    return variant % 3 == 0 ? 0 : anyZero();
  }

  private static Clamp clamp(int variant) {
    return variant % 4 == 0 ? Clamp.RELU : variant % 4 == 1 ? new Clamp(-3, 11) : Clamp.NONE;
  }

  private static TensorType words(int zero, int... shape) {
    return TensorType.of(ElementType.S16, shape)
        .withQuantization(Quantization.perTensor(SCALE, zero));
  }

  private static TensorType type(float scale, int zero) {
    return TensorType.of(ElementType.S16, 5, 101)
        .withQuantization(Quantization.perTensor(scale, zero));
  }

  private TensorData noise(int count) {
    short[] values = new short[count];
    for (int i = 0; i < count; i++) {
      values[i] = (short) random.nextInt();
    }
    return TensorData.wrap(ElementType.S16, values);
  }
}
