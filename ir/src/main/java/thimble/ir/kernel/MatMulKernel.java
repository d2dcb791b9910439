package thimble.ir.kernel;

/** Products of matrices, both known at run time only. */
public final class MatMulKernel {
  private MatMulKernel() {}

  /**
   * @param a matrices [rows, depth]
   * @param aOffset for each product where its {@code a} begins
   * @param b matrices [depth, columns]
   * @param bOffset for each product where its {@code b} begins
   * @param dst [products, rows, columns]
   */
  public static void s8(
      byte[] a,
      int aAt,
      int[] aOffset,
      byte[] b,
      int bAt,
      int[] bOffset,
      int products,
      int rows,
      int depth,
      int columns,
      int aZero,
      int bZero,
      int multiplier,
      int shift,
      int dstZero,
      byte[] dst,
      int dstAt) {
    int to = dstAt;
    for (int product = 0; product < products; product++) {
      for (int row = 0; row < rows; row++) {
        int rowAt = aAt + aOffset[product] + row * depth;
        for (int column = 0; column < columns; column++) {
          int columnAt = bAt + bOffset[product] + column;
          int sum = 0;
          for (int k = 0; k < depth; k++) {
            sum = Wrap.add(sum, (a[rowAt + k] - aZero) * (b[columnAt + k * columns] - bZero));
          }
          dst[to] = (byte) Requantize.toOutput(sum, multiplier, shift, dstZero, -128, 127);
          to++;
        }
      }
    }
  }

  /** As {@link #s8}, for 16-bit operands: sums in 64 bits, {@link Requantize#wide}. */
  public static void s16(
      short[] a,
      int aAt,
      int[] aOffset,
      short[] b,
      int bAt,
      int[] bOffset,
      int products,
      int rows,
      int depth,
      int columns,
      int aZero,
      int bZero,
      int multiplier,
      int shift,
      int dstZero,
      short[] dst,
      int dstAt) {
    int to = dstAt;
    for (int product = 0; product < products; product++) {
      for (int row = 0; row < rows; row++) {
        int rowAt = aAt + aOffset[product] + row * depth;
        for (int column = 0; column < columns; column++) {
          int columnAt = bAt + bOffset[product] + column;
          long sum = 0;
          for (int k = 0; k < depth; k++) {
            sum += (long) (a[rowAt + k] - aZero) * (b[columnAt + k * columns] - bZero);
          }
          dst[to] = (short) Requantize.wideToOutput(sum, multiplier, shift, dstZero, -32768, 32767);
          to++;
        }
      }
    }
  }

  /** As {@link #s8}, in float32. */
  public static void f32(
      float[] a,
      int aAt,
      int[] aOffset,
      float[] b,
      int bAt,
      int[] bOffset,
      int products,
      int rows,
      int depth,
      int columns,
      float[] dst,
      int dstAt) {
    int to = dstAt;
    for (int product = 0; product < products; product++) {
      for (int row = 0; row < rows; row++) {
        int rowAt = aAt + aOffset[product] + row * depth;
        for (int column = 0; column < columns; column++) {
          int columnAt = bAt + bOffset[product] + column;
          float sum = 0;
          for (int k = 0; k < depth; k++) {
            sum += a[rowAt + k] * b[columnAt + k * columns];
          }
          dst[to] = sum;
          to++;
        }
      }
    }
  }
}
