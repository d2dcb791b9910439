package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Reshape;

/**
 * The inputs of a graph over a window, and which of them are sequences.
 *
 * @param graph whose sequences have time as an axis that counts rows
 * @param tracks of the inputs that are sequences, by id
 * @param window frames of the longest one
 */
record TimeInputs(Graph graph, Map<String, Track> tracks, int window) {
  /**
   * @throws thimble.ir.ThimbleException T0208 where no input has time
   */
  static TimeInputs of(Graph batch, TimeAxes axes) {
    axes.named().keySet().forEach(name -> requireInput(batch, name));
    Graph graph = batch;
    Map<String, Integer> found = new LinkedHashMap<>();
    for (Port port : batch.arguments()) {
      OptionalInt axis = axis(port, axes);
      if (axis.isPresent()) {
        found.put(port.value().id(), axis.getAsInt());
      }
    }
    if (axes.named().isEmpty()) {
      keepEqualOnes(batch, found);
    }
    if (found.isEmpty()) {
      throw Refusals.of(nothing(batch));
    }
    int window = found.keySet().stream().mapToInt(id -> extent(batch, id, found)).max().orElse(0);
    Map<String, Track> tracks = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> entry : found.entrySet()) {
      int rows = extent(batch, entry.getKey(), found);
      if (window % rows != 0) {
        throw Refusals.of(
            "its inputs have " + window + " and " + rows + " frames: one must be the other's part");
      }
      boolean leads =
          entry.getValue() == Slide.timeAxis(port(graph, entry.getKey()).value().type());
      graph =
          leads
              ? withRowsInFront(graph, entry.getKey(), entry.getValue())
              : Turn.of(graph, entry.getKey());
      Port port = port(graph, entry.getKey());
      int axis = Slide.timeAxis(port.value().type());
      tracks.put(port.value().id(), new Track(axis, window / rows, rows, false));
    }
    return new TimeInputs(graph, tracks, window);
  }

  /** What the arguments are, in their order. */
  List<Sequence.Input> kinds() {
    return graph.arguments().stream()
        .map(port -> tracks.get(port.value().id()))
        .map(track -> new Sequence.Input(track == null ? 0 : track.framesPerRow()))
        .toList();
  }

  private static void requireInput(Graph batch, String name) {
    if (batch.arguments().stream().noneMatch(port -> port.modelName().equals(name))) {
      throw Refusals.of(
          "it has no input \""
              + name
              + "\" but "
              + batch.arguments().stream().map(Port::modelName).toList());
    }
  }

  private static String nothing(Graph batch) {
    List<Port> arguments = batch.arguments();
    return arguments.size() == 1
        ? "its input " + arguments.get(0).value().type() + " has no axis of several frames"
        : "none of its " + arguments.size() + " inputs has an axis of several frames";
  }

  /** The axis of the value that is time; none where the input is no sequence. */
  private static OptionalInt axis(Port port, TimeAxes axes) {
    TensorType type = port.value().type();
    Integer named = axes.named().get(port.modelName());
    if (named == null && !axes.named().isEmpty()) {
      return OptionalInt.empty();
    }
    if (named == null && axes.ofAll().isEmpty()) {
      int axis = Slide.timeAxis(type);
      // The last axis is what a frame consists of, but for a stream of single numbers.
      boolean numbers = axis == type.rank() - 1 && type.rank() <= 2;
      return axis < type.rank() - 1 || numbers ? OptionalInt.of(axis) : OptionalInt.empty();
    }
    int rank = port.modelShape().size();
    int wanted = named == null ? axes.ofAll().getAsInt() : named;
    int axis = wanted < 0 ? wanted + rank : wanted;
    if (axis < 0 || axis >= rank) {
      throw Refusals.of(
          "\"" + port.modelName() + "\" has shape " + port.modelShape() + ", no axis " + wanted);
    }
    OptionalInt ofValue = PortAxes.value(port, axis);
    if (ofValue.isEmpty()) {
      throw Refusals.of("axis " + wanted + " of \"" + port.modelName() + "\" has one frame");
    }
    if (ofValue.getAsInt() != Slide.timeAxis(type) && !isWidth(type, ofValue.getAsInt())) {
      throw Refusals.of(
          "axis "
              + wanted
              + " of \""
              + port.modelName()
              + "\" "
              + port.modelShape()
              + " does not lie outside of all others where the first layer reads it as "
              + type);
    }
    return ofValue;
  }

  private static boolean isWidth(TensorType type, int axis) {
    return type.rank() == 4 && type.extent(0) == 1 && axis == 2;
  }

  /** Of inputs whose axes nobody named, those advance together that are as long as the first. */
  private static void keepEqualOnes(Graph batch, Map<String, Integer> found) {
    boolean several = batch.arguments().size() > 1;
    found
        .entrySet()
        .removeIf(
            entry ->
                several
                    && entry.getValue() == port(batch, entry.getKey()).value().type().rank() - 1);
    if (!found.isEmpty()) {
      int frames = extent(batch, found.keySet().iterator().next(), found);
      found.entrySet().removeIf(entry -> extent(batch, entry.getKey(), found) != frames);
    }
  }

  private static int extent(Graph graph, String id, Map<String, Integer> axes) {
    return port(graph, id).value().type().extent(axes.get(id));
  }

  private static Port port(Graph graph, String id) {
    return graph.inputs().stream()
        .filter(port -> port.value().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The same with time among the axes that count rows: [1, frames, ...]. */
  private static Graph withRowsInFront(Graph graph, String id, int axis) {
    Port port = port(graph, id);
    TensorType type = port.value().type();
    if (axis < type.rowAxes()) {
      return graph;
    }
    List<Integer> shape = new ArrayList<>(List.of(1, type.extent(axis)));
    shape.addAll(type.shape().subList(axis + 1, type.rank()));
    if (shape.size() == 2) {
      shape.add(1);
    }
    // The input keeps its id; what the layers read gets another.
    Value input = new Value(id, type.withShape(shape));
    Value read = new Value(graph.index().fresh(id + ".whole"), type);
    List<Node> nodes = new ArrayList<>();
    Reshape reshape = new Reshape(type.shape());
    nodes.add(new Node(reshape, List.of(id), List.of(read), Origin.NONE));
    for (Node node : graph.nodes()) {
      nodes.add(
          node.withInputs(
              node.inputs().stream().map(it -> it.equals(id) ? read.id() : it).toList()));
    }
    return graph
        .withInputs(
            graph.inputs().stream().map(it -> it.equals(port) ? it.withValue(input) : it).toList())
        .withNodes(nodes)
        .withOutputs(
            graph.outputs().stream()
                .map(it -> it.value().id().equals(id) ? it.withValue(read) : it)
                .toList());
  }
}
