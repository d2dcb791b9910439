package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

class ArgMaxTest {
  private static double[] plainly(ArgMax argMax, TensorType x, TensorData data) {
    int depth = x.extent(argMax.axis());
    int inner = x.product(argMax.axis() + 1, x.rank());
    double[] result = new double[x.count() / depth];
    for (int i = 0; i < result.length; i++) {
      int first = i / inner * depth * inner + i % inner;
      for (int d = 1; d < depth; d++) {
        int order =
            Double.compare(
                data.real(first + d * inner), data.real(first + (int) result[i] * inner));
        boolean better = argMax.minimum() ? order < 0 : order > 0;
        if (better || order == 0 && argMax.selectLast()) {
          result[i] = d;
        }
      }
    }
    return result;
  }

  @Test
  void findsTheIndexAlongAnyAxis() {
    Samples samples = new Samples(1);
    for (ElementType element :
        List.of(
            ElementType.F32, ElementType.S8, ElementType.U8, ElementType.S16, ElementType.S32)) {
      for (int[] shape : new int[][] {{9}, {2, 5}, {2, 3, 4}, {2, 3, 4, 5}}) {
        for (int i = 0; i < 4 * shape.length; i++) {
          TensorType x = TensorType.of(element, shape);
          TensorData data = samples.data(x);
          for (int k = 0; k < data.count(); k++) {
            data.set(k, Math.rint(data.real(k) % 3) + 0.0); // many are equal, no zero is negative
          }
          ArgMax argMax = new ArgMax(i / 4, i % 3 == 0, i % 2 == 1, i / 2 % 2 == 1);
          Expected.assertSame(
              Trial.run(argMax, List.of(x), List.of(data)),
              plainly(argMax, x, data),
              argMax + " of " + x);
        }
      }
    }
  }

  @Test
  void constraintsAreTold() {
    ArgMax argMax = new ArgMax(1, false, false, false);
    assertThat(Trial.broken(argMax, Samples.f32(3))).containsExactly("C2");
    assertThat(Trial.broken(argMax, Samples.f32(3, 0))).containsExactly("C3");
    assertThat(Trial.broken(argMax, TensorType.of(ElementType.BOOL, 3, 2))).containsExactly("C4");
    assertThat(Trial.broken(argMax, new Samples(1).weight(0, 0, 3, 2))).containsExactly("C4");
  }
}
