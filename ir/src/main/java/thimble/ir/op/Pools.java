package thimble.ir.op;

import thimble.ir.TensorType;

/** What the pooling operators share. */
final class Pools {
  /** Differences of so many 16-bit numbers have a sum of 32 bits. */
  static final int MOST_S16_CELLS = 32768;

  private Pools() {}

  /** C2 to C4. */
  static void check(Window2d window, TensorType x, Checks checks) {
    checks.require(Images.isSpatial(x), "C2", "x has rank 3 or 4, not " + x.rank());
    if (!checks.passed()) {
      return;
    }
    checks
        .require(Images.fits(window, x), "C3", "a sequence has no width")
        .require(
            window.outputHeight(Images.height(x)) > 0 && window.outputWidth(Images.width(x)) > 0,
            "C4",
            "the window is larger than the padded input " + x);
  }

  static TensorType infer(Window2d window, TensorType x) {
    return Images.type(
        x,
        window.outputHeight(Images.height(x)),
        window.outputWidth(Images.width(x)),
        Images.channels(x));
  }
}
