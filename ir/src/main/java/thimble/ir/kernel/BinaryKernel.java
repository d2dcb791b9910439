package thimble.ir.kernel;

/** Functions of two operands that are broadcast, with the loops of {@link Blocks}. */
public final class BinaryKernel {
  private BinaryKernel() {}

  public static void divideF32(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = a[aFrom + i * aStep] / b[bFrom + i * bStep];
      }
      to += run;
    }
  }

  public static void powerF32(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = DoubleMath.pow(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void fmodF32(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = a[aFrom + i * aStep] % b[bFrom + i * bStep];
      }
      to += run;
    }
  }

  public static void minimumF32(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = Math.min(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void maximumF32(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = Math.max(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void minimumS8(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = (byte) Math.min(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void maximumS8(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = (byte) Math.max(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void minimumS32(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = Math.min(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void maximumS32(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = Math.max(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void minimumS64(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = Math.min(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void maximumS64(
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
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = Math.max(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }
}
