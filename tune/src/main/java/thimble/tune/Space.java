package thimble.tune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import thimble.frontend.calibrate.Calibrator;
import thimble.frontend.quantize.EqualizationWay;
import thimble.frontend.quantize.QuantizeOptions;

/**
 * All configurations that a search may try, numbered from 0: the last axis changes fastest. A new
 * switch of {@link QuantizeOptions} becomes searchable by one line in {@link #axes}.
 */
public final class Space {
  /** Shares of an int8 network's weights and biases, where no budget is given. */
  private static final List<Double> SHARES = List.of(0.6, 0.8, 1.0);

  private static final List<Double> PERCENTILES = List.of(0.99, 0.999, 0.9999, 0.99999);

  private final Wishes wishes;
  private final List<Axis> axes;

  /**
   * What a user has decided already.
   *
   * @param base what holds where nothing is searched
   * @param fixed names of axes that are not searched
   * @param budget bytes of weights and biases, 0 for no limit
   */
  public record Wishes(QuantizeOptions base, Set<String> fixed, long budget) {
    public Wishes {
      fixed = Collections.unmodifiableSet(new TreeSet<>(fixed));
    }
  }

  private Space(Wishes wishes, List<Axis> axes) {
    this.wishes = wishes;
    this.axes = List.copyOf(axes);
  }

  /**
   * @throws IllegalArgumentException where a fixed axis is none
   */
  public static Space of(Wishes wishes) {
    List<Axis> axes = new ArrayList<>();
    Set<String> unknown = new TreeSet<>(wishes.fixed());
    boolean mixed =
        wishes.budget() == 0
            && wishes.base().weights() == QuantizeOptions.Bits.INT8
            && wishes.base().layers().isEmpty();
    for (Axis axis : axes()) {
      boolean searched =
          !wishes.fixed().contains(axis.name()) && (mixed || !axis.name().equals("weights"));
      axes.add(searched ? axis : axis.fixed());
      unknown.remove(axis.name());
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("no axes " + unknown);
    }
    return new Space(wishes, axes);
  }

  private static List<Axis> axes() {
    return List.of(
        ranges(),
        Axis.of(
            "granularity",
            List.of(QuantizeOptions.Granularity.TENSOR, QuantizeOptions.Granularity.CHANNEL),
            Space::word,
            value -> options -> options.withGranularity(value)),
        Axis.of("clipping", "whole", "clipped", QuantizeOptions::withClipped),
        Axis.of("rounding", "nearest", "adaptive", QuantizeOptions::withAdaptive),
        Axis.of("bias", List.of(Bias.values()), Space::word, bias -> bias::of),
        Axis.of(
            "equalization",
            List.of(EqualizationWay.values()),
            Space::word,
            way -> options -> options.withRepairs(options.repairs().withEqualization(way))),
        new Axis(
            "weights",
            SHARES.stream()
                .map(
                    share ->
                        new Axis.Value(
                            Math.round(100 * share) + "%", share, c -> c.withShare(share)))
                .toList()));
  }

  /** What biases take up. */
  private enum Bias {
    NONE,
    WEIGHTS,
    MEASURED;

    QuantizeOptions of(QuantizeOptions options) {
      return options
          .withCorrected(this != NONE)
          .withRepairs(options.repairs().withMeasuredBias(this == MEASURED));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** From ranges that clip most to the one that clips nothing. */
  private static Axis ranges() {
    List<Axis.Value> values = new ArrayList<>();
    for (double share : PERCENTILES) {
      values.add(
          new Axis.Value(
              "percentile " + new java.math.BigDecimal(Double.toString(share)).movePointRight(2),
              values.size(),
              c ->
                  c.withOptions(
                      c.options().withCalibrator(Calibrator.PERCENTILE).withPercentile(share))));
    }
    for (Calibrator calibrator : List.of(Calibrator.ENTROPY, Calibrator.MSE, Calibrator.MINMAX)) {
      values.add(
          new Axis.Value(
              calibrator.text(),
              values.size(),
              c -> c.withOptions(c.options().withCalibrator(calibrator))));
    }
    return new Axis("ranges", values);
  }

  public Wishes wishes() {
    return wishes;
  }

  /** How many configurations there are. */
  public int size() {
    return axes.stream().mapToInt(axis -> axis.values().size()).reduce(1, Math::multiplyExact);
  }

  /** How many values each axis has. */
  public List<Integer> extents() {
    return axes.stream().map(axis -> axis.values().size()).toList();
  }

  /** The value of each axis that a configuration has. */
  public int[] choices(int index) {
    int[] choices = new int[axes.size()];
    int rest = index;
    for (int i = choices.length - 1; i >= 0; i--) {
      int extent = axes.get(i).values().size();
      choices[i] = rest % extent;
      rest /= extent;
    }
    if (index < 0 || rest != 0) {
      throw new IllegalArgumentException("configuration " + index + " of " + size());
    }
    return choices;
  }

  /** The number of the configuration with these values. */
  public int index(int[] choices) {
    int index = 0;
    for (int i = 0; i < choices.length; i++) {
      index = index * axes.get(i).values().size() + choices[i];
    }
    return index;
  }

  public Configuration configuration(int index) {
    int[] choices = choices(index);
    Configuration result = new Configuration(wishes.base(), 1);
    for (int i = 0; i < choices.length; i++) {
      result = axes.get(i).values().get(choices[i]).change().apply(result);
    }
    return result;
  }

  /** A configuration in words, by axis; axes that are not searched are left out. */
  public Map<String, String> labels(int index) {
    int[] choices = choices(index);
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < choices.length; i++) {
      if (axes.get(i).values().size() > 1) {
        labels.put(axes.get(i).name(), axes.get(i).values().get(choices[i]).label());
      }
    }
    return labels;
  }

  /**
   * What a surrogate sees of a configuration: for each axis the size of its value, and for each
   * value of an axis with more than two whether it is that one.
   */
  public float[] features(int index) {
    int[] choices = choices(index);
    List<Float> features = new ArrayList<>();
    for (int i = 0; i < choices.length; i++) {
      List<Axis.Value> values = axes.get(i).values();
      features.add((float) values.get(choices[i]).size());
      for (int k = 0; values.size() > 2 && k < values.size(); k++) {
        features.add(choices[i] == k ? 1f : 0f);
      }
    }
    float[] result = new float[features.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = features.get(i);
    }
    return result;
  }

  /** The configuration that other searches called so, where this space has it. */
  OptionalInt index(Map<String, String> labels) {
    int[] choices = new int[axes.size()];
    for (int i = 0; i < choices.length; i++) {
      List<String> all = axes.get(i).labels().toList();
      int found = all.size() == 1 ? 0 : all.indexOf(labels.get(axes.get(i).name()));
      if (found < 0) {
        return OptionalInt.empty();
      }
      choices[i] = found;
    }
    return OptionalInt.of(index(choices));
  }

  /** Axes with their values, for a fingerprint: what was measured in another space is no use. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Axis axis : axes) {
      text.append(axis.name()).append(':').append(String.join("|", axis.labels().toList()));
      text.append('\n');
    }
    return text.toString();
  }
}
