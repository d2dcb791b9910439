package thimble.tune;

import java.util.Comparator;

/**
 * What a configuration is worth, measured on our integer arithmetic.
 *
 * @param trial the configuration's number in its space
 * @param score what is searched for, the larger the better: the share of right samples, an area
 *     under a curve, or the share of samples with the float model's largest output
 * @param agreement share of samples with the float model's largest output; 0 where there are no
 *     classes
 * @param sqnr of the first output against the float model's, in dB
 * @param bytes of weights and biases
 * @param failure why nothing could be measured; otherwise empty
 */
public record TrialResult(
    int trial, double score, double agreement, double sqnr, long bytes, String failure) {
  /** Signal to noise of equal outputs. */
  static final double EQUAL = 200;

  /** The better one first: score, then signal to noise, then size, then the number. */
  public static final Comparator<TrialResult> BEST_FIRST =
      Comparator.comparing((TrialResult result) -> !result.failure().isEmpty())
          .thenComparing(Comparator.comparingDouble(TrialResult::score).reversed())
          .thenComparing(Comparator.comparingDouble(TrialResult::sqnr).reversed())
          .thenComparingLong(TrialResult::bytes)
          .thenComparingInt(TrialResult::trial);

  static TrialResult failed(int trial, String why) {
    return new TrialResult(trial, 0, 0, 0, 0, why);
  }
}
