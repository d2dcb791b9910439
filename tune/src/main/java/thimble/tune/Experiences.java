package thimble.tune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import thimble.frontend.quantize.Traits;
import thimble.tune.search.Experience;

/** Turns journals of other networks into what a search can learn from before its first trial. */
final class Experiences {
  private Experiences() {}

  /** What a surrogate sees of a configuration of a network. */
  static float[] features(Space space, int index, Map<String, Double> traits) {
    float[] ofConfiguration = space.features(index);
    List<String> names = Traits.names();
    float[] all = java.util.Arrays.copyOf(ofConfiguration, ofConfiguration.length + names.size());
    for (int i = 0; i < names.size(); i++) {
      all[ofConfiguration.length + i] =
          traits.containsKey(names.get(i)) ? traits.get(names.get(i)).floatValue() : Float.NaN;
    }
    return all;
  }

  /** How far a score lies from the float model's, in points: comparable between networks. */
  static double value(TrialResult result, double real) {
    return 100 * (result.score() - real) + TIE * Math.min(MOST_DECIBELS, result.sqnr());
  }

  /** A decibel more counts as much as so many points: it decides where scores are equal. */
  private static final double TIE = 0.005;

  private static final double MOST_DECIBELS = 60;

  /** Trials of other searches that this space has too. */
  static Experience of(List<Path> journals, Space space) {
    List<float[]> rows = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Path journal : journals) {
      Journal.Other other = Journal.read(journal);
      for (Journal.Line line : other.lines()) {
        OptionalInt index = space.index(line.configuration());
        if (index.isPresent() && line.result().failure().isEmpty()) {
          rows.add(features(space, index.getAsInt(), other.head().traits()));
          values.add(value(line.result(), other.head().real()));
        }
      }
    }
    return new Experience(rows, values);
  }
}
