package thimble.targets.cortexm;

/**
 * Model of the template {@code cortexm/add}: {@code (a ca + b cb + c) >> bits}, clamped; its
 * numbers are arguments, so that all sums share it.
 *
 * @param clamps whether the activation's limits are tighter than int8
 * @param count name of the parameter that tells the number of elements
 */
public record SumModel(boolean clamps, String count) {}
