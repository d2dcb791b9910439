package thimble.frontend.onnx;

/** The two 16-bit float formats, widened exactly to float32. */
final class HalfFloats {
  private HalfFloats() {}

  /** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
  static float fromFloat16(int bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    if (exponent == 0x1F) {
      return Float.intBitsToFloat(sign | 0x7F80_0000 | fraction << 13);
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent - 15 + 127) << 23 | fraction << 13);
  }

  /** bfloat16: the upper half of a float32. */
  static float fromBfloat16(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
