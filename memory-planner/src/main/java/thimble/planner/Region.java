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
 * @param values the values that are computed in parts, by id, the last one the result: nobody
 *     outside reads any other
 * @param axis of the result
 * @param bounds where along the axis the parts begin, from 0, and where the last one ends
 */
public record Region(List<String> values, int axis, List<Integer> bounds) {
  public Region {
    values = List.copyOf(values);
    bounds = List.copyOf(bounds);
    if (values.isEmpty() || bounds.size() < 3 || bounds.get(0) != 0) {
      throw new IllegalArgumentException("no parts: " + values + " at " + bounds);
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
    Set<String> needed = new HashSet<>(Set.of(result.id()));
    List<String> values = new ArrayList<>();
    for (int i = last; i >= first; i--) {
      Node node = graph.nodes().get(i);
      if (node.outputs().stream().anyMatch(value -> needed.contains(value.id()))) {
        needed.addAll(node.inputs());
        values.add(0, node.output().id());
      }
    }
    return Optional.of(new Region(values, axis, even(result.type().extent(axis), parts)));
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

  /** What its parts are called. */
  public String kind() {
    return axis == 1 ? "patches of rows" : axis == 2 ? "strips" : "groups of channels";
  }

  public int parts() {
    return bounds.size() - 1;
  }
}
