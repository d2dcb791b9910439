package thimble.targets.cortexm;

/**
 * Model of the template {@code cortexm/add}: {@code (a ca + b cb + c) >> bits}, clamped.
 *
 * @param count name of the parameter that tells the number of elements
 */
public record SumModel(int ca, int cb, int c, int bits, int low, int high, String count) {
  public boolean clamps() {
    return low > Byte.MIN_VALUE || high < Byte.MAX_VALUE;
  }
}
