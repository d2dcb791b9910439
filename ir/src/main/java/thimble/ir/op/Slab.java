package thimble.ir.op;

/**
 * Neighbouring indices of one axis of a tensor: columns of an image, rows, channels.
 *
 * @param axis -1 for the tensor as it is
 * @param from the first index
 * @param to one more than the last
 */
public record Slab(int axis, int from, int to) {
  public Slab {
    if (axis >= 0 && (from < 0 || to <= from)) {
      throw new IllegalArgumentException("no slab: from " + from + " to " + to);
    }
  }

  /** A tensor as it is. */
  public static Slab whole() {
    return new Slab(-1, 0, 0);
  }

  public boolean isWhole() {
    return axis < 0;
  }

  public int extent() {
    return to - from;
  }

  /** The smallest slab that holds both; along one axis, or both whole. */
  public Slab union(Slab other) {
    if (axis != other.axis) {
      throw new IllegalArgumentException("slabs of axes " + axis + " and " + other.axis);
    }
    return new Slab(axis, Math.min(from, other.from), Math.max(to, other.to));
  }
}
