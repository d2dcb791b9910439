package thimble.targets.cortexm;

/**
 * Model of the template {@code cortexm/add_exact}: operands are brought to the common scale by
 * tables, their sum to the output's by the rule.
 *
 * @param call C function that rescales and adds the zero point
 * @param shift to the right in its short form
 * @param count name of the parameter that tells the number of elements
 */
public record ExactSumModel(
    String call, int multiplier, int shift, int zero, int low, int high, String count) {
  public boolean clamps() {
    return low > Byte.MIN_VALUE || high < Byte.MAX_VALUE;
  }
}
