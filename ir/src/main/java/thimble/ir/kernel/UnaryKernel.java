package thimble.ir.kernel;

/** Functions of one float, elementwise. */
public final class UnaryKernel {
  private UnaryKernel() {}

  public static void reciprocal(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = 1.0f / src[srcAt + i];
    }
  }

  public static void floor(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) Math.floor(src[srcAt + i]);
    }
  }

  public static void ceil(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) Math.ceil(src[srcAt + i]);
    }
  }

  public static void round(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) Math.rint(src[srcAt + i]);
    }
  }

  public static void sqrt(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) Math.sqrt(src[srcAt + i]);
    }
  }

  public static void exp(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.exp(src[srcAt + i]);
    }
  }

  public static void log(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.log(src[srcAt + i]);
    }
  }

  public static void tanh(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.tanh(src[srcAt + i]);
    }
  }

  public static void erf(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.erf(src[srcAt + i]);
    }
  }

  public static void sigmoid(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.sigmoid(src[srcAt + i]);
    }
  }

  public static void softplus(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.softplus(src[srcAt + i]);
    }
  }

  public static void gelu(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.gelu(src[srcAt + i]);
    }
  }

  public static void geluTanh(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.geluTanh(src[srcAt + i]);
    }
  }

  public static void silu(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.silu(src[srcAt + i]);
    }
  }

  public static void mish(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = FloatMath.mish(src[srcAt + i]);
    }
  }

  public static void sin(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.sin(src[srcAt + i]);
    }
  }

  public static void cos(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.cos(src[srcAt + i]);
    }
  }

  public static void tan(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.tan(src[srcAt + i]);
    }
  }

  public static void asin(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.asin(src[srcAt + i]);
    }
  }

  public static void acos(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.acos(src[srcAt + i]);
    }
  }

  public static void atan(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.atan(src[srcAt + i]);
    }
  }

  public static void sinh(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.sinh(src[srcAt + i]);
    }
  }

  public static void cosh(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.cosh(src[srcAt + i]);
    }
  }

  public static void asinh(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.asinh(src[srcAt + i]);
    }
  }

  public static void acosh(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.acosh(src[srcAt + i]);
    }
  }

  public static void atanh(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = DoubleMath.atanh(src[srcAt + i]);
    }
  }

  public static void hardSwish(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = hardSwishOf(src[srcAt + i]);
    }
  }

  public static void softsign(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      float x = src[srcAt + i];
      dst[dstAt + i] = x / (1.0f + Math.abs(x));
    }
  }

  public static void hardSigmoid(
      float[] src, int srcAt, float alpha, float beta, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Math.max(0.0f, Math.min(1.0f, alpha * src[srcAt + i] + beta));
    }
  }

  public static void leakyRelu(
      float[] src, int srcAt, float alpha, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      float x = src[srcAt + i];
      dst[dstAt + i] = x < 0.0f ? alpha * x : x;
    }
  }

  public static void thresholdedRelu(
      float[] src, int srcAt, float alpha, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      float x = src[srcAt + i];
      dst[dstAt + i] = x > alpha ? x : 0.0f;
    }
  }

  public static void elu(float[] src, int srcAt, float alpha, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      float x = src[srcAt + i];
      dst[dstAt + i] = x < 0.0f ? alpha * FloatMath.expMinus1(x) : x;
    }
  }

  public static void selu(
      float[] src, int srcAt, float alpha, float beta, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      float x = src[srcAt + i];
      dst[dstAt + i] = beta * (x < 0.0f ? alpha * FloatMath.expMinus1(x) : x);
    }
  }

  public static void celu(float[] src, int srcAt, float alpha, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = celuOf(src[srcAt + i], alpha);
    }
  }

  public static void shrink(
      float[] src, int srcAt, float alpha, float beta, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = shrinkOf(src[srcAt + i], alpha, beta);
    }
  }

  private static float hardSwishOf(float x) {
    return x <= -3.0f ? 0.0f : x * (Math.min(x + 3.0f, 6.0f) * (1.0f / 6.0f));
  }

  private static float celuOf(float x, float alpha) {
    return Math.max(0.0f, x) + Math.min(0.0f, alpha * FloatMath.expMinus1(x / alpha));
  }

  private static float shrinkOf(float x, float lambda, float bias) {
    if (x < -lambda) {
      return x + bias;
    }
    return x > lambda ? x - bias : 0.0f;
  }
}
