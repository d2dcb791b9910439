package thimble.ir.kernel;

/**
 * Cells around a tensor. The output is written in order as blocks of a plain run; a table tells for
 * each block which source run it takes, if any.
 */
public final class PadKernel {
  /** What new cells hold: a constant. */
  public static final int CONSTANT = 0;

  /** What new cells hold: the nearest cell's element. */
  public static final int EDGE = 1;

  /** What new cells hold: the elements mirrored at the outermost cells. */
  public static final int REFLECT = 2;

  private PadKernel() {}

  /**
   * Index of the source run that a block takes, or -1 where it holds the constant.
   *
   * @param frame for each of {@code levels} axes, outermost first, four numbers: extent of the
   *     output, cells in front, extent of the source, its stride
   */
  private static int source(int[] frame, int levels, int mode, int block) {
    int rest = block;
    int offset = 0;
    for (int level = levels - 1; level >= 0; level--) {
      int extent = frame[4 * level];
      int inner = frame[4 * level + 2];
      int at = rest % extent - frame[4 * level + 1];
      rest = rest / extent;
      if (at < 0 || at >= inner) {
        if (mode == CONSTANT) {
          return -1;
        }
        at = mode == EDGE ? Math.min(Math.max(at, 0), inner - 1) : reflected(at, inner);
      }
      offset += at * frame[4 * level + 3];
    }
    return offset;
  }

  /** The place inside [0, extent) that mirroring, as often as needed, leads to. */
  private static int reflected(int at, int extent) {
    if (extent == 1) {
      return 0;
    }
    int period = 2 * (extent - 1);
    int place = (at < 0 ? -at : at) % period;
    return place < extent ? place : period - place;
  }

  public static void s8(
      byte[] src,
      int srcAt,
      int levels,
      int[] frame,
      int mode,
      int value,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int offset = source(frame, levels, mode, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = offset < 0 ? (byte) value : src[srcAt + offset + i];
      }
      to += run;
    }
  }

  /** As {@link #s8}, one row; a row that is not there (-1) is all new cells. */
  public static void s8Row(
      byte[] src,
      int[] srcRows,
      int levels,
      int[] frame,
      int mode,
      int value,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    if (srcRows[0] >= 0) {
      s8(src, srcRows[0], levels, frame, mode, value, dst, dstAt, blocks, run);
    } else {
      for (int i = 0; i < blocks * run; i++) {
        dst[dstAt + i] = (byte) value;
      }
    }
  }

  public static void s16(
      short[] src,
      int srcAt,
      int levels,
      int[] frame,
      int mode,
      int value,
      short[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int offset = source(frame, levels, mode, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = offset < 0 ? (short) value : src[srcAt + offset + i];
      }
      to += run;
    }
  }

  /** As {@link #s16}, one row; a row that is not there (-1) is all new cells. */
  public static void s16Row(
      short[] src,
      int[] srcRows,
      int levels,
      int[] frame,
      int mode,
      int value,
      short[] dst,
      int dstAt,
      int blocks,
      int run) {
    if (srcRows[0] >= 0) {
      s16(src, srcRows[0], levels, frame, mode, value, dst, dstAt, blocks, run);
    } else {
      for (int i = 0; i < blocks * run; i++) {
        dst[dstAt + i] = (short) value;
      }
    }
  }

  public static void s32(
      int[] src,
      int srcAt,
      int levels,
      int[] frame,
      int mode,
      int value,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int offset = source(frame, levels, mode, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = offset < 0 ? value : src[srcAt + offset + i];
      }
      to += run;
    }
  }

  /** As {@link #s32}, one row; a row that is not there (-1) is all new cells. */
  public static void s32Row(
      int[] src,
      int[] srcRows,
      int levels,
      int[] frame,
      int mode,
      int value,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    if (srcRows[0] >= 0) {
      s32(src, srcRows[0], levels, frame, mode, value, dst, dstAt, blocks, run);
    } else {
      for (int i = 0; i < blocks * run; i++) {
        dst[dstAt + i] = value;
      }
    }
  }

  public static void s64(
      long[] src,
      int srcAt,
      int levels,
      int[] frame,
      int mode,
      int value,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int offset = source(frame, levels, mode, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = offset < 0 ? value : src[srcAt + offset + i];
      }
      to += run;
    }
  }

  /** As {@link #s64}, one row; a row that is not there (-1) is all new cells. */
  public static void s64Row(
      long[] src,
      int[] srcRows,
      int levels,
      int[] frame,
      int mode,
      int value,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    if (srcRows[0] >= 0) {
      s64(src, srcRows[0], levels, frame, mode, value, dst, dstAt, blocks, run);
    } else {
      for (int i = 0; i < blocks * run; i++) {
        dst[dstAt + i] = value;
      }
    }
  }

  public static void f32(
      float[] src,
      int srcAt,
      int levels,
      int[] frame,
      int mode,
      float value,
      float[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int offset = source(frame, levels, mode, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = offset < 0 ? value : src[srcAt + offset + i];
      }
      to += run;
    }
  }

  /** As {@link #f32}, one row; a row that is not there (-1) is all new cells. */
  public static void f32Row(
      float[] src,
      int[] srcRows,
      int levels,
      int[] frame,
      int mode,
      float value,
      float[] dst,
      int dstAt,
      int blocks,
      int run) {
    if (srcRows[0] >= 0) {
      f32(src, srcRows[0], levels, frame, mode, value, dst, dstAt, blocks, run);
    } else {
      for (int i = 0; i < blocks * run; i++) {
        dst[dstAt + i] = value;
      }
    }
  }

  public static void f64(
      double[] src,
      int srcAt,
      int levels,
      int[] frame,
      int mode,
      float value,
      double[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int offset = source(frame, levels, mode, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = offset < 0 ? value : src[srcAt + offset + i];
      }
      to += run;
    }
  }

  /** As {@link #f64}, one row; a row that is not there (-1) is all new cells. */
  public static void f64Row(
      double[] src,
      int[] srcRows,
      int levels,
      int[] frame,
      int mode,
      float value,
      double[] dst,
      int dstAt,
      int blocks,
      int run) {
    if (srcRows[0] >= 0) {
      f64(src, srcRows[0], levels, frame, mode, value, dst, dstAt, blocks, run);
    } else {
      for (int i = 0; i < blocks * run; i++) {
        dst[dstAt + i] = value;
      }
    }
  }
}
