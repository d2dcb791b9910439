package thimble.frontend.rows;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import thimble.ir.Value;

/** Makes ids out of names from a model: clean, short, each once. */
final class Ids {
  /** Longer names (there are models with names of 10 KB) are cut; a number keeps them apart. */
  private static final int MAX_LENGTH = 80;

  private final Set<String> taken;
  private final Map<String, Integer> counts = new HashMap<>();

  Ids(List<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /** An id close to the name that was not given out before. */
  String fresh(String name) {
    String base = clean(name);
    String id = base;
    while (!taken.add(id)) {
      id = base + "_" + counts.merge(base, 1, Integer::sum);
    }
    return id;
  }

  /** The name with everything else replaced by {@code _}; not yet unique. */
  static String clean(String name) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < name.length() && id.length() < MAX_LENGTH; i++) {
      String c = name.substring(i, i + 1);
      id.append(Value.isId(c) ? c : "_");
    }
    return id.length() == 0 ? "v" : id.toString();
  }
}
