package thimble.tune.engine;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * Runs trials of one job somewhere. What comes back depends on the trials only, not on who runs
 * them, how many there are, or in which order.
 */
public interface Engine extends AutoCloseable {
  /**
   * Runs all of these and returns when all are done.
   *
   * @param trials numbers of configurations
   * @param done told the number and the result of each as it is there, in any order, one at a time
   * @throws EngineException where the engine itself cannot go on
   */
  void run(List<Integer> trials, BiConsumer<Integer, String> done);

  /** What it is, for the report. */
  String description();

  @Override
  void close();
}
