package thimble.codegen.c;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.planner.Plan;
import thimble.planner.RowAddress;
import thimble.planner.Step;

/**
 * Names of places in the arena: one enumerator for each value that emitted code touches, called
 * after the layer that writes it.
 */
public final class ArenaNames {
  private final Plan plan;
  private final GraphIndex index;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private int views;

  /**
   * One enumerator.
   *
   * @param name {@code AT_LAYER_3}
   * @param offset byte in the arena
   * @param bytes that lie there
   * @param comment what lies there, fit for a C comment
   */
  public record Place(String name, long offset, long bytes, String comment) {}

  ArenaNames(Plan plan) {
    this.plan = plan;
    index = plan.graph().index();
    List<Port> inputs = plan.graph().inputs();
    for (int i = 0; i < inputs.size(); i++) {
      names.put(inputs.get(i).value().id(), "AT_INPUT_" + i);
    }
    for (int i = 0; i < plan.steps().size(); i++) {
      Node node = plan.graph().nodes().get(((Step.Call) plan.steps().get(i)).node());
      for (int output = 0; output < node.outputs().size(); output++) {
        String suffix = output == 0 ? "" : "_OUTPUT_" + output;
        names.put(node.outputs().get(output).id(), "AT_LAYER_" + i + suffix);
      }
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
    String name = names.get(id);
    return new Place(
        name == null ? "AT_VIEW_" + views++ : name,
        offset(id),
        type.bytes(),
        LayerNames.shape(type) + (name == null ? viewComment(id) : ""));
  }

  /** A value that no layer writes: its bytes are those of other values. */
  private String viewComment(String id) {
    Node node = index.producer(id).orElseThrow();
    String sources =
        node.inputs().stream()
            .map(input -> names.getOrDefault(input, CText.comment(input)))
            .collect(Collectors.joining(", "));
    return ": " + node.op().name() + " of " + sources + ", where it lies";
  }

  /**
   * The place of a piece of working memory.
   *
   * @param offset byte in the arena
   */
  String scratch(int layer, String piece, long offset, long bytes) {
    String name =
        "AT_LAYER_" + layer + "_" + new Identifiers().uniqueConstant("", piece + " " + offset);
    return places
        .computeIfAbsent(name, key -> new Place(name, offset, bytes, "working memory"))
        .name();
  }

  List<Place> places() {
    return new ArrayList<>(places.values());
  }
}
