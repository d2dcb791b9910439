package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/**
 * Quantized sums and products, against docs/semantics.md written down once more in big integers.
 */
class QuantizedArithmeticTest {
  private static final Random RANDOM = new Random(11);

  /** A factor as fraction and exponent, found by comparing, not by taking doubles apart. */
  private record Factor(BigInteger q, int e) {
    static Factor of(double m) {
      BigDecimal f = new BigDecimal(m);
      BigDecimal half = new BigDecimal("0.5");
      BigDecimal two = BigDecimal.valueOf(2);
      int e = 0;
      while (f.compareTo(BigDecimal.ONE) >= 0) {
        f = f.multiply(half);
        e++;
      }
      while (f.compareTo(half) < 0) {
        f = f.multiply(two);
        e--;
      }
      BigInteger q =
          f.multiply(two.pow(31)).add(half).setScale(0, RoundingMode.FLOOR).toBigInteger();
      if (q.bitLength() == 32) {
        q = q.shiftRight(1);
        e++;
      }
      return e < -31 ? new Factor(BigInteger.ZERO, 0) : new Factor(q, e);
    }

    /** What is shifted to the left wraps to 32 bits. */
    BigInteger rescale(BigInteger x) {
      return rounded(BigInteger.valueOf(x.shiftLeft(Math.max(e, 0)).intValue()));
    }

    /** What is shifted to the left saturates at 33 bits. */
    BigInteger rescaleWide(BigInteger x) {
      BigInteger most = BigInteger.ONE.shiftLeft(32);
      return rounded(x.shiftLeft(Math.max(e, 0)).min(most).max(most.negate()));
    }

    private BigInteger rounded(BigInteger shifted) {
      BigInteger product = shifted.multiply(q);
      BigInteger nudge =
          product.signum() >= 0
              ? BigInteger.ONE.shiftLeft(30)
              : BigInteger.ONE.subtract(BigInteger.ONE.shiftLeft(30));
      BigInteger high = product.add(nudge).divide(BigInteger.ONE.shiftLeft(31));
      return new BigDecimal(high)
          .divide(BigDecimal.valueOf(2).pow(Math.max(-e, 0)), 0, RoundingMode.HALF_UP)
          .toBigInteger();
    }
  }

  private static long clamp(BigInteger value, int zero, long low, long high) {
    return value
        .add(BigInteger.valueOf(zero))
        .max(BigInteger.valueOf(low))
        .min(BigInteger.valueOf(high))
        .longValue();
  }

  private static long sum(
      long a, long b, int sign, int unit, Quantization qa, Quantization qb, Quantization qy) {
    double common = 2.0 * Math.max(qa.scale(), qb.scale());
    BigInteger u =
        Factor.of(qa.scale() / common)
            .rescale(BigInteger.valueOf(a - qa.zeroPoint()).shiftLeft(unit));
    BigInteger v =
        Factor.of(qb.scale() / common)
            .rescale(BigInteger.valueOf(b - qb.zeroPoint()).shiftLeft(unit));
    BigInteger total = sign > 0 ? u.add(v) : u.subtract(v);
    return clamp(
        Factor.of(common / ((double) (1 << unit) * qy.scale())).rescale(total),
        qy.zeroPoint(),
        unit == 20 ? -128 : -32768,
        unit == 20 ? 127 : 32767);
  }

  private static float scale() {
    return (float) StrictMath.exp(RANDOM.nextGaussian() * 2 - 3);
  }

  private static Quantization quantization(boolean symmetric) {
    return Quantization.perTensor(scale(), symmetric ? 0 : RANDOM.nextInt(256) - 128);
  }

  private static Quantization wordQuantization(boolean symmetric) {
    return Quantization.perTensor(scale(), symmetric ? 0 : RANDOM.nextInt(65536) - 32768);
  }

  /** All 65536 pairs of s8. */
  private static TensorData every(boolean first) {
    byte[] values = new byte[65536];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (first ? i >> 8 : i);
    }
    return TensorData.bytes(values);
  }

  @Test
  void everyPairOfBytesAddsAndSubtracts() {
    TensorData a = every(true);
    TensorData b = every(false);
    for (int trial = 0; trial < 6; trial++) {
      Quantization qa = quantization(false);
      Quantization qb = trial == 0 ? qa : quantization(false);
      Quantization qy = trial == 1 ? qa : quantization(false);
      TensorType ta = TensorType.quantized(ElementType.S8, List.of(256, 256), qa);
      TensorType tb = TensorType.quantized(ElementType.S8, List.of(256, 256), qb);
      List<TensorType> types = List.of(ta, tb);
      TensorData sums = OpRunner.run(new Add(Clamp.NONE), types, qy, List.of(a, b));
      TensorData differences = OpRunner.run(new Subtract(Clamp.NONE), types, qy, List.of(a, b));
      for (int i = 0; i < 65536; i += 41) {
        long x = a.integer(i);
        long y = b.integer(i);
        assertThat(sums.integer(i)).isEqualTo(sum(x, y, 1, 20, qa, qb, qy));
        assertThat(differences.integer(i)).isEqualTo(sum(x, y, -1, 20, qa, qb, qy));
      }
    }
  }

  @Test
  void everyPairOfBytesMultiplies() {
    TensorData a = every(true);
    TensorData b = every(false);
    for (int trial = 0; trial < 6; trial++) {
      Quantization qa = quantization(false);
      Quantization qb = quantization(false);
      Quantization qy = quantization(false);
      TensorType ta = TensorType.quantized(ElementType.S8, List.of(256, 256), qa);
      TensorType tb = TensorType.quantized(ElementType.S8, List.of(256, 256), qb);
      TensorData products =
          OpRunner.run(new Multiply(Clamp.NONE), List.of(ta, tb), qy, List.of(a, b));
      Factor factor = Factor.of((double) qa.scale() * qb.scale() / qy.scale());
      for (int i = 0; i < 65536; i += 41) {
        BigInteger product =
            BigInteger.valueOf((a.integer(i) - qa.zeroPoint()) * (b.integer(i) - qb.zeroPoint()));
        assertThat(products.integer(i))
            .isEqualTo(clamp(factor.rescale(product), qy.zeroPoint(), -128, 127));
      }
    }
  }

  @Test
  void broadcastOperandsGiveTheSame() {
    Quantization qa = Quantization.perTensor(0.05f, 3);
    Quantization qb = Quantization.perTensor(0.02f, -7);
    Quantization qy = Quantization.perTensor(0.06f, 10);
    TensorType image = TensorType.quantized(ElementType.S8, List.of(2, 3, 5, 4), qa);
    TensorData x = OpRunner.random(image, RANDOM);
    for (List<Integer> shape :
        List.of(List.<Integer>of(), List.of(4), List.of(3, 1, 4), List.of(2, 1, 1, 4))) {
      TensorType other = TensorType.quantized(ElementType.S8, shape, qb);
      TensorData y = OpRunner.random(other, RANDOM);
      List<TensorType> types = List.of(other, image);
      TensorData sums = OpRunner.run(new Add(Clamp.RELU), types, qy, List.of(y, x));
      TensorData differences = OpRunner.run(new Subtract(Clamp.NONE), types, qy, List.of(y, x));
      TensorData products = OpRunner.run(new Multiply(Clamp.RELU6), types, qy, List.of(y, x));
      Factor factor = Factor.of((double) 0.05f * 0.02f / 0.06f);
      for (int i = 0; i < x.count(); i++) {
        long a = y.integer(OpRunner.index(other, OpRunner.place(image.shape(), i)));
        long b = x.integer(i);
        assertThat(sums.integer(i)).isEqualTo(Math.max(10, sum(a, b, 1, 20, qb, qa, qy)));
        assertThat(differences.integer(i)).isEqualTo(sum(a, b, -1, 20, qb, qa, qy));
        BigInteger product = BigInteger.valueOf((a + 7) * (b - 3));
        // Relu6 at scale 0.06, zero point 10: from 10 to 110.
        assertThat(products.integer(i)).isEqualTo(clamp(factor.rescale(product), 10, 10, 110));
      }
    }
  }

  @Test
  void wordsAddAndMultiply() {
    for (int trial = 0; trial < 20; trial++) {
      boolean symmetric = trial % 2 == 0;
      Quantization qa = wordQuantization(symmetric);
      Quantization qb = wordQuantization(symmetric);
      Quantization qy = wordQuantization(symmetric);
      int unit = symmetric ? 15 : 14;
      TensorType ta = TensorType.quantized(ElementType.S16, List.of(40, 25), qa);
      TensorType tb = TensorType.quantized(ElementType.S16, List.of(40, 25), qb);
      TensorData a = OpRunner.random(ta, RANDOM);
      TensorData b = OpRunner.random(tb, RANDOM);
      a.set(0, -32768);
      b.set(0, -32768);
      List<TensorType> types = List.of(ta, tb);
      TensorData sums = OpRunner.run(new Add(Clamp.NONE), types, qy, List.of(a, b));
      TensorData differences = OpRunner.run(new Subtract(Clamp.NONE), types, qy, List.of(a, b));
      TensorData products = OpRunner.run(new Multiply(Clamp.NONE), types, qy, List.of(a, b));
      Factor factor = Factor.of((double) qa.scale() * qb.scale() / qy.scale());
      for (int i = 0; i < a.count(); i++) {
        long x = a.integer(i);
        long y = b.integer(i);
        assertThat(sums.integer(i)).isEqualTo(sum(x, y, 1, unit, qa, qb, qy));
        assertThat(differences.integer(i)).isEqualTo(sum(x, y, -1, unit, qa, qb, qy));
        BigInteger product = BigInteger.valueOf((x - qa.zeroPoint()) * (y - qb.zeroPoint()));
        assertThat(products.integer(i))
            .isEqualTo(clamp(factor.rescaleWide(product), qy.zeroPoint(), -32768, 32767));
      }
    }
  }

  @Test
  void rescalesBetweenAllTypes() {
    List<ElementType> elements =
        List.of(ElementType.S8, ElementType.U8, ElementType.S16, ElementType.U16, ElementType.S32);
    for (ElementType from : elements) {
      for (ElementType to : elements) {
        Quantization qx = Quantization.perTensor(scale(), from == ElementType.S32 ? 0 : 5);
        Quantization qy = Quantization.perTensor(qx.scale() * 0.37f, to == ElementType.S8 ? -9 : 9);
        TensorType type = TensorType.quantized(from, List.of(2, 3, 50), qx);
        TensorData x = OpRunner.random(type, RANDOM);
        if (from == ElementType.S32) {
          for (int i = 0; i < x.count(); i += 2) {
            x.intArray()[i] >>= 16;
          }
        }
        TensorData y = OpRunner.run(new Requantize(to), List.of(type), qy, List.of(x));
        Factor factor = Factor.of((double) qx.scale() / qy.scale());
        for (int i = 0; i < x.count(); i++) {
          BigInteger value = factor.rescale(BigInteger.valueOf(x.integer(i) - qx.zeroPoint()));
          assertThat(y.integer(i))
              .as("%s to %s of %s", from, to, x.integer(i))
              .isEqualTo(clamp(value, qy.zeroPoint(), to.min(), to.max()));
        }
      }
    }
  }
}
