package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorType;

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

  /**
   * Constraint C1 of every operator: the number of inputs.
   *
   * @param names what the inputs are, for the message
   * @return whether the inputs may be looked at
   */
  public boolean inputs(List<TensorType> inputs, int count, String names) {
    require(inputs.size() == count, "C1", "takes " + names + ", not " + inputs.size() + " inputs");
    return inputs.size() == count;
  }

  public List<String> broken() {
    return List.copyOf(broken);
  }

  public boolean passed() {
    return broken.isEmpty();
  }
}
