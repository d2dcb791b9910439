package thimble.targets.cortexm;

/**
 * Model of the template {@code cortexm/wide_add}.
 *
 * @param halfA whether the first operand has the larger scale: then its factor is a half, exactly
 * @param halfB the same of the second; both where scales are equal
 * @param sign of the second operand, as C writes it: {@code +} or {@code -}
 * @param call the function that rescales the sum
 * @param clamps whether the activation has limits
 * @param count the parameter that counts elements
 */
public record WideSumModel(
    boolean halfA, boolean halfB, String sign, String call, boolean clamps, String count) {}
