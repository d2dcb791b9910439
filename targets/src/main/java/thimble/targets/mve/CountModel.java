package thimble.targets.mve;

/**
 * Model of the templates of elementwise kernels, which have all else as arguments.
 *
 * @param count name of the parameter that tells the number of elements
 */
public record CountModel(String count) {}
