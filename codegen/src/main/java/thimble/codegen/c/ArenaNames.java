package thimble.codegen.c;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.planner.Plan;
import thimble.planner.RowAddress;

/**
 * Names of places in the arena: one enumerator for each value that emitted code touches, called
 * after the layer that writes it.
 */
public final class ArenaNames {
  private final Plan plan;
  private final GraphIndex index;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, RowPlaces> tables = new LinkedHashMap<>();

  /** By content: values that lie in the same rows share an array. */
  private final Map<List<Long>, String> tablesByContent = new HashMap<>();

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
    List<Integer> nodes = Layers.of(plan).nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = plan.graph().nodes().get(nodes.get(i));
      for (int output = 0; output < node.outputs().size(); output++) {
        String suffix = output == 0 ? "" : "_OUTPUT_" + output;
        names.put(node.outputs().get(output).id(), "AT_LAYER_" + i + suffix);
      }
    }
  }

  /** The place of a value; empty where its rows have no regular place. */
  String value(String id) {
    return plan.addresses().get(id) instanceof RowAddress.Table
        ? ""
        : places.computeIfAbsent(id, this::place).name();
  }

  /** How the rows of a value are found from its place, or from the arena's first byte. */
  RowIndex rows(String id) {
    TensorType type = index.type(id);
    RowAddress address = plan.addresses().get(id);
    String table = address instanceof RowAddress.Table places ? table(id, type, places) : "";
    return RowIndex.of(address, type.rowElements(), type.element().bytes(), table);
  }

  /**
   * The byte of the arena where a row begins, as a C expression.
   *
   * @param row a name, or something in parentheses
   */
  String rowByte(String id, String row) {
    int elementBytes = index.type(id).element().bytes();
    String place = value(id);
    String element = rows(id).of(row);
    String bytes =
        elementBytes == 1 || element.equals("0") ? element : element + " * " + elementBytes;
    return place.isEmpty() ? bytes : element.equals("0") ? place : place + " + " + bytes;
  }

  /** The first byte of a value in the arena; 0 where there is no such byte. */
  long offset(String id) {
    return rows(id).base();
  }

  /** Bytes of the arena that a value lies in while it is there as a whole, or all its slots. */
  private static long extent(RowAddress address, TensorType type) {
    return address instanceof RowAddress.Ring ring
        ? (long) ring.slots() * ring.rowBytes()
        : type.bytes();
  }

  /** Where a value lies, in words. */
  String describe(String id) {
    RowAddress address = plan.addresses().get(id);
    if (address instanceof RowAddress.Ring ring) {
      return ", " + (ring.slots() == 1 ? "1 row" : ring.slots() + " rows") + " at " + ring.offset();
    }
    if (address instanceof RowAddress.Table) {
      return ", rows where " + rows(id).table() + " says";
    }
    return ", at " + offset(id);
  }

  private String table(String id, TensorType type, RowAddress.Table address) {
    List<Long> entries =
        address.offsets().stream().map(offset -> offset / type.element().bytes()).toList();
    return tablesByContent.computeIfAbsent(
        entries,
        key -> {
          String value = names.getOrDefault(id, "AT_VIEW_" + views++);
          String name = "rows_" + value.substring("AT_".length()).toLowerCase(Locale.ROOT);
          boolean wide = entries.stream().anyMatch(entry -> entry > 0xFFFF);
          List<String> words = entries.stream().map(Object::toString).toList();
          tables.put(
              name,
              new RowPlaces(
                  name,
                  wide ? "int32_t" : "uint16_t",
                  LayerNames.shape(type),
                  entries.size(),
                  (wide ? 4L : 2L) * entries.size(),
                  CText.wrap(CText.separated(words), 4)));
          return name;
        });
  }

  /** Arrays of places, in the order of their first use. */
  List<RowPlaces> tables() {
    return new ArrayList<>(tables.values());
  }

  private Place place(String id) {
    TensorType type = index.type(id);
    String name = names.get(id);
    return new Place(
        name == null ? "AT_VIEW_" + views++ : name,
        offset(id),
        extent(plan.addresses().get(id), type),
        LayerNames.shape(type) + slots(id) + (name == null ? viewComment(id) : ""));
  }

  private String slots(String id) {
    return plan.addresses().get(id) instanceof RowAddress.Ring ring
        ? ", " + ring.slots() + (ring.slots() == 1 ? " row" : " rows") + " at a time"
        : "";
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
