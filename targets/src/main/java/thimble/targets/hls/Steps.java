package thimble.targets.hls;

import java.util.function.LongPredicate;

/**
 * What a unit does to its streams, one iteration of its loop after the other: known before it runs,
 * since no unit decides by data. An iteration reads first and writes then.
 */
public interface Steps {
  /** On to the next iteration (at first: to the first one); false after the last. */
  boolean next();

  boolean reads(int input);

  boolean writes(int output);

  /** All inputs are read where one condition holds, all outputs written where another does. */
  static Steps regular(long iterations, LongPredicate reads, LongPredicate writes) {
    return new Steps() {
      private long at = -1;

      @Override
      public boolean next() {
        at++;
        return at < iterations;
      }

      @Override
      public boolean reads(int input) {
        return reads.test(at);
      }

      @Override
      public boolean writes(int output) {
        return writes.test(at);
      }
    };
  }

  /** Iterations until the end. */
  static long count(Steps steps) {
    long count = 0;
    while (steps.next()) {
      count++;
    }
    return count;
  }
}
