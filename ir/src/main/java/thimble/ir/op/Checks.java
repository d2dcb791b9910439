package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the constraints that a node breaks; every constraint of an operator has a number, {@code
 * C1}, {@code C2}, ...
 */
public final class Checks {
  private final List<String> broken = new ArrayList<>();

  /**
   * @param constraint for example {@code "C3"}
   * @param message what must hold, with the two numbers that disagree
   */
  public Checks require(boolean holds, String constraint, String message) {
    if (!holds) {
      broken.add(constraint + ": " + message);
    }
    return this;
  }

  public List<String> broken() {
    return List.copyOf(broken);
  }

  public boolean passed() {
    return broken.isEmpty();
  }
}
