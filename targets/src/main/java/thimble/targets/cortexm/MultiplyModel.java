package thimble.targets.cortexm;

/**
 * Model of the template {@code cortexm/multiply}.
 *
 * @param rescale C function that rescales and adds the zero point
 * @param clamps whether the activation's limits are tighter than int8
 * @param run name of the parameter that tells the elements of a run
 * @param broadcast whether operands go over runs with steps of their own, as a nest of one level
 */
public record MultiplyModel(String rescale, boolean clamps, String run, boolean broadcast) {
  String label() {
    return broadcast ? "multiply_broadcast" : "multiply";
  }
}
