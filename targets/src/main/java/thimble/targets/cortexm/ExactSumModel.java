package thimble.targets.cortexm;

/**
 * Model of the template {@code cortexm/add_exact}: operands are brought to the common scale by
 * tables, their sum to the output's by the rule.
 *
 * @param call C function that rescales and adds the zero point
 * @param clamps whether the activation's limits are tighter than int8
 * @param count name of the parameter that tells the number of elements
 */
public record ExactSumModel(String call, boolean clamps, String count) {}
