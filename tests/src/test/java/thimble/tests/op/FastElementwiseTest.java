package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Lookup;
import thimble.ir.op.Multiply;
import thimble.ir.op.Requantize;
import thimble.ir.op.Resize2d;
import thimble.tests.op.LayerGrid.Operand;

/** Elementwise kernels of the fast libraries against the reference, bit for bit. */
class FastElementwiseTest {
  @TempDir private static Path directory;

  private final LayerGrid grid = new LayerGrid();
  private final SplittableRandom random = new SplittableRandom(17);

  /** Every byte, scales from far below to far above each other, ties included. */
  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps2-an386, cortexm", "host, mve", "mps3-an547, mve"})
  void everyByteIsExactInEveryScale(String board, String library) {
    for (int i = 0; i < 40; i++) {
      ElementType source = i % 4 == 3 ? ElementType.U8 : ElementType.S8;
      float scale = (float) Math.scalb(random.nextDouble(0.5, 1), i % 12 - 6);
      if (i % 5 == 0) {
        scale = Math.scalb(1.0f, i % 12 - 6);
      }
      int zero = source == ElementType.U8 ? 128 : random.nextInt(-128, 128);
      Operand bytes =
          new Operand(
              TensorType.of(source, 1, 257).withQuantization(Quantization.perTensor(scale, zero)),
              TensorData.wrap(source, every(257)));
      TensorType y = quantized(1, random.nextInt(-128, 128), 1, 257);
      grid.add(new Requantize(ElementType.S8), y, bytes);
    }
    TensorType x = quantized(0.5f, 3, 1, 21);
    grid.add(new Requantize(ElementType.S8), quantized(0.7f, -3, 1, 21), Operand.input(x));
    assertThat(grid.served(library)).isEqualTo(41);
    grid.agreesWithReference(board, library, directory);
  }

  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps2-an386, cortexm", "host, mve", "mps3-an547, mve"})
  void limitsAndTablesAreExact(String board, String library) {
    for (int count = 250; count < 262; count++) {
      TensorType x = quantized(0.5f, random.nextInt(-20, 20), 1, count);
      Clamp limits = new Clamp(random.nextInt(-30, 5), random.nextInt(6, 40));
      grid.add(new Clip(limits), x, new Operand(x, TensorData.bytes(every(count))));
      grid.add(new Clip(limits), x, Operand.input(x));
      byte[] table = new byte[256];
      random.nextBytes(table);
      TensorType entries = TensorType.of(ElementType.S8, 256);
      grid.add(new Lookup(), x, Operand.input(x), new Operand(entries, TensorData.bytes(table)));
    }
    assertThat(grid.served(library)).isEqualTo(36);
    grid.agreesWithReference(board, library, directory);
  }

  /** Of one shape (every pair of bytes), and with a factor for each channel or for all. */
  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps2-an386, cortexm", "host, mve", "mps3-an547, mve"})
  void productsAreExact(String board, String library) {
    for (int i = 0; i < 6; i++) {
      Clamp clamp = i % 3 == 0 ? new Clamp(-20, 31) : Clamp.NONE;
      float scale = i == 5 ? 30 : (float) random.nextDouble(0.005, 0.2);
      byte[] upper = new byte[1 << 16];
      for (int k = 0; k < upper.length; k++) {
        upper[k] = (byte) (k >> 8);
      }
      grid.add(
          new Multiply(clamp),
          quantized(1, random.nextInt(-128, 128), 256, 256),
          new Operand(
              quantized(scale, random.nextInt(-128, 128), 256, 256), TensorData.bytes(upper)),
          new Operand(
              quantized(0.5f, random.nextInt(-128, 128), 256, 256),
              TensorData.bytes(every(1 << 16))));
      for (int[] factor : new int[][] {{1, 1, 1, 5 + i}, {1, 1, 1, 1}}) {
        TensorType x = quantized(scale, random.nextInt(-128, 128), 1, 3, 7, 5 + i);
        TensorType b = quantized(0.5f, random.nextInt(-128, 128), factor);
        TensorType y = quantized(1, random.nextInt(-128, 128), 1, 3, 7, 5 + i);
        grid.add(new Multiply(clamp), y, Operand.input(x), Operand.input(b));
        grid.add(new Multiply(clamp), y, Operand.input(b), Operand.input(x));
      }
    }
    assertThat(grid.served(library)).isEqualTo(30);
    grid.agreesWithReference(board, library, directory);
  }

  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps2-an386, cortexm", "host, mve", "mps3-an547, mve"})
  void nearestCellsAreExact(String board, String library) {
    for (int channels = 1; channels <= 20; channels++) {
      TensorType x = quantized(0.5f, 3, 1, 3, 4, channels);
      Resize2d resize =
          Resize2d.to(
              x,
              6,
              8 + channels % 3,
              Resize2d.Mode.NEAREST,
              Resize2d.Coordinates.ASYMMETRIC,
              Resize2d.Rounding.FLOOR);
      grid.add(resize, x, Operand.input(x));
    }
    assertThat(grid.served(library)).isEqualTo(library.equals("mve") ? 13 : 20);
    grid.agreesWithReference(board, library, directory);
  }

  private static byte[] every(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static TensorType quantized(float scale, int zero, int... shape) {
    return TensorType.of(ElementType.S8, shape)
        .withQuantization(Quantization.perTensor(scale, zero));
  }
}
