package thimble.ir.kernel;

/**
 * Quantized integers to floats: {@code (x - zero) * scale}. Per tensor a method takes one scale,
 * per axis ({@code ...PerAxis}) a table of them: element {@code i} of a call belongs to entry
 * {@code i / inner % entries}.
 */
public final class DequantizeKernel {
  private DequantizeKernel() {}

  private static float real(int x, float scale, int zero) {
    // 32-bit elements need 33 bits here.
    return (float) ((long) x - (long) zero) * scale;
  }

  /** As {@link #real}, of elements of 16 bits or fewer. */
  private static float realOfNarrow(int x, float scale, int zero) {
    return (float) (x - zero) * scale;
  }

  public static void s8(
      byte[] src, int srcAt, float scale, int zero, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = realOfNarrow(src[srcAt + i], scale, zero);
    }
  }

  /** Of 4-bit elements: {@code srcAt} counts halves of bytes. */
  public static void s4(
      byte[] src, int srcAt, float scale, int zero, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = realOfNarrow(Nibbles.at(src, srcAt + i), scale, zero);
    }
  }

  public static void u8(
      byte[] src, int srcAt, float scale, int zero, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = realOfNarrow(src[srcAt + i] & 0xFF, scale, zero);
    }
  }

  public static void s16(
      short[] src, int srcAt, float scale, int zero, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = realOfNarrow(src[srcAt + i], scale, zero);
    }
  }

  public static void u16(
      short[] src, int srcAt, float scale, int zero, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = realOfNarrow(src[srcAt + i] & 0xFFFF, scale, zero);
    }
  }

  public static void s32(
      int[] src, int srcAt, float scale, int zero, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = real(src[srcAt + i], scale, zero);
    }
  }

  public static void s8PerAxis(
      byte[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      float[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = realOfNarrow(src[srcAt + i], scales[entry], zeros[entry]);
    }
  }

  public static void s4PerAxis(
      byte[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      float[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = realOfNarrow(Nibbles.at(src, srcAt + i), scales[entry], zeros[entry]);
    }
  }

  public static void u8PerAxis(
      byte[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      float[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = realOfNarrow(src[srcAt + i] & 0xFF, scales[entry], zeros[entry]);
    }
  }

  public static void s16PerAxis(
      short[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      float[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = realOfNarrow(src[srcAt + i], scales[entry], zeros[entry]);
    }
  }

  public static void u16PerAxis(
      short[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      float[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = realOfNarrow(src[srcAt + i] & 0xFFFF, scales[entry], zeros[entry]);
    }
  }

  public static void s32PerAxis(
      int[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      float[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = real(src[srcAt + i], scales[entry], zeros[entry]);
    }
  }
}
