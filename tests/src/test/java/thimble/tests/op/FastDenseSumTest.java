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
import thimble.ir.op.Conv2dSum;
import thimble.ir.op.FullyConnectedSum;
import thimble.ir.op.Op;
import thimble.ir.op.Window2d;
import thimble.tests.op.LayerGrid.Operand;

/** Sums that the next part of a layer goes on from, over some of its inputs. */
class FastDenseSumTest {
  @TempDir Path directory;

  private final SplittableRandom random = new SplittableRandom(11);
  private final LayerGrid grid = new LayerGrid();

  @ParameterizedTest
  @CsvSource({"host, cortexm", "mps2-an386, cortexm"})
  void anyDepthAndNumberOfUnitsIsExact(String board, String library) {
    for (int depth : new int[] {1, 2, 3, 4, 5, 7, 8, 12, 16, 19, 33, 36}) {
      int units = depth <= 5 ? depth : random.nextInt(1, 14);
      TensorType x = activation(1 + depth % 3, depth);
      TensorType sums = TensorType.of(ElementType.S32, 1 + depth % 3, units);
      layer(new FullyConnectedSum(), x, weight(units, depth), sums, depth % 4 == 0);
    }
    for (int depth : new int[] {508, 511, 1017}) {
      TensorType sums = TensorType.of(ElementType.S32, 1, 6);
      layer(new FullyConnectedSum(), activation(1, depth), weight(6, depth), sums, true);
    }
    for (int side = 1; side <= 4; side++) {
      TensorType x = activation(1, side, 5 - side, 3);
      TensorType sums = TensorType.of(ElementType.S32, 1, 1, 1, 7);
      Window2d image = new Window2d(side, 5 - side, 1, 1, 1, 1, 0, 0, 0, 0);
      layer(new Conv2dSum(image), x, weight(7, side, 5 - side, 3), sums, false);
      TensorType pixels = TensorType.of(ElementType.S32, 1, side, 5 - side, 5);
      layer(new Conv2dSum(Window2d.pointwise()), x, weight(5, 1, 1, 3), pixels, false);
    }
    assertThat(grid.served(library)).isEqualTo(2 * 23);
    grid.agreesWithReference(board, library, directory);
  }

  private static TensorType activation(int... shape) {
    return TensorType.of(ElementType.S8, shape).withQuantization(Quantization.perTensor(0.05f, 17));
  }

  private static TensorType weight(int... shape) {
    return TensorType.of(ElementType.S8, shape).withQuantization(Quantization.perTensor(0.01f, 0));
  }

  /** Beginning with the bias, and going on from sums. */
  private void layer(Op op, TensorType x, TensorType weight, TensorType sums, boolean extreme) {
    byte[] data = new byte[weight.count()];
    random.nextBytes(data);
    for (int i = 0; extreme && i < data.length; i++) {
      data[i] = (byte) (i % 3 == 1 ? 127 : -128);
    }
    int[] bias = random.ints(weight.extent(0)).toArray();
    Operand filters = new Operand(weight, TensorData.bytes(data));
    TensorType first = TensorType.of(ElementType.S32, weight.extent(0));
    grid.add(op, sums, Operand.input(x), filters, new Operand(first, TensorData.ints(bias)));
    grid.add(op, sums, Operand.input(x), filters, Operand.input(sums));
  }
}
