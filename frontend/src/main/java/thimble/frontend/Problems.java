package thimble.frontend;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Diagnostic;

/** Lists of diagnostics fit to be read. */
final class Problems {
  /** A ruined file can have one problem for each of 100,000 nodes. */
  private static final int MOST = 100;

  private Problems() {}

  /** All of them, or the first ones and how many more there are. */
  static List<Diagnostic> shortened(List<Diagnostic> problems) {
    if (problems.size() <= MOST) {
      return problems;
    }
    List<Diagnostic> first = new ArrayList<>(problems.subList(0, MOST));
    first.add(
        new Diagnostic(
            problems.get(MOST).code(),
            "and " + (problems.size() - MOST) + " problems more",
            "",
            "",
            ""));
    return first;
  }
}
