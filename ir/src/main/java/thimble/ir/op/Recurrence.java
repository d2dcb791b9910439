package thimble.ir.op;

import java.util.List;

/**
 * How an operator goes through a sequence step by step: the first axis of its first input counts
 * steps; from each step it takes states to the next one. Its results are, with {@code sequence},
 * its first state after each step, [steps, ...], then all states after the last step.
 *
 * @param reverse from the last step to the first
 * @param first inputs that are the states before the first step
 * @param sequence whether the first result is there
 * @param withSequence the same operator with it
 */
public record Recurrence(boolean reverse, List<Integer> first, boolean sequence, Op withSequence) {
  public Recurrence {
    first = List.copyOf(first);
  }

  /** The result that is a state after the last step. */
  public int last(int state) {
    return state + (sequence ? 1 : 0);
  }
}
