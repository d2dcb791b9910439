package thimble.ir;

import java.util.Locale;

/**
 * What one element of a tensor is, and how it is stored: in Java as a primitive array, in C as a
 * fixed-width type.
 */
public enum ElementType {
  F32(4, "float"),
  F64(8, "double"),
  /**
   * Four bits, -8 to 7: weights only, so constants only. In Java a byte holds one, in firmware two:
   * the element of even index in the lower half ({@link TensorData#stored}).
   */
  S4(4, 1, "int8_t"),
  S8(1, "int8_t"),
  U8(1, "uint8_t"),
  S16(2, "int16_t"),
  U16(2, "uint16_t"),
  S32(4, "int32_t"),
  U32(4, "uint32_t"),
  S64(8, "int64_t"),
  U64(8, "uint64_t"),
  /** One byte, 0 or 1. */
  BOOL(1, "uint8_t");

  private final int bits;
  private final int bytes;
  private final String cType;

  ElementType(int bytes, String cType) {
    this(8 * bytes, bytes, cType);
  }

  ElementType(int bits, int bytes, String cType) {
    this.bits = bits;
    this.bytes = bytes;
    this.cType = cType;
  }

  /** Size in bits of one element among others: of all types but {@link #S4} whole bytes. */
  public int bits() {
    return bits;
  }

  /** Size in bytes of one element by itself, which is also its alignment. */
  public int bytes() {
    return bytes;
  }

  /** The C type that holds one element. */
  public String cType() {
    return cType;
  }

  /** The name in IR text: {@code s8}, {@code f32}, ... */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of that name in IR text. */
  public static ElementType parse(String text) {
    for (ElementType type : values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no element type is called \"" + text + "\"");
  }

  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  public boolean isInteger() {
    return !isFloat() && this != BOOL;
  }

  /** Whether stored values are read as unsigned numbers. */
  public boolean isUnsigned() {
    return this == U8 || this == U16 || this == U32 || this == U64 || this == BOOL;
  }

  /** Smallest value of an integer type. */
  public long min() {
    return isUnsigned() ? 0 : -(1L << (bits - 1));
  }

  /**
   * Largest value of an integer type; for {@link #U64} the largest that fits a signed 64-bit
   * number.
   */
  public long max() {
    if (this == BOOL) {
      return 1;
    }
    int digits = isUnsigned() ? bits : bits - 1;
    return digits >= 63 ? Long.MAX_VALUE : (1L << digits) - 1;
  }
}
