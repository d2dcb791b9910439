package thimble.ir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The elements of a tensor in row-major order, held in the primitive array that the kernels work
 * on: {@code byte[]} for S4, S8, U8 and BOOL, {@code short[]} for S16 and U16, {@code int[]} for
 * S32 and U32, {@code long[]} for S64 and U64, {@code float[]}, {@code double[]}. Immutable by
 * agreement: nobody writes into {@link #array()} of a constant.
 */
public final class TensorData {
  private final ElementType element;
  private final Object array;

  /** What {@link #stored} gave. */
  private TensorData stored;

  private TensorData(ElementType element, Object array) {
    this.element = element;
    this.array = array;
  }

  /** Wraps an array (not copied) whose Java type must be the one of the element type. */
  public static TensorData wrap(ElementType element, Object array) {
    if (array.getClass() != allocate(element, 0).array.getClass()) {
      throw new IllegalArgumentException(
          array.getClass().getSimpleName() + " does not hold " + element.text());
    }
    return new TensorData(element, array);
  }

  /** Zeros. */
  public static TensorData allocate(ElementType element, int count) {
    Object array =
        switch (element) {
          case F32 -> new float[count];
          case F64 -> new double[count];
          case S4, S8, U8, BOOL -> new byte[count];
          case S16, U16 -> new short[count];
          case S32, U32 -> new int[count];
          case S64, U64 -> new long[count];
        };
    return new TensorData(element, array);
  }

  public static TensorData floats(float... values) {
    return new TensorData(ElementType.F32, values);
  }

  public static TensorData bytes(byte... values) {
    return new TensorData(ElementType.S8, values);
  }

  public static TensorData ints(int... values) {
    return new TensorData(ElementType.S32, values);
  }

  public static TensorData longs(long... values) {
    return new TensorData(ElementType.S64, values);
  }

  /** Reads little-endian bytes, as NumPy and IR text store them: a byte for 4-bit elements too. */
  public static TensorData fromLittleEndian(ElementType element, byte[] bytes) {
    if (bytes.length % element.bytes() != 0) {
      throw new IllegalArgumentException(
          bytes.length + " bytes are no whole number of " + element.text());
    }
    TensorData data = allocate(element, bytes.length / element.bytes());
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (data.array instanceof byte[] a) {
      buffer.get(a);
    } else if (data.array instanceof short[] a) {
      buffer.asShortBuffer().get(a);
    } else if (data.array instanceof int[] a) {
      buffer.asIntBuffer().get(a);
    } else if (data.array instanceof long[] a) {
      buffer.asLongBuffer().get(a);
    } else if (data.array instanceof float[] a) {
      // Through int bits: a signalling NaN must survive unchanged.
      for (int i = 0; i < a.length; i++) {
        a[i] = Float.intBitsToFloat(buffer.getInt(4 * i));
      }
    } else if (data.array instanceof double[] a) {
      buffer.asDoubleBuffer().get(a);
    }
    return data;
  }

  /** The elements as little-endian bytes. */
  public byte[] toLittleEndian() {
    ByteBuffer buffer =
        ByteBuffer.allocate(count() * element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (array instanceof byte[] a) {
      buffer.put(a);
    } else if (array instanceof short[] a) {
      buffer.asShortBuffer().put(a);
    } else if (array instanceof int[] a) {
      buffer.asIntBuffer().put(a);
    } else if (array instanceof long[] a) {
      buffer.asLongBuffer().put(a);
    } else if (array instanceof float[] a) {
      for (float value : a) {
        buffer.putInt(Float.floatToRawIntBits(value));
      }
    } else if (array instanceof double[] a) {
      buffer.asDoubleBuffer().put(a);
    }
    return buffer.array();
  }

  /**
   * The elements as kernels and firmware read them: themselves, but 4-bit ones two in a byte, the
   * one of even index in the lower half.
   */
  public TensorData stored() {
    if (element != ElementType.S4) {
      return this;
    }
    if (stored == null) {
      byte[] values = byteArray();
      byte[] packed = new byte[(values.length + 1) / 2];
      for (int i = 0; i < values.length; i++) {
        packed[i / 2] |= (byte) ((values[i] & 0xF) << (i % 2 * 4));
      }
      stored = bytes(packed);
    }
    return stored;
  }

  public ElementType element() {
    return element;
  }

  /** The array itself; see the class comment for its type. */
  public Object array() {
    return array;
  }

  public int count() {
    return java.lang.reflect.Array.getLength(array);
  }

  /** One element as an exact integer, unsigned types read unsigned; floats are truncated. */
  public long integer(int index) {
    if (array instanceof byte[] a) {
      return element.isUnsigned() ? a[index] & 0xFF : a[index];
    } else if (array instanceof short[] a) {
      return element.isUnsigned() ? a[index] & 0xFFFF : a[index];
    } else if (array instanceof int[] a) {
      return element.isUnsigned() ? a[index] & 0xFFFF_FFFFL : a[index];
    } else if (array instanceof long[] a) {
      return a[index];
    } else if (array instanceof float[] a) {
      return (long) a[index];
    }
    return (long) ((double[]) array)[index];
  }

  /** One element as a real number (the stored number: no quantization applied). */
  public double real(int index) {
    if (array instanceof float[] a) {
      return a[index];
    } else if (array instanceof double[] a) {
      return a[index];
    }
    return integer(index);
  }

  /**
   * Stores a number, converted to the element type the way a Java cast does. For builders of new
   * data only.
   */
  public void set(int index, double value) {
    if (array instanceof byte[] a) {
      a[index] = (byte) (long) value;
    } else if (array instanceof short[] a) {
      a[index] = (short) (long) value;
    } else if (array instanceof int[] a) {
      a[index] = (int) (long) value;
    } else if (array instanceof long[] a) {
      a[index] = (long) value;
    } else if (array instanceof float[] a) {
      a[index] = (float) value;
    } else {
      ((double[]) array)[index] = value;
    }
  }

  /** All elements as exact integers. */
  public long[] integers() {
    long[] values = new long[count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(i);
    }
    return values;
  }

  public float[] floatArray() {
    return (float[]) array;
  }

  public byte[] byteArray() {
    return (byte[]) array;
  }

  public short[] shortArray() {
    return (short[]) array;
  }

  public int[] intArray() {
    return (int[]) array;
  }

  public TensorData copy() {
    return fromLittleEndian(element, toLittleEndian());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorData that
        && element == that.element
        && Arrays.equals(toLittleEndian(), that.toLittleEndian());
  }

  @Override
  public int hashCode() {
    return 31 * element.name().hashCode() + Arrays.deepHashCode(new Object[] {array});
  }

  @Override
  public String toString() {
    return element.text() + " x " + count();
  }
}
