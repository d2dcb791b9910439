package thimble.targets.mve;

/**
 * Model of the template {@code mve/mean}.
 *
 * @param linear whether one factor and a shift in 64 bits make the mean, rounded half away from
 *     zero; else the rescaling of convolutions
 */
public record MeanModel(boolean linear) {
  String label() {
    return linear ? "mean_linear_mve" : "mean_mve";
  }
}
