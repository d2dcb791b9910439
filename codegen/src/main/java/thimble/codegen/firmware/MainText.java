package thimble.codegen.firmware;

import java.util.List;

/**
 * What {@code main.c} says.
 *
 * @param net prefix of the network's functions
 * @param upper prefix of its macros
 * @param inputs the inputs' numbers
 * @param pushes whether its inputs come by rows
 * @param delivered outputs whose rows go one by one
 * @param guardBytes on each side of the arena
 * @param arenaAttribute puts the arena into its section; empty on the host
 */
public record MainText(
    List<String> head,
    String board,
    String net,
    String upper,
    List<Integer> inputs,
    List<Integer> outputs,
    boolean pushes,
    List<Integer> delivered,
    boolean choice,
    int guardBytes,
    String arenaAttribute) {
  /** Whether the first output is there after a run: its largest element is the answer. */
  public boolean answers() {
    return !delivered.contains(0);
  }

  /** Whether pushes must say which input they are for. */
  public boolean severalInputs() {
    return inputs.size() > 1;
  }

  public boolean delivers() {
    return !delivered.isEmpty();
  }

  /** By output whether its rows go one by one. */
  public boolean isDelivered(int output) {
    return delivered.contains(output);
  }
}
