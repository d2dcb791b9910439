package thimble.ir;

import java.util.Optional;

/**
 * How an input that is a state gets its content.
 *
 * @param output the id of an output; the state holds the last rows of what it was in the run before
 * @param first the id of a constant that the state holds in the first run; without one it holds
 *     what stands for zero
 * @param hold so many runs at the beginning leave the state as it was in the first: what they
 *     compute is of a time before the sequence
 */
public record Carry(String output, Optional<String> first, int hold) {
  public Carry {
    if (hold < 0) {
      throw new IllegalArgumentException("held for " + hold + " runs");
    }
  }

  /** Zeros first, then what the run before left. */
  public static Carry of(String output) {
    return new Carry(output, Optional.empty(), 0);
  }
}
