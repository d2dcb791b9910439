package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** Seeded types and contents for operator tests. */
final class Samples {
  private final SplittableRandom random;

  Samples(long seed) {
    random = new SplittableRandom(seed);
  }

  static TensorType f32(int... shape) {
    return TensorType.of(ElementType.F32, shape);
  }

  /** From {@code low} to {@code high}, both included. */
  int integer(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  double real(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Int8 with a scale around 0.05 and any zero point. */
  TensorType s8(int... shape) {
    return TensorType.of(ElementType.S8, shape)
        .withQuantization(Quantization.perTensor((float) real(0.01, 0.1), integer(-128, 127)));
  }

  /** Int8 weights with a scale, and a zero point up to a limit, for each index along an axis. */
  TensorType weight(int axis, int zeroLimit, int... shape) {
    List<Float> scales = new ArrayList<>();
    List<Integer> zeros = new ArrayList<>();
    for (int i = 0; i < shape[axis]; i++) {
      scales.add((float) real(0.001, 0.02));
      zeros.add(integer(-zeroLimit, zeroLimit));
    }
    return TensorType.of(ElementType.S8, shape)
        .withQuantization(new Quantization(scales, zeros, axis));
  }

  /** Reals in [-1, 1), 8- and 16-bit integers of the whole range, wider ones below 10000. */
  TensorData data(TensorType type) {
    TensorData data = TensorData.allocate(type.element(), type.count());
    for (int i = 0; i < data.count(); i++) {
      data.set(
          i,
          switch (type.element()) {
            case F32, F64 -> real(-1, 1);
            case BOOL -> integer(0, 1);
            case S8, U8, S16, U16 ->
                integer((int) type.element().min(), (int) type.element().max());
            default -> integer(type.element().isUnsigned() ? 0 : -10_000, 10_000);
          });
    }
    return data;
  }

  List<TensorData> data(List<TensorType> types) {
    return types.stream().map(this::data).toList();
  }
}
