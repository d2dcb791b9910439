package thimble.ir.sequence;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which axes of a model's inputs are time, as the model has them; negative ones count from the end.
 *
 * @param ofAll of every input that has as many frames along it as the first one
 * @param named by input's name; where there are some, other inputs are no sequences
 */
public record TimeAxes(OptionalInt ofAll, Map<String, Integer> named) {
  /** The first axis that is longer than 1, of the tensors as the layers take them. */
  public static final TimeAxes FOUND = new TimeAxes(OptionalInt.empty(), Map.of());

  public TimeAxes {
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
  }
}
