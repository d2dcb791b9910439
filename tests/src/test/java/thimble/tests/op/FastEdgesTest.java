package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Concat;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Pad;
import thimble.ir.op.Quantize;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Softmax;
import thimble.tests.op.LayerGrid.Operand;

/** What stands at the edges of networks, and what only moves bytes, against the reference. */
class FastEdgesTest {
  private static final String LIBRARY = "cortexm";

  @TempDir private static Path directory;

  private final LayerGrid grid = new LayerGrid();
  private final SplittableRandom random = new SplittableRandom(29);

  /** Halves of steps and their neighbours, numbers beyond all integers, infinities, NaN. */
  @ParameterizedTest
  @CsvSource({"host", "mps2-an386", "mps2-an500"})
  void floatsAreRoundedAsTheRuleHasIt(String board) {
    for (int i = 0; i < 24; i++) {
      ElementType element = i % 3 == 2 ? ElementType.S16 : ElementType.S8;
      float scale = i % 4 == 0 ? Math.scalb(1.0f, i - 12) : (float) random.nextDouble(0.001, 3);
      int zero = i % 5 == 0 ? (int) element.min() : random.nextInt(-100, 100);
      float[] values = nearHalves(scale);
      TensorType x = TensorType.of(ElementType.F32, 1, values.length);
      TensorType y =
          TensorType.of(element, 1, values.length)
              .withQuantization(Quantization.perTensor(scale, zero));
      grid.add(new Quantize(element), y, new Operand(x, TensorData.floats(values)));
      TensorType bytes = TensorType.of(element, 1, 37).withQuantization(y.quant());
      grid.add(new Dequantize(), x, Operand.input(bytes));
    }
    assertThat(grid.served(LIBRARY)).isEqualTo(48);
    grid.agreesWithReference(board, LIBRARY, directory);
  }

  private float[] nearHalves(float scale) {
    List<Float> values = new ArrayList<>();
    for (int step : new int[] {0, 1, 2, 3, 7, 100, 127, 255, 32767, 1 << 22, (1 << 23) - 1}) {
      for (float half : new float[] {(step - 0.5f) * scale, (step + 0.5f) * scale}) {
        for (float value : new float[] {Math.nextDown(half), half, Math.nextUp(half)}) {
          values.add(value);
          values.add(-value);
        }
      }
    }
    for (float value : new float[] {3e9f, 1e38f, Float.POSITIVE_INFINITY, 1e-40f, 0f, -0f}) {
      values.add(value);
      values.add(-value);
    }
    values.add(Float.NaN);
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /** Any depth, along any axis, results with 1 to 16 bits behind the point. */
  @ParameterizedTest
  @CsvSource({"host", "mps2-an386"})
  void quotientsOfSoftmaxAreExact(String board) {
    for (int i = 0; i < 32; i++) {
      float scale = (float) random.nextDouble(0.0005, i % 2 == 0 ? 0.02 : 0.5);
      int depth = i < 8 ? i + 1 : random.nextInt(2, 700);
      TensorType x = quantized(scale, 3, i % 3 + 1, depth, i % 2 + 1);
      TensorType y = quantized(Math.scalb(1.0f, i < 16 ? -8 : i - 32), i % 7 - 128);
      grid.add(new Softmax(1, false), y, Operand.input(x));
    }
    assertThat(grid.served(LIBRARY)).isEqualTo(32);
    grid.agreesWithReference(board, LIBRARY, directory);
  }

  @ParameterizedTest
  @CsvSource({"host", "mps2-an386"})
  void blendsAreExact(String board) {
    for (int channels = 1; channels <= 16; channels++) {
      TensorType x = quantized(0.5f, channels * 16 - 129, 1, 3 + channels % 3, 4, channels);
      Resize2d.Coordinates coordinates =
          List.of(
                  Resize2d.Coordinates.ASYMMETRIC,
                  Resize2d.Coordinates.HALF_PIXEL,
                  Resize2d.Coordinates.ALIGN_CORNERS)
              .get(channels % 3);
      grid.add(
          Resize2d.to(
              x,
              5 + channels % 4,
              9 - channels % 5,
              Resize2d.Mode.LINEAR,
              coordinates,
              Resize2d.Rounding.FLOOR),
          x,
          Operand.input(x));
    }
    assertThat(grid.served(LIBRARY)).isEqualTo(16);
    grid.agreesWithReference(board, LIBRARY, directory);
  }

  /** Rows of padding and columns of it; runs that no word divides; up to eight sources. */
  @ParameterizedTest
  @CsvSource({"host", "mps2-an386"})
  void bytesKeepTheirOrder(String board) {
    for (int channels = 1; channels <= 11; channels++) {
      TensorType x = quantized(0.5f, channels - 5, 1, 3, 4, channels);
      List<Integer> before = List.of(0, channels % 3, channels % 2, 0);
      List<Integer> after = List.of(0, channels % 2, 1 + channels % 3, 0);
      grid.add(new Pad(before, after, Pad.Mode.CONSTANT, channels - 3), x, Operand.input(x));
      int count = 2 + channels % 7;
      Operand[] sources = new Operand[count];
      for (int i = 0; i < count; i++) {
        sources[i] = Operand.input(quantized(0.5f, channels - 5, 1, 3, 4, 1 + (channels + i) % 9));
      }
      grid.add(new Concat(3), x, sources);
      grid.add(new Concat(1), x, Operand.input(x), Operand.input(x));
    }
    assertThat(grid.served(LIBRARY)).isEqualTo(33);
    grid.agreesWithReference(board, LIBRARY, directory);
  }

  private static TensorType quantized(float scale, int zero, int... shape) {
    return TensorType.of(ElementType.S8, shape)
        .withQuantization(Quantization.perTensor(scale, zero));
  }
}
