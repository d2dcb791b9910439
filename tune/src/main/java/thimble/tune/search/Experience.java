package thimble.tune.search;

import java.util.List;

/**
 * What other searches found: features and values of candidates of other problems. The last features
 * say what problem it was.
 */
public record Experience(List<float[]> rows, List<Double> values) {
  public static final Experience NONE = new Experience(List.of(), List.of());

  public Experience {
    rows = List.copyOf(rows);
    values = List.copyOf(values);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }
}
