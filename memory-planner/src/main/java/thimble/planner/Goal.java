package thimble.planner;

import java.util.OptionalLong;

/**
 * What a plan is to be best at.
 *
 * @param ramBytes what it may take at most
 * @param aim what matters beside that
 */
public record Goal(OptionalLong ramBytes, Aim aim) {
  /** What matters most. */
  public enum Aim {
    /** The least memory, for at most half as many multiply-accumulates again. */
    RAM,
    /** Little memory for little time: nothing is computed twice unless the budget asks for it. */
    BALANCED,
    /** The fewest instructions: every layer over its whole output unless the budget forbids. */
    TIME
  }

  /** Multiply-accumulates for {@link Aim#RAM}, by those of the model. */
  static final double MOST_FOR_RAM = 1.5;

  /** The same where a budget cannot be met otherwise. */
  static final double MOST_FOR_BUDGET = 3;

  public Goal {
    if (ramBytes.isPresent() && ramBytes.getAsLong() < 0) {
      throw new IllegalArgumentException("no budget: " + ramBytes.getAsLong());
    }
  }

  double mostMacs() {
    return aim == Aim.RAM ? MOST_FOR_RAM : MOST_FOR_BUDGET;
  }

  boolean isMetBy(long bytes) {
    return ramBytes.isEmpty() || bytes <= ramBytes.getAsLong();
  }
}
