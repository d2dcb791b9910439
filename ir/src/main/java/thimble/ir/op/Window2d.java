package thimble.ir.op;

/**
 * The geometry of a sliding window over height and width. Sequences {@code [N, L, C]} are images of
 * width 1 whose height is time. Negative padding leaves out cells of the input at that side: so a
 * strip reads its columns where they lie, among others.
 */
public record Window2d(
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int dilationY,
    int dilationX,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight) {
  /** Keeps every index computed from a window within 32 bits. */
  private static final int LIMIT = 1 << 24;

  public Window2d {
    if (kernelHeight < 1
        || kernelWidth < 1
        || strideY < 1
        || strideX < 1
        || dilationY < 1
        || dilationX < 1) {
      throw new IllegalArgumentException("kernel, stride and dilation are positive");
    }
    long reach = Math.max(reach(kernelHeight, dilationY), reach(kernelWidth, dilationX));
    boolean bounded = reach <= LIMIT && strideY <= LIMIT && strideX <= LIMIT;
    for (int padding : new int[] {padTop, padLeft, padBottom, padRight}) {
      bounded &= padding >= -LIMIT && padding <= LIMIT;
    }
    if (!bounded) {
      throw new IllegalArgumentException("a window that reaches further than " + LIMIT + " cells");
    }
  }

  /** The window of a pointwise operator. */
  public static Window2d pointwise() {
    return new Window2d(1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
  }

  /** Rows of the result for an input of that many rows. */
  public int outputHeight(int inputHeight) {
    return extent(inputHeight, padTop + padBottom, kernelHeight, strideY, dilationY);
  }

  /** Columns of the result for an input of that many columns. */
  public int outputWidth(int inputWidth) {
    return extent(inputWidth, padLeft + padRight, kernelWidth, strideX, dilationX);
  }

  private static int extent(int input, int padding, int kernel, int stride, int dilation) {
    long room = (long) input + padding - reach(kernel, dilation);
    return room < 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, room / stride + 1);
  }

  /** Cells from the first tap to the last, both included. */
  private static long reach(int kernel, int dilation) {
    return (kernel - 1L) * dilation + 1;
  }

  /** The rows that one output row reads. */
  public RowWindow rows(int inputHeight) {
    return RowWindow.sliding(
        kernelHeight, strideY, dilationY, padTop, inputHeight, outputHeight(inputHeight));
  }

  /** The same window with other padding; where it is negative cells of the input are left out. */
  public Window2d withPadding(int top, int left, int bottom, int right) {
    return new Window2d(
        kernelHeight,
        kernelWidth,
        strideY,
        strideX,
        dilationY,
        dilationX,
        top,
        left,
        bottom,
        right);
  }

  /** Whether each output pixel reads exactly the input pixel at its own place. */
  public boolean isPointwise() {
    return equals(pointwise());
  }
}
