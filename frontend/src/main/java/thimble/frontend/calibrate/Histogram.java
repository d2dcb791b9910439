package thimble.frontend.calibrate;

import java.util.Arrays;
import java.util.List;

/**
 * How often numbers of a size occur, in bounded memory, in one pass. Bins cover {@code [-reach,
 * reach)}, where reach is a power of two: a number beyond it doubles reach, and each two bins
 * become one. So nothing has to be known beforehand, and the result does not depend on the order of
 * the samples.
 */
public final class Histogram {
  /** On each side of zero; at least half of them are in use on one side. */
  private static final int SIDE = 4096;

  private final long[] bins = new long[2 * SIDE];
  private double reach = Math.scalb(1.0, -40);
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;
  private long count;
  private long zeros;
  private long bad;
  private double sum;
  private double squares;

  public void add(float[] values) {
    for (float value : values) {
      add(value);
    }
  }

  private void add(float value) {
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      bad++;
      return;
    }
    count++;
    sum += value;
    squares += (double) value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (value == 0) {
      // Relu and padding make many: they are exact in every range and belong to no bin.
      zeros++;
      return;
    }
    while (value >= reach || value < -reach) {
      widen();
    }
    bins[index(value)]++;
  }

  private int index(double value) {
    int at = (int) Math.floor(value / reach * SIDE) + SIDE;
    return Math.max(0, Math.min(bins.length - 1, at));
  }

  private void widen() {
    reach *= 2;
    long[] old = bins.clone();
    Arrays.fill(bins, 0);
    for (int i = 0; i < old.length; i++) {
      bins[SIDE / 2 + i / 2] += old[i];
    }
  }

  public int bins() {
    return bins.length;
  }

  /** How many numbers lie in a bin; zeros lie in none. */
  public long bin(int index) {
    return bins[index];
  }

  /** The number in the middle of a bin. */
  public double centre(int index) {
    return (index - SIDE + 0.5) * width();
  }

  /** The lower edge of a bin. */
  public double edge(int index) {
    return (index - SIDE) * width();
  }

  public double width() {
    return reach / SIDE;
  }

  /** Finite numbers seen. */
  public long count() {
    return count;
  }

  public long zeros() {
    return zeros;
  }

  /** Numbers that are infinite or none. */
  public long bad() {
    return bad;
  }

  public float min() {
    return min;
  }

  public float max() {
    return max;
  }

  public double mean() {
    return count == 0 ? 0 : sum / count;
  }

  /** Mean of the squares. */
  public double power() {
    return count == 0 ? 0 : squares / count;
  }

  /** Share of the numbers outside a range. */
  public double outside(double low, double high) {
    long outside = 0;
    for (int i = 0; i < bins.length; i++) {
      double centre = centre(i);
      outside += centre < low || centre > high ? bins[i] : 0;
    }
    return count == 0 ? 0 : (double) outside / count;
  }

  /** How the numbers are spread over so many equal parts of what was seen, zeros included. */
  public List<Long> spread(int parts) {
    long[] counts = new long[parts];
    double width = ((double) max - min) / parts;
    for (int i = 0; i < bins.length && count > 0; i++) {
      counts[part(centre(i), width, parts)] += bins[i];
    }
    if (zeros > 0) {
      counts[part(0, width, parts)] += zeros;
    }
    return Arrays.stream(counts).boxed().toList();
  }

  private int part(double value, double width, int parts) {
    return width > 0 ? (int) Math.max(0, Math.min(parts - 1, (value - min) / width)) : 0;
  }
}
