package thimble.planner;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.op.Part;
import thimble.ir.op.Slab;

/**
 * Which slab of each value one part of a region needs: from its result backwards through {@link
 * thimble.ir.op.Op#part}. What several nodes need of one value is computed once, as their hull.
 */
final class PartNeeds {
  private PartNeeds() {}

  /**
   * What a part needs of a value of the region.
   *
   * @param part how it is computed
   */
  record Need(Slab slab, Part part) {}

  /**
   * Whether anybody outside reads a value that will only be there in parts.
   *
   * @param values of the region, the last one its result
   */
  static boolean areSeenOutside(GraphIndex index, List<String> values) {
    Set<String> inside = new HashSet<>(values);
    return values.subList(0, values.size() - 1).stream()
        .anyMatch(
            id ->
                index.isOutput(id)
                    || index.readers(id).stream()
                        .anyMatch(reader -> !inside.contains(reader.output().id())));
  }

  /**
   * By value, what is needed of it.
   *
   * @param nodes all but those that only join the parts, in order
   * @param result what the parts are parts of
   * @return empty where some operator cannot be cut there
   */
  static Optional<Map<String, Need>> of(
      GraphIndex index, List<Node> nodes, String result, Slab slab) {
    Map<String, Slab> asked = new LinkedHashMap<>();
    asked.put(result, slab);
    Map<String, Need> needs = new LinkedHashMap<>();
    Set<String> inside = new HashSet<>();
    nodes.forEach(node -> inside.add(node.output().id()));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      Slab wanted = asked.get(node.output().id());
      if (wanted == null || wanted.isWhole()) {
        return Optional.empty();
      }
      Optional<Part> part = node.op().part(index.signature(node), wanted);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      needs.put(node.output().id(), new Need(wanted, part.get()));
      for (int input = 0; input < node.inputs().size(); input++) {
        String id = node.inputs().get(input);
        Slab before = asked.get(id);
        Slab more = part.get().inputs().get(input);
        if (!inside.contains(id)) {
          continue;
        }
        if (before != null && before.axis() != more.axis()) {
          return Optional.empty();
        }
        asked.put(id, before == null ? more : before.union(more));
      }
    }
    return Optional.of(needs);
  }
}
