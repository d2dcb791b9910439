package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
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
import thimble.ir.op.FullyConnected;
import thimble.tests.op.LayerGrid.Operand;

/** Fully connected layers of fast kernels against the reference, bit for bit. */
class FastFullyConnectedTest {
  @TempDir private static Path directory;

  /** What the next layers' weights are. */
  private ElementType weights = ElementType.S8;

  private final LayerGrid grid = new LayerGrid();
  private final SplittableRandom random = new SplittableRandom(3);

  @ParameterizedTest
  @CsvSource({
    "host, cortexm, S8, 67",
    "mps2-an386, cortexm, S8, 67",
    "host, mve, S8, 56",
    "mps3-an547, mve, S8, 56",
    "host, cortexm, S4, 67",
    "mps2-an386, cortexm, S4, 67",
    "mps3-an547, mve, S4, 56",
    "host, plain, S8, 67",
    "mps2-an385, plain, S8, 67"
  })
  void everyDepthAndNumberOfUnitsIsExact(
      String board, String library, ElementType element, int served) {
    weights = element;
    for (int depth = 1; depth <= 67; depth++) {
      int units = depth <= 12 ? depth : random.nextInt(1, 30);
      layer(1 + depth % 3, depth, units, depth % 2 == 0, false, Clamp.NONE);
    }
    assertThat(grid.served(library)).isGreaterThanOrEqualTo(served);
    grid.agreesWithReference(board, library, directory);
  }

  /** The largest products there are: sums of them are cut before the upper unit's overflows. */
  @ParameterizedTest
  @CsvSource({
    "host, cortexm, S8",
    "mps2-an386, cortexm, S8",
    "host, mve, S8",
    "mps3-an547, mve, S8",
    "host, cortexm, S4",
    "mps2-an386, cortexm, S4",
    "host, mve, S4",
    "mps3-an547, mve, S4",
    "host, plain, S8",
    "mps2-an385, plain, S8"
  })
  void longSumsOfExtremesAreExact(String board, String library, ElementType element) {
    weights = element;
    for (int depth : new int[] {507, 508, 511, 512, 640, 1016, 1017, 2500}) {
      layer(1, depth, 5, true, true, new Clamp(-40, 30));
      layer(1, depth, 8, false, false, Clamp.RELU);
    }
    assertThat(grid.served(library)).isEqualTo(16);
    grid.agreesWithReference(board, library, directory);
  }

  private void layer(
      int vectors, int depth, int units, boolean perUnit, boolean extreme, Clamp clamp) {
    byte[] weight = new byte[units * depth];
    random.nextBytes(weight);
    for (int i = 0; extreme && i < weight.length; i++) {
      weight[i] = (byte) (i / depth % 3 == 1 ? 127 : -128);
    }
    int unitWeight = weights == ElementType.S4 ? 16 : 1;
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (byte) (weight[i] / unitWeight);
    }
    List<Float> scales = new ArrayList<>();
    int[] bias = new int[units];
    for (int unit = 0; unit < units; unit++) {
      double useful = 0.02 * unitWeight / Math.sqrt(depth) * random.nextDouble(0.5, 2);
      boolean own = perUnit || unit == 0;
      scales.add(own ? (float) Math.scalb(useful, random.nextInt(-3, 8)) : scales.get(0));
      bias[unit] = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(-20_000, 20_000);
    }
    grid.add(
        new FullyConnected(clamp),
        perTensor(vectors, units),
        Operand.input(perTensor(vectors, depth)),
        new Operand(
            TensorType.of(weights, units, depth)
                .withQuantization(
                    perUnit
                        ? new Quantization(scales, Collections.nCopies(units, 0), 0)
                        : Quantization.perTensor(scales.get(0), 0)),
            TensorData.wrap(weights, weight)),
        new Operand(TensorType.of(ElementType.S32, units), TensorData.ints(bias)));
  }

  private TensorType perTensor(int... shape) {
    return TensorType.of(ElementType.S8, shape)
        .withQuantization(Quantization.perTensor(0.5f, random.nextInt(-128, 128)));
  }
}
