package thimble.ir.kernel;

/**
 * Joins tensors: each block of the output is a run of the first input, a run of the second, and so
 * on. For each width of elements there is a method of two inputs and one of up to eight, where
 * those that are not there have runs of 0.
 */
public final class ConcatKernel {
  private ConcatKernel() {}

  public static void s8Two(
      byte[] first,
      int firstAt,
      int firstRun,
      byte[] second,
      int secondAt,
      int secondRun,
      byte[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.s8Copy(first, firstAt + block * firstRun, dst, to, firstRun);
      MoveKernel.s8Copy(second, secondAt + block * secondRun, dst, to + firstRun, secondRun);
      to += firstRun + secondRun;
    }
  }

  public static void s16Two(
      short[] first,
      int firstAt,
      int firstRun,
      short[] second,
      int secondAt,
      int secondRun,
      short[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.s16Copy(first, firstAt + block * firstRun, dst, to, firstRun);
      MoveKernel.s16Copy(second, secondAt + block * secondRun, dst, to + firstRun, secondRun);
      to += firstRun + secondRun;
    }
  }

  public static void s32Two(
      int[] first,
      int firstAt,
      int firstRun,
      int[] second,
      int secondAt,
      int secondRun,
      int[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.s32Copy(first, firstAt + block * firstRun, dst, to, firstRun);
      MoveKernel.s32Copy(second, secondAt + block * secondRun, dst, to + firstRun, secondRun);
      to += firstRun + secondRun;
    }
  }

  public static void s64Two(
      long[] first,
      int firstAt,
      int firstRun,
      long[] second,
      int secondAt,
      int secondRun,
      long[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.s64Copy(first, firstAt + block * firstRun, dst, to, firstRun);
      MoveKernel.s64Copy(second, secondAt + block * secondRun, dst, to + firstRun, secondRun);
      to += firstRun + secondRun;
    }
  }

  public static void f32Two(
      float[] first,
      int firstAt,
      int firstRun,
      float[] second,
      int secondAt,
      int secondRun,
      float[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.f32Copy(first, firstAt + block * firstRun, dst, to, firstRun);
      MoveKernel.f32Copy(second, secondAt + block * secondRun, dst, to + firstRun, secondRun);
      to += firstRun + secondRun;
    }
  }

  public static void f64Two(
      double[] first,
      int firstAt,
      int firstRun,
      double[] second,
      int secondAt,
      int secondRun,
      double[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.f64Copy(first, firstAt + block * firstRun, dst, to, firstRun);
      MoveKernel.f64Copy(second, secondAt + block * secondRun, dst, to + firstRun, secondRun);
      to += firstRun + secondRun;
    }
  }

  public static void s8Eight(
      byte[] a,
      int aAt,
      int aRun,
      byte[] b,
      int bAt,
      int bRun,
      byte[] c,
      int cAt,
      int cRun,
      byte[] d,
      int dAt,
      int dRun,
      byte[] e,
      int eAt,
      int eRun,
      byte[] f,
      int fAt,
      int fRun,
      byte[] g,
      int gAt,
      int gRun,
      byte[] h,
      int hAt,
      int hRun,
      byte[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.s8Copy(a, aAt + block * aRun, dst, to, aRun);
      to += aRun;
      MoveKernel.s8Copy(b, bAt + block * bRun, dst, to, bRun);
      to += bRun;
      MoveKernel.s8Copy(c, cAt + block * cRun, dst, to, cRun);
      to += cRun;
      MoveKernel.s8Copy(d, dAt + block * dRun, dst, to, dRun);
      to += dRun;
      MoveKernel.s8Copy(e, eAt + block * eRun, dst, to, eRun);
      to += eRun;
      MoveKernel.s8Copy(f, fAt + block * fRun, dst, to, fRun);
      to += fRun;
      MoveKernel.s8Copy(g, gAt + block * gRun, dst, to, gRun);
      to += gRun;
      MoveKernel.s8Copy(h, hAt + block * hRun, dst, to, hRun);
      to += hRun;
    }
  }

  public static void s16Eight(
      short[] a,
      int aAt,
      int aRun,
      short[] b,
      int bAt,
      int bRun,
      short[] c,
      int cAt,
      int cRun,
      short[] d,
      int dAt,
      int dRun,
      short[] e,
      int eAt,
      int eRun,
      short[] f,
      int fAt,
      int fRun,
      short[] g,
      int gAt,
      int gRun,
      short[] h,
      int hAt,
      int hRun,
      short[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.s16Copy(a, aAt + block * aRun, dst, to, aRun);
      to += aRun;
      MoveKernel.s16Copy(b, bAt + block * bRun, dst, to, bRun);
      to += bRun;
      MoveKernel.s16Copy(c, cAt + block * cRun, dst, to, cRun);
      to += cRun;
      MoveKernel.s16Copy(d, dAt + block * dRun, dst, to, dRun);
      to += dRun;
      MoveKernel.s16Copy(e, eAt + block * eRun, dst, to, eRun);
      to += eRun;
      MoveKernel.s16Copy(f, fAt + block * fRun, dst, to, fRun);
      to += fRun;
      MoveKernel.s16Copy(g, gAt + block * gRun, dst, to, gRun);
      to += gRun;
      MoveKernel.s16Copy(h, hAt + block * hRun, dst, to, hRun);
      to += hRun;
    }
  }

  public static void s32Eight(
      int[] a,
      int aAt,
      int aRun,
      int[] b,
      int bAt,
      int bRun,
      int[] c,
      int cAt,
      int cRun,
      int[] d,
      int dAt,
      int dRun,
      int[] e,
      int eAt,
      int eRun,
      int[] f,
      int fAt,
      int fRun,
      int[] g,
      int gAt,
      int gRun,
      int[] h,
      int hAt,
      int hRun,
      int[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.s32Copy(a, aAt + block * aRun, dst, to, aRun);
      to += aRun;
      MoveKernel.s32Copy(b, bAt + block * bRun, dst, to, bRun);
      to += bRun;
      MoveKernel.s32Copy(c, cAt + block * cRun, dst, to, cRun);
      to += cRun;
      MoveKernel.s32Copy(d, dAt + block * dRun, dst, to, dRun);
      to += dRun;
      MoveKernel.s32Copy(e, eAt + block * eRun, dst, to, eRun);
      to += eRun;
      MoveKernel.s32Copy(f, fAt + block * fRun, dst, to, fRun);
      to += fRun;
      MoveKernel.s32Copy(g, gAt + block * gRun, dst, to, gRun);
      to += gRun;
      MoveKernel.s32Copy(h, hAt + block * hRun, dst, to, hRun);
      to += hRun;
    }
  }

  public static void s64Eight(
      long[] a,
      int aAt,
      int aRun,
      long[] b,
      int bAt,
      int bRun,
      long[] c,
      int cAt,
      int cRun,
      long[] d,
      int dAt,
      int dRun,
      long[] e,
      int eAt,
      int eRun,
      long[] f,
      int fAt,
      int fRun,
      long[] g,
      int gAt,
      int gRun,
      long[] h,
      int hAt,
      int hRun,
      long[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.s64Copy(a, aAt + block * aRun, dst, to, aRun);
      to += aRun;
      MoveKernel.s64Copy(b, bAt + block * bRun, dst, to, bRun);
      to += bRun;
      MoveKernel.s64Copy(c, cAt + block * cRun, dst, to, cRun);
      to += cRun;
      MoveKernel.s64Copy(d, dAt + block * dRun, dst, to, dRun);
      to += dRun;
      MoveKernel.s64Copy(e, eAt + block * eRun, dst, to, eRun);
      to += eRun;
      MoveKernel.s64Copy(f, fAt + block * fRun, dst, to, fRun);
      to += fRun;
      MoveKernel.s64Copy(g, gAt + block * gRun, dst, to, gRun);
      to += gRun;
      MoveKernel.s64Copy(h, hAt + block * hRun, dst, to, hRun);
      to += hRun;
    }
  }

  public static void f32Eight(
      float[] a,
      int aAt,
      int aRun,
      float[] b,
      int bAt,
      int bRun,
      float[] c,
      int cAt,
      int cRun,
      float[] d,
      int dAt,
      int dRun,
      float[] e,
      int eAt,
      int eRun,
      float[] f,
      int fAt,
      int fRun,
      float[] g,
      int gAt,
      int gRun,
      float[] h,
      int hAt,
      int hRun,
      float[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.f32Copy(a, aAt + block * aRun, dst, to, aRun);
      to += aRun;
      MoveKernel.f32Copy(b, bAt + block * bRun, dst, to, bRun);
      to += bRun;
      MoveKernel.f32Copy(c, cAt + block * cRun, dst, to, cRun);
      to += cRun;
      MoveKernel.f32Copy(d, dAt + block * dRun, dst, to, dRun);
      to += dRun;
      MoveKernel.f32Copy(e, eAt + block * eRun, dst, to, eRun);
      to += eRun;
      MoveKernel.f32Copy(f, fAt + block * fRun, dst, to, fRun);
      to += fRun;
      MoveKernel.f32Copy(g, gAt + block * gRun, dst, to, gRun);
      to += gRun;
      MoveKernel.f32Copy(h, hAt + block * hRun, dst, to, hRun);
      to += hRun;
    }
  }

  public static void f64Eight(
      double[] a,
      int aAt,
      int aRun,
      double[] b,
      int bAt,
      int bRun,
      double[] c,
      int cAt,
      int cRun,
      double[] d,
      int dAt,
      int dRun,
      double[] e,
      int eAt,
      int eRun,
      double[] f,
      int fAt,
      int fRun,
      double[] g,
      int gAt,
      int gRun,
      double[] h,
      int hAt,
      int hRun,
      double[] dst,
      int dstAt,
      int blocks) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      MoveKernel.f64Copy(a, aAt + block * aRun, dst, to, aRun);
      to += aRun;
      MoveKernel.f64Copy(b, bAt + block * bRun, dst, to, bRun);
      to += bRun;
      MoveKernel.f64Copy(c, cAt + block * cRun, dst, to, cRun);
      to += cRun;
      MoveKernel.f64Copy(d, dAt + block * dRun, dst, to, dRun);
      to += dRun;
      MoveKernel.f64Copy(e, eAt + block * eRun, dst, to, eRun);
      to += eRun;
      MoveKernel.f64Copy(f, fAt + block * fRun, dst, to, fRun);
      to += fRun;
      MoveKernel.f64Copy(g, gAt + block * gRun, dst, to, gRun);
      to += gRun;
      MoveKernel.f64Copy(h, hAt + block * hRun, dst, to, hRun);
      to += hRun;
    }
  }
}
