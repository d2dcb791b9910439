package thimble.planner;

import java.util.List;

/**
 * A piece of the arena that one or several values occupy over a span of steps.
 *
 * @param values ids of the values that lie in it (views and in-place results share a buffer); empty
 *     for scratch
 * @param offset first byte in the arena
 * @param bytes size
 * @param alignment of the offset
 * @param firstStep step (index in {@code Plan.steps()}) that first writes it; -1 where it is filled
 *     before the run (graph inputs)
 * @param lastStep last step that uses it; {@code steps().size()} where it is read after the run
 *     (graph outputs)
 */
public record Buffer(
    Kind kind,
    List<String> values,
    long offset,
    long bytes,
    int alignment,
    int firstStep,
    int lastStep) {
  public enum Kind {
    TENSOR,
    INPUT,
    OUTPUT,
    SCRATCH
  }

  public Buffer {
    values = List.copyOf(values);
    if (offset < 0 || bytes < 0 || lastStep < firstStep) {
      throw new IllegalArgumentException(
          "not a buffer: offset " + offset + ", steps " + firstStep + ".." + lastStep);
    }
  }

  public long end() {
    return offset + bytes;
  }

  public boolean overlapsInTime(Buffer other) {
    return firstStep <= other.lastStep && other.firstStep <= lastStep;
  }

  public boolean overlapsInSpace(Buffer other) {
    return offset < other.end() && other.offset < end();
  }
}
