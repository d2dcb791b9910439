package thimble.planner;

import java.util.List;

/**
 * A piece of the arena that one or several values share: views, in-place results, parts of a
 * concatenation. Values in one buffer keep their places relative to each other.
 *
 * <p>Buffers may overlap in the arena wherever their spans do not: what counts is when each byte
 * holds something that is still needed.
 *
 * @param values ids of the values that lie in it; empty for scratch
 * @param offset first byte in the arena
 * @param bytes size
 * @param alignment of the offset
 * @param firstStep step (index in {@code Plan.steps()}) that first writes it; -1 where it is filled
 *     before the run (graph inputs)
 * @param lastStep last step that uses it; {@code steps().size()} where it is read after the run
 *     (graph outputs)
 * @param spans the bytes in use, step by step; no two spans of a buffer have a byte in common
 *     during the same step
 */
public record Buffer(
    Kind kind,
    List<String> values,
    long offset,
    long bytes,
    int alignment,
    int firstStep,
    int lastStep,
    List<Span> spans) {
  public enum Kind {
    TENSOR,
    INPUT,
    OUTPUT,
    SCRATCH
  }

  /**
   * Bytes that hold something needed during some steps.
   *
   * @param value id of the value that was written there; the kernel's output id and {@code
   *     .scratch} for working memory
   * @param offset first byte in the arena
   */
  public record Span(String value, long offset, long bytes, int firstStep, int lastStep) {
    public Span {
      if (offset < 0 || bytes < 0 || lastStep < firstStep) {
        throw new IllegalArgumentException(
            "not a span: offset " + offset + ", steps " + firstStep + ".." + lastStep);
      }
    }

    public long end() {
      return offset + bytes;
    }

    public boolean isLiveAt(int step) {
      return firstStep <= step && step <= lastStep;
    }
  }

  public Buffer {
    values = List.copyOf(values);
    spans = List.copyOf(spans);
    if (offset < 0 || bytes < 0 || lastStep < firstStep) {
      throw new IllegalArgumentException(
          "not a buffer: offset " + offset + ", steps " + firstStep + ".." + lastStep);
    }
  }

  /** A buffer that is in use as a whole from its first step to its last. */
  public Buffer(
      Kind kind,
      List<String> values,
      long offset,
      long bytes,
      int alignment,
      int firstStep,
      int lastStep) {
    this(
        kind,
        values,
        offset,
        bytes,
        alignment,
        firstStep,
        lastStep,
        List.of(
            new Span(values.isEmpty() ? "" : values.get(0), offset, bytes, firstStep, lastStep)));
  }

  public long end() {
    return offset + bytes;
  }
}
