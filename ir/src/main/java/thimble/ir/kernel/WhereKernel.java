package thimble.ir.kernel;

/** Chooses elementwise between two operands; one method for each width of elements. */
public final class WhereKernel {
  private WhereKernel() {}

  public static void s8(
      byte[] condition,
      int conditionAt,
      int conditionStep,
      byte[] a,
      int aAt,
      int aStep,
      byte[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int choose = conditionAt + Blocks.offset(nest, levels, 0, block);
      int aFrom = aAt + Blocks.offset(nest, levels, 1, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 2, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            condition[choose + i * conditionStep] != 0
                ? a[aFrom + i * aStep]
                : b[bFrom + i * bStep];
      }
      to += run;
    }
  }

  public static void s16(
      byte[] condition,
      int conditionAt,
      int conditionStep,
      short[] a,
      int aAt,
      int aStep,
      short[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      short[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int choose = conditionAt + Blocks.offset(nest, levels, 0, block);
      int aFrom = aAt + Blocks.offset(nest, levels, 1, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 2, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            condition[choose + i * conditionStep] != 0
                ? a[aFrom + i * aStep]
                : b[bFrom + i * bStep];
      }
      to += run;
    }
  }

  public static void s32(
      byte[] condition,
      int conditionAt,
      int conditionStep,
      int[] a,
      int aAt,
      int aStep,
      int[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int choose = conditionAt + Blocks.offset(nest, levels, 0, block);
      int aFrom = aAt + Blocks.offset(nest, levels, 1, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 2, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            condition[choose + i * conditionStep] != 0
                ? a[aFrom + i * aStep]
                : b[bFrom + i * bStep];
      }
      to += run;
    }
  }

  public static void s64(
      byte[] condition,
      int conditionAt,
      int conditionStep,
      long[] a,
      int aAt,
      int aStep,
      long[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int choose = conditionAt + Blocks.offset(nest, levels, 0, block);
      int aFrom = aAt + Blocks.offset(nest, levels, 1, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 2, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            condition[choose + i * conditionStep] != 0
                ? a[aFrom + i * aStep]
                : b[bFrom + i * bStep];
      }
      to += run;
    }
  }

  public static void f32(
      byte[] condition,
      int conditionAt,
      int conditionStep,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      float[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int choose = conditionAt + Blocks.offset(nest, levels, 0, block);
      int aFrom = aAt + Blocks.offset(nest, levels, 1, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 2, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            condition[choose + i * conditionStep] != 0
                ? a[aFrom + i * aStep]
                : b[bFrom + i * bStep];
      }
      to += run;
    }
  }

  public static void f64(
      byte[] condition,
      int conditionAt,
      int conditionStep,
      double[] a,
      int aAt,
      int aStep,
      double[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      double[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int choose = conditionAt + Blocks.offset(nest, levels, 0, block);
      int aFrom = aAt + Blocks.offset(nest, levels, 1, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 2, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            condition[choose + i * conditionStep] != 0
                ? a[aFrom + i * aStep]
                : b[bFrom + i * bStep];
      }
      to += run;
    }
  }
}
