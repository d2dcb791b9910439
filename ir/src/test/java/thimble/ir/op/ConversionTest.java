package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.run.LookupTable;

/** Quantize, Dequantize, Cast and Lookup against their definitions. */
class ConversionTest {
  private static final List<ElementType> QUANTIZED =
      List.of(ElementType.S8, ElementType.U8, ElementType.S16, ElementType.U16, ElementType.S32);

  private final Random random = new Random(21);

  private static long quantized(float x, float scale, int zero, ElementType element) {
    float steps = x / scale;
    if (Float.isNaN(steps)) {
      return zero;
    }
    BigDecimal exact =
        Float.isInfinite(steps)
            ? BigDecimal.valueOf(steps > 0 ? 1e30 : -1e30)
            : new BigDecimal(steps);
    return exact
        .setScale(0, RoundingMode.HALF_UP)
        .add(BigDecimal.valueOf(zero))
        .max(BigDecimal.valueOf(element.min()))
        .min(BigDecimal.valueOf(element.max()))
        .longValue();
  }

  /** Floats of all magnitudes, and what is hard to round. */
  private TensorData floats(int count) {
    float[] hard = {
      0.5f,
      -0.5f,
      1.5f,
      2.5f,
      -2.5f,
      0.49999997f,
      -0.49999997f,
      8388607.5f,
      8388609f,
      0f,
      -0f,
      Float.MIN_VALUE,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      127.5f,
      -128.5f,
      255.5f,
      2147483648f,
      -2147483648f,
      2147483520f,
      9.223372e18f,
      -9.223372e18f
    };
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          i < hard.length
              ? hard[i]
              : i % 2 == 0
                  ? Float.intBitsToFloat(random.nextInt())
                  : (float) random.nextGaussian() * 100;
    }
    return TensorData.floats(values);
  }

  @Test
  void quantizesPerTensor() {
    for (ElementType element : QUANTIZED) {
      for (float scale : new float[] {1, 0.5f, 0.1f, 3e-5f, 1e20f}) {
        int zero = element == ElementType.S32 ? 0 : 7;
        TensorType type = TensorType.of(ElementType.F32, 2, 3, 100);
        TensorData x = floats(600);
        TensorData y =
            OpRunner.run(
                new Quantize(element),
                List.of(type),
                Quantization.perTensor(scale, zero),
                List.of(x));
        for (int i = 0; i < y.count(); i++) {
          assertThat(y.integer(i))
              .as("%s / %s to %s", x.floatArray()[i], scale, element)
              .isEqualTo(quantized(x.floatArray()[i], scale, zero, element));
        }
      }
    }
  }

  @Test
  void quantizesAndDequantizesAlongAnyAxis() {
    for (ElementType element : QUANTIZED) {
      for (int axis = 0; axis < 4; axis++) {
        TensorType type = TensorType.of(ElementType.F32, 2, 3, 4, 5);
        int entries = type.extent(axis);
        Quantization quantization =
            new Quantization(
                List.of(0.5f, 0.25f, 2f, 1f, 0.125f).subList(0, entries),
                List.of(0, 3, 1, 2, 4).subList(0, entries),
                axis);
        TensorData x = OpRunner.random(type, random);
        TensorData y = OpRunner.run(new Quantize(element), List.of(type), quantization, List.of(x));
        TensorType stored = TensorType.quantized(element, type.shape(), quantization);
        TensorData back = OpRunner.run(new Dequantize(), List.of(stored), List.of(y));
        for (int i = 0; i < y.count(); i++) {
          int entry = OpRunner.place(type.shape(), i)[axis];
          float scale = quantization.scale(entry);
          int zero = quantization.zeroPoint(entry);
          assertThat(y.integer(i)).isEqualTo(quantized(x.floatArray()[i], scale, zero, element));
          assertThat(back.floatArray()[i]).isEqualTo((y.integer(i) - zero) * scale);
        }
      }
    }
  }

  @Test
  void dequantizesEveryStoredNumber() {
    for (ElementType element : QUANTIZED) {
      TensorType type =
          TensorType.quantized(element, List.of(70000), Quantization.perTensor(0.1f, 100));
      TensorData x = TensorData.allocate(element, 70000);
      for (int i = 0; i < x.count(); i++) {
        x.set(i, element == ElementType.S32 ? random.nextInt() : i);
      }
      TensorData y = OpRunner.run(new Dequantize(), List.of(type), List.of(x));
      for (int i = 0; i < x.count(); i += 13) {
        assertThat(y.floatArray()[i]).isEqualTo((float) (x.integer(i) - 100) * 0.1f);
      }
    }
  }

  @Test
  void castsBetweenAllTypes() {
    for (ElementType from : OpRunner.COMPUTED) {
      for (ElementType to : OpRunner.COMPUTED) {
        Cast cast = new Cast(to);
        TensorType type = TensorType.of(from, 3, 4, 50);
        if (!Trial.broken(cast, type).isEmpty()) {
          assertThat(List.of(from, to)).containsAnyOf(ElementType.U32, ElementType.U64);
          continue;
        }
        TensorData x = from == ElementType.F32 ? floats(600) : OpRunner.random(type, random);
        if (from == ElementType.F64) {
          x.set(0, Double.NaN);
          x.set(1, 1e300);
          x.set(2, -1e300);
          x.set(3, -0.0);
        }
        TensorData y = OpRunner.run(cast, List.of(type), List.of(x));
        for (int i = 0; i < x.count(); i++) {
          assertCast(x, y, i);
        }
      }
    }
  }

  private static void assertCast(TensorData x, TensorData y, int i) {
    ElementType from = x.element();
    ElementType to = y.element();
    String what = from + " to " + to + " of " + x.real(i);
    if (to == ElementType.BOOL) {
      boolean zero = from.isFloat() ? x.real(i) == 0 : x.integer(i) == 0;
      assertThat(y.integer(i)).as(what).isEqualTo(zero ? 0 : 1);
    } else if (to == ElementType.F32) {
      float expected = from.isFloat() ? (float) x.real(i) : (float) x.integer(i);
      assertThat(Float.compare(y.floatArray()[i], expected)).as(what).isZero();
    } else if (to == ElementType.F64) {
      double expected = from.isFloat() ? x.real(i) : x.integer(i);
      assertThat(Double.compare(y.real(i), expected)).as(what).isZero();
    } else if (from.isFloat()) {
      double value = Double.isNaN(x.real(i)) ? 0 : x.real(i);
      BigDecimal exact =
          Double.isInfinite(value)
              ? BigDecimal.valueOf(value > 0 ? 1e30 : -1e30)
              : new BigDecimal(value);
      assertThat(y.integer(i))
          .as(what)
          .isEqualTo(
              exact
                  .setScale(0, RoundingMode.DOWN)
                  .max(BigDecimal.valueOf(to.min()))
                  .min(BigDecimal.valueOf(to.max()))
                  .longValue());
    } else {
      int drop = 64 - 8 * to.bytes();
      long kept = x.integer(i) << drop;
      assertThat(y.integer(i)).as(what).isEqualTo(to.isUnsigned() ? kept >>> drop : kept >> drop);
    }
  }

  @Test
  void sameBitsAreViews() {
    TensorType x = TensorType.of(ElementType.U8, 4);
    Signature signature = new Signature(List.of(x), List.of(TensorType.of(ElementType.S8, 4)));
    assertThat(new Cast(ElementType.S8).aliases(signature)).hasSize(1);
    assertThat(new Cast(ElementType.BOOL).aliases(signature)).isEmpty();
  }

  @Test
  void looksUpEveryByte() {
    TensorType x = TensorType.of(ElementType.S8, 2, 128);
    TensorType table = TensorType.of(ElementType.S8, 256);
    byte[] bytes = new byte[256];
    byte[] squares = new byte[256];
    for (int i = 0; i < 256; i++) {
      bytes[i] = (byte) (i - 128);
      squares[i] = (byte) ((i - 128) * (i - 128) >> 8);
    }
    TensorData y =
        OpRunner.run(
            new Lookup(),
            List.of(x, table),
            List.of(TensorData.bytes(bytes), TensorData.bytes(squares)));
    assertThat(y.byteArray()).isEqualTo(squares);
  }

  @Test
  void tablesHoldTheFloatFunctionQuantized() {
    Quantization input = Quantization.perTensor(0.05f, 10);
    Quantization output = Quantization.perTensor(1f / 256, -128);
    TensorData table = LookupTable.of(List.of(Unary.of(Unary.Function.SIGMOID)), input, output);
    for (int x = -128; x < 128; x++) {
      double p = 1 / (1 + StrictMath.exp(-(x - 10) * (double) 0.05f));
      long expected = Math.min(127, (long) Math.floor(p * 256 + 0.5) - 128);
      assertThat(table.integer(x + 128)).isEqualTo(expected);
    }
    // A chain: relu(x) * 2, as a clip and an elu that does nothing there.
    TensorData chain =
        LookupTable.of(
            List.of(new Clip(Clamp.RELU), new Unary(Unary.Function.ELU, 1, 0)), input, input);
    for (int x = -128; x < 128; x++) {
      assertThat(chain.integer(x + 128)).isEqualTo(Math.max(x, 10));
    }
  }

  @Test
  void clipsEveryType() {
    Clamp range = new Clamp(-3.5f, 4);
    TensorType floats = TensorType.of(ElementType.F32, 4);
    TensorData y =
        OpRunner.run(
            new Clip(range), List.of(floats), List.of(TensorData.floats(-9, 1, 9, Float.NaN)));
    assertThat(y.floatArray()).containsExactly(-3.5f, 1, 4, Float.NaN);
    for (ElementType element :
        Arrays.asList(
            ElementType.S8, ElementType.U8, ElementType.S16, ElementType.S32, ElementType.S64)) {
      TensorType type = TensorType.of(element, 100);
      TensorData x = OpRunner.random(type, random);
      TensorData clipped = OpRunner.run(new Clip(range), List.of(type), List.of(x));
      TensorData free = OpRunner.run(new Clip(Clamp.NONE), List.of(type), List.of(x));
      assertThat(free).isEqualTo(x);
      for (int i = 0; i < 100; i++) {
        assertThat(clipped.integer(i)).isEqualTo(Math.min(Math.max(x.integer(i), -3), 4));
      }
    }
    Quantization quantization = Quantization.perTensor(0.5f, 10);
    TensorType type = TensorType.quantized(ElementType.S8, List.of(4), quantization);
    TensorData x = TensorData.bytes((byte) -128, (byte) 5, (byte) 10, (byte) 100);
    assertThat(
            OpRunner.run(new Clip(Clamp.RELU6), List.of(type), quantization, List.of(x)).integers())
        .containsExactly(10, 10, 10, 22);
  }
}
