package thimble.targets;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What somebody may have meant. */
final class NearNames {
  private static final int AT_MOST = 3;

  private NearNames() {}

  /** The nearest first: parts of a name count as near, and so do a few wrong letters. */
  static List<String> of(String wanted, Collection<String> names) {
    String key = wanted.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(name -> distance(key, name) <= Math.max(2, name.length() / 3))
        .sorted(
            Comparator.comparingInt((String name) -> distance(key, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(AT_MOST)
        .toList();
  }

  private static int distance(String wanted, String name) {
    boolean part = wanted.length() >= 3 && (name.contains(wanted) || wanted.contains(name));
    return part ? 0 : editDistance(wanted, name);
  }

  /** Levenshtein's: insertions, deletions and replacements, one row of the table at a time. */
  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
