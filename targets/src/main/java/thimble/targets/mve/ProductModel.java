package thimble.targets.mve;

/**
 * Model of the template {@code mve/multiply}.
 *
 * @param run name of the parameter that tells the elements of a run
 * @param broadcast whether operands go over runs with steps of their own
 * @param rounding name of the constant in C
 * @param roundingText the same for people
 */
public record ProductModel(String run, boolean broadcast, String rounding, String roundingText) {
  String label() {
    return broadcast ? "multiply_broadcast_mve" : "multiply_mve";
  }
}
