package thimble.codegen.c;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.planner.Plan;
import thimble.planner.RowAddress;
import thimble.planner.Step;

/** Names of places in the arena: one enumerator for each value that emitted code touches. */
public final class ArenaNames {
  private final Plan plan;
  private final GraphIndex index;
  private final Set<String> computed = new HashSet<>();
  private final Identifiers names = new Identifiers();
  private final Map<String, Place> places = new LinkedHashMap<>();

  /**
   * One enumerator.
   *
   * @param name {@code AT_CONV1}
   * @param offset byte in the arena
   * @param bytes that lie there
   * @param comment what lies there, fit for a C comment
   */
  public record Place(String name, long offset, long bytes, String comment) {}

  ArenaNames(Plan plan) {
    this.plan = plan;
    index = plan.graph().index();
    for (Step step : plan.steps()) {
      Node node = plan.graph().nodes().get(((Step.Call) step).node());
      node.outputs().forEach(output -> computed.add(output.id()));
    }
  }

  /** The place of a value. */
  String value(String id) {
    return places.computeIfAbsent(id, this::place).name();
  }

  /** The first byte of a value in the arena. */
  long offset(String id) {
    RowAddress address = plan.addresses().get(id);
    if (address instanceof RowAddress.Linear linear) {
      return linear.offset();
    }
    throw new IllegalStateException("no place in the arena for %" + id);
  }

  private Place place(String id) {
    TensorType type = index.type(id);
    return new Place(
        names.uniqueConstant("AT_", id),
        offset(id),
        type.bytes(),
        LayerNames.shape(type) + viewComment(id));
  }

  /** A value that no layer writes: its bytes are those of other values. */
  private String viewComment(String id) {
    Optional<Node> producer = index.producer(id);
    if (producer.isEmpty() || computed.contains(id)) {
      return "";
    }
    Node node = producer.get();
    return ": "
        + node.op().name()
        + " of "
        + CText.comment(String.join(", ", node.inputs()))
        + ", where it lies";
  }

  /**
   * The place of a piece of working memory.
   *
   * @param offset byte in the arena
   */
  String scratch(int layer, String piece, long offset, long bytes) {
    String key = "\u0000" + layer + piece + offset;
    return places
        .computeIfAbsent(
            key,
            k ->
                new Place(
                    names.uniqueConstant("AT_", "layer_" + layer + "_" + piece),
                    offset,
                    bytes,
                    "working memory"))
        .name();
  }

  List<Place> places() {
    return new ArrayList<>(places.values());
  }
}
