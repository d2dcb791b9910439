package thimble.ir.kernel;

/** Index of the largest or smallest element of [outer, depth, inner] along the middle axis. */
public final class ArgMaxKernel {
  private ArgMaxKernel() {}

  /**
   * @param minimum 1 to look for the smallest element, 0 for the largest
   * @param selectLast 1 where the last of equal elements counts, 0 for the first
   * @param dst [outer, inner]
   */
  public static void f32(
      float[] src,
      int srcAt,
      int outer,
      int depth,
      int inner,
      int minimum,
      int selectLast,
      long[] dst,
      int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        float best = src[at];
        int index = 0;
        for (int d = 1; d < depth; d++) {
          float value = src[at + d * inner];
          boolean better = minimum != 0 ? value < best : value > best;
          if (better || selectLast != 0 && value == best) {
            best = value;
            index = d;
          }
        }
        dst[dstAt + o * inner + i] = index;
      }
    }
  }

  /** As {@link #f32}. */
  public static void s8(
      byte[] src,
      int srcAt,
      int outer,
      int depth,
      int inner,
      int minimum,
      int selectLast,
      long[] dst,
      int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int best = src[at];
        int index = 0;
        for (int d = 1; d < depth; d++) {
          int value = src[at + d * inner];
          boolean better = minimum != 0 ? value < best : value > best;
          if (better || selectLast != 0 && value == best) {
            best = value;
            index = d;
          }
        }
        dst[dstAt + o * inner + i] = index;
      }
    }
  }

  /** As {@link #f32}, elements read unsigned. */
  public static void u8(
      byte[] src,
      int srcAt,
      int outer,
      int depth,
      int inner,
      int minimum,
      int selectLast,
      long[] dst,
      int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int best = src[at] & 255;
        int index = 0;
        for (int d = 1; d < depth; d++) {
          int value = src[at + d * inner] & 255;
          boolean better = minimum != 0 ? value < best : value > best;
          if (better || selectLast != 0 && value == best) {
            best = value;
            index = d;
          }
        }
        dst[dstAt + o * inner + i] = index;
      }
    }
  }

  /** As {@link #f32}. */
  public static void s16(
      short[] src,
      int srcAt,
      int outer,
      int depth,
      int inner,
      int minimum,
      int selectLast,
      long[] dst,
      int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int best = src[at];
        int index = 0;
        for (int d = 1; d < depth; d++) {
          int value = src[at + d * inner];
          boolean better = minimum != 0 ? value < best : value > best;
          if (better || selectLast != 0 && value == best) {
            best = value;
            index = d;
          }
        }
        dst[dstAt + o * inner + i] = index;
      }
    }
  }

  /** As {@link #f32}. */
  public static void s32(
      int[] src,
      int srcAt,
      int outer,
      int depth,
      int inner,
      int minimum,
      int selectLast,
      long[] dst,
      int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int best = src[at];
        int index = 0;
        for (int d = 1; d < depth; d++) {
          int value = src[at + d * inner];
          boolean better = minimum != 0 ? value < best : value > best;
          if (better || selectLast != 0 && value == best) {
            best = value;
            index = d;
          }
        }
        dst[dstAt + o * inner + i] = index;
      }
    }
  }
}
