package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorType;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Reduce;
import thimble.ir.op.Window2d;
import thimble.tests.op.LayerGrid.Operand;

/** Pools of the libraries of fast kernels against the reference, bit for bit. */
class FastPoolTest {
  @TempDir private static Path directory;

  private final LayerGrid grid = new LayerGrid();
  private final SplittableRandom random = new SplittableRandom(23);

  /** Windows of any size, stride, dilation and padding, negative ones included. */
  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps2-an386, cortexm", "host, mve", "mps3-an547, mve"})
  void randomWindowsAreExact(String board, String library) {
    for (int i = 0; i < 40; i++) {
      int height = random.nextInt(1, 6);
      int width = random.nextInt(1, 6);
      Window2d window =
          new Window2d(
              height,
              width,
              random.nextInt(1, 4),
              random.nextInt(1, 4),
              random.nextInt(1, 3),
              random.nextInt(1, 3),
              random.nextInt(-1, height),
              random.nextInt(-2, width),
              random.nextInt(-1, height),
              random.nextInt(-2, width));
      int[] shape = {1 + i % 2, random.nextInt(11, 14), random.nextInt(13, 16), 4 + i};
      add(i % 2 == 0 ? new MaxPool2d(window) : new AveragePool2d(window, false), shape);
    }
    assertThat(grid.served(library)).isEqualTo(library.equals("mve") ? 28 : 40);
    grid.agreesWithReference(board, library, directory);
  }

  /** Every number of cells that a mean may have, so that sums meet every tie. */
  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps2-an386, cortexm", "host, mve", "mps3-an547, mve"})
  void meansOfEveryNumberOfCellsAreExact(String board, String library) {
    for (int cells = 1; cells <= 64; cells++) {
      Window2d window = new Window2d(1, cells, 1, 1, 1, 1, 0, 0, 0, 0);
      add(new AveragePool2d(window, false), 1, 1, cells + 11, 9 + cells % 2 * 8);
    }
    add(new AveragePool2d(new Window2d(15, 17, 1, 1, 1, 1, 0, 0, 0, 0), false), 1, 15, 17, 40);
    assertThat(grid.served(library)).isEqualTo(library.equals("mve") ? 33 : 65);
    grid.agreesWithReference(board, library, directory);
  }

  /** Means of images, of quantized sums, and of an axis: cells in runs that lie apart. */
  @ParameterizedTest
  @CsvSource({"host", "mps3-an547"})
  void meansOfImagesAreExact(String board) {
    for (int channels = 4; channels < 40; channels++) {
      TensorType x = quantized(0.5f, 1 + channels % 3, 8 + channels % 5, 7, channels);
      TensorType y = quantized((float) random.nextDouble(0.05, 2));
      List<Integer> axes = channels % 4 == 3 ? List.of(1) : List.of(1, 2);
      grid.add(new Reduce(Reduce.Kind.MEAN, axes, channels % 2 == 0), y, Operand.input(x));
    }
    assertThat(grid.served("mve")).isEqualTo(36);
    grid.agreesWithReference(board, "mve", directory);
  }

  private TensorType quantized(float scale, int... shape) {
    return TensorType.of(ElementType.S8, shape)
        .withQuantization(Quantization.perTensor(scale, random.nextInt(-128, 128)));
  }

  private void add(Op op, int... shape) {
    TensorType x = quantized(0.5f, shape);
    grid.add(op, x, Operand.input(x));
  }
}
