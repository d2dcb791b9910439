package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Value;

/**
 * Layers that are computed part after part: their last result falls into slabs along an axis, and
 * each slab is computed from the first layer to the last before the next one begins.
 *
 * <pre>
 *      x ──┬──▶ conv ▶ depthwise ▶ conv    columns 0 to 6  ──┐
 *          ├──▶ conv ▶ depthwise ▶ conv    columns 7 to 13 ──┼──▶ concat ──▶
 *          └──▶ ...                                         ─┘
 * </pre>
 *
 * <p>Patches (MCUNetV2) are bands of rows whose parts are strips: each band is cut once more, along
 * the width. A band that nobody will read again is forgotten, which no strip from the first row to
 * the last can do.
 *
 * <p>Or the last layer sums over the axis, and no part of its result is there before the end: each
 * part adds to the sums. So goes what lies between a layer with many channels and one that reads
 * them all (fused depthwise tiling, FDT).
 *
 * <pre>
 *      x ──┬──▶ conv ▶ pool   channels 0 to 7  ──▶ sum ──┐
 *          └──▶ conv ▶ pool   channels 8 to 15 ──────────┴─▶ sum ──▶ requantize ──▶
 * </pre>
 *
 * @param values the values that are computed in parts, by id, the last one the result: nobody
 *     outside reads any other
 * @param axis of the result; where it is summed, of what the last layer sums over
 * @param bounds where along the axis the parts begin, from 0, and where the last one ends
 * @param columns the same along the width within each part; empty where it is not cut again
 * @param summed whether the last value is the sum over the parts
 */
public record Region(
    List<String> values, int axis, List<Integer> bounds, List<Integer> columns, boolean summed) {
  public static final int ROWS = 1;
  public static final int COLUMNS = 2;

  public Region {
    values = List.copyOf(values);
    bounds = List.copyOf(bounds);
    columns = List.copyOf(columns);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    check(bounds);
    if (!columns.isEmpty()) {
      check(columns);
    }
  }

  /** Parts along one axis. */
  public Region(List<String> values, int axis, List<Integer> bounds) {
    this(values, axis, bounds, List.of(), false);
  }

  private static void check(List<Integer> bounds) {
    if (bounds.size() < 3 || bounds.get(0) != 0) {
      throw new IllegalArgumentException("no parts: " + bounds);
    }
    for (int i = 1; i < bounds.size(); i++) {
      if (bounds.get(i) <= bounds.get(i - 1)) {
        throw new IllegalArgumentException("an empty part: " + bounds);
      }
    }
  }

  /**
   * The nodes between two of a graph that the last one depends on, in about equal parts; where they
   * do not come out even the outer parts, which have a halo on one side only, get more.
   *
   * @param first index of a node
   * @param last index of the node that computes the result
   */
  public static Optional<Region> between(Graph graph, int first, int last, int axis, int parts) {
    Value result = graph.nodes().get(last).output();
    if (axis >= result.type().rank() || parts < 2 || parts > result.type().extent(axis)) {
      return Optional.empty();
    }
    return Optional.of(
        new Region(values(graph, first, last), axis, even(result.type().extent(axis), parts)));
  }

  /**
   * The same where the last node sums over an axis of what it reads.
   *
   * @return empty also where it does not
   */
  public static Optional<Region> summed(Graph graph, int first, int last, int axis, int parts) {
    return Summation.of(graph.index(), graph.nodes().get(last), axis)
        .map(summation -> summation.x().extent(axis))
        .filter(extent -> parts >= 2 && parts <= extent)
        .map(
            extent ->
                new Region(values(graph, first, last), axis, even(extent, parts), List.of(), true));
  }

  /** What between two nodes the last one depends on. */
  private static List<String> values(Graph graph, int first, int last) {
    Set<String> needed = new HashSet<>(Set.of(graph.nodes().get(last).output().id()));
    List<String> values = new ArrayList<>();
    for (int i = last; i >= first; i--) {
      Node node = graph.nodes().get(i);
      if (node.outputs().stream().anyMatch(value -> needed.contains(value.id()))) {
        needed.addAll(node.inputs());
        values.add(0, node.output().id());
      }
    }
    return values;
  }

  /** The same in bands of rows, each of which is cut into strips. */
  public static Optional<Region> patches(Graph graph, int first, int last, int bands, int strips) {
    int width =
        graph.nodes().get(last).output().type().rank() == 4
            ? graph.nodes().get(last).output().type().extent(COLUMNS)
            : 0;
    return strips < 2 || strips > width
        ? Optional.empty()
        : between(graph, first, last, ROWS, bands)
            .map(
                rows -> new Region(rows.values(), ROWS, rows.bounds(), even(width, strips), false));
  }

  private static List<Integer> even(int extent, int parts) {
    List<Integer> bounds = new ArrayList<>();
    int[] sizes = new int[parts];
    Arrays.fill(sizes, extent / parts);
    for (int i = 0; i < extent % parts; i++) {
      sizes[i % 2 == 0 ? i / 2 : parts - 1 - i / 2]++;
    }
    int at = 0;
    bounds.add(at);
    for (int size : sizes) {
      at += size;
      bounds.add(at);
    }
    return bounds;
  }

  public String result() {
    return values.get(values.size() - 1);
  }

  /** How many parts of what kind, in words. */
  public String what() {
    String kind =
        !columns.isEmpty()
            ? " patches"
            : axis == ROWS ? " bands of rows" : axis == COLUMNS ? " strips" : " groups of channels";
    return (columns.isEmpty() ? "" : bounds.size() - 1 + " x ")
        + parts() / bands()
        + kind
        + (summed ? ", summed" : "");
  }

  public int parts() {
    return (bounds.size() - 1) * Math.max(1, columns.size() - 1);
  }

  private int bands() {
    return columns.isEmpty() ? 1 : bounds.size() - 1;
  }
}
