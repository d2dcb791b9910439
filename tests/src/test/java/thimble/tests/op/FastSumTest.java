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
import thimble.ir.op.Add;
import thimble.ir.op.Clamp;
import thimble.ir.op.Subtract;
import thimble.tests.op.LayerGrid.Operand;

/** Sums of the libraries of fast kernels against the reference, for every pair of operands. */
class FastSumTest {
  @TempDir private static Path directory;

  private final LayerGrid grid = new LayerGrid();
  private final SplittableRandom random = new SplittableRandom(5);

  @ParameterizedTest
  @CsvSource({
    "host, cortexm",
    "mps2-an386, cortexm",
    "host, mve",
    "mps3-an547, mve",
    "mps2-an385, plain"
  })
  void everyPairOfOperandsIsExact(String board, String library) {
    for (int i = 0; i < 12; i++) {
      Clamp clamp = i % 3 == 0 ? Clamp.RELU : Clamp.NONE;
      Quantization result = quantization();
      Operand a = new Operand(type(quantization()), TensorData.bytes(first()));
      Operand b = new Operand(type(quantization()), TensorData.bytes(second()));
      Operand none = Operand.input(type(quantization()));
      grid.add(i % 4 == 1 ? new Subtract(clamp) : new Add(clamp), type(result), a, b);
      grid.add(new Add(clamp), type(result), a, none);
    }
    // Scales with ties on both sides of zero, which no linear form meets.
    Quantization plain = Quantization.perTensor(0.5f, 0);
    Quantization coarse = Quantization.perTensor(1, 3);
    Operand a = new Operand(type(plain), TensorData.bytes(first()));
    Operand b = new Operand(type(plain), TensorData.bytes(second()));
    grid.add(new Add(Clamp.NONE), type(coarse), a, b);
    grid.add(new Subtract(Clamp.RELU), type(coarse), a, b);
    assertThat(grid.served(library)).isEqualTo(26);
    grid.agreesWithReference(board, library, directory);
  }

  private Quantization quantization() {
    return Quantization.perTensor((float) random.nextDouble(0.01, 0.1), random.nextInt(-128, 128));
  }

  private static TensorType type(Quantization quantization) {
    return TensorType.of(ElementType.S8, 256, 257).withQuantization(quantization);
  }

  private static byte[] first() {
    byte[] bytes = new byte[256 * 257];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i >> 8);
    }
    return bytes;
  }

  private static byte[] second() {
    byte[] bytes = new byte[256 * 257];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
