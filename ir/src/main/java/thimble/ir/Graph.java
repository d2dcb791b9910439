package thimble.ir;

import java.util.List;

/**
 * What a model means: a DAG of nodes over values, in static single assignment.
 *
 * @param name a clean name, fit for file names and C identifiers
 * @param nodes in a topological order (which order runs is the planner's choice)
 * @param outputs each port's value is defined in the graph (an input or a constant may also be an
 *     output)
 */
public record Graph(
    String name,
    List<Port> inputs,
    List<Constant> constants,
    List<Node> nodes,
    List<Port> outputs) {
  public Graph {
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException("not a graph name: \"" + name + "\"");
    }
    inputs = List.copyOf(inputs);
    constants = List.copyOf(constants);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }

  public Graph withNodes(List<Node> newNodes) {
    return new Graph(name, inputs, constants, newNodes, outputs);
  }

  public Graph withConstants(List<Constant> newConstants) {
    return new Graph(name, inputs, newConstants, nodes, outputs);
  }

  public Graph withInputs(List<Port> newInputs) {
    return new Graph(name, newInputs, constants, nodes, outputs);
  }

  public Graph withOutputs(List<Port> newOutputs) {
    return new Graph(name, inputs, constants, nodes, newOutputs);
  }

  public Graph withName(String newName) {
    return new Graph(newName, inputs, constants, nodes, outputs);
  }

  /** The inputs with data of their own: what a caller hands in, however often it is asked for. */
  public List<Port> sources() {
    return inputs.stream().filter(port -> port.again().isEmpty()).toList();
  }

  /** The inputs that a caller hands in: sources that are no states. */
  public List<Port> arguments() {
    return sources().stream().filter(port -> port.carried().isEmpty()).toList();
  }

  /** The inputs that are carried from one run to the next. */
  public List<Port> states() {
    return inputs.stream().filter(port -> port.carried().isPresent()).toList();
  }

  /** The outputs that a caller sees: none that is carried into a state. */
  public List<Port> results() {
    List<String> carried = states().stream().map(port -> port.carried().get()).toList();
    return outputs.stream().filter(port -> !carried.contains(port.value().id())).toList();
  }

  /**
   * For each input what belongs to its source.
   *
   * @param ofSources one for each of {@link #sources}
   */
  public <T> List<T> ofInputs(List<T> ofSources) {
    List<String> ids = sources().stream().map(port -> port.value().id()).toList();
    if (ofSources.size() != ids.size()) {
      throw new IllegalArgumentException(ofSources.size() + " for " + ids.size() + " inputs");
    }
    return inputs.stream()
        .map(port -> ofSources.get(ids.indexOf(port.again().orElse(port.value().id()))))
        .toList();
  }

  /** Look-ups by id, built anew at each call: keep the result while the graph is looked at. */
  public GraphIndex index() {
    return new GraphIndex(this);
  }

  /** Multiply-accumulates of one inference. */
  public long macs() {
    GraphIndex index = index();
    return nodes.stream().mapToLong(node -> node.op().macs(index.signature(node))).sum();
  }
}
