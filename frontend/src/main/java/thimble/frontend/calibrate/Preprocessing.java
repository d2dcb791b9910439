package thimble.frontend.calibrate;

import java.util.List;

/**
 * How stored integers become what the network was trained on: {@code ((x - zero) * scale - mean) /
 * std}.
 *
 * @param mean by channel, or one for all
 * @param std by channel, or one for all
 * @param resize how a picture of another size is made to fit
 * @param channelsLast whether the model takes height, width, channels; otherwise it is seen from
 *     its shape
 */
public record Preprocessing(
    double zero,
    double scale,
    List<Double> mean,
    List<Double> std,
    Resizing resize,
    boolean channelsLast) {
  /** Ways to make a picture fit. */
  public enum Resizing {
    /** Both sides to the model's, whatever that does to the picture. */
    STRETCH,
    /** The shorter side to the model's, then the middle. */
    CROP,
    /** The longer side to the model's, the rest is black. */
    FIT
  }

  public static final Preprocessing NONE =
      new Preprocessing(0, 1, List.of(0.0), List.of(1.0), Resizing.STRETCH, false);

  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  float apply(double value, int channel) {
    return (float) (((value - zero) * scale - at(mean, channel)) / at(std, channel));
  }

  private static double at(List<Double> values, int channel) {
    return values.get(values.size() == 1 ? 0 : channel);
  }
}
