package thimble.tests.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.Value;

/**
 * Cases side by side in one graph: a runner that has to build a program builds one for many cases.
 * A case with fewer runs than another repeats its last.
 */
final class CaseUnion {
  private CaseUnion() {}

  static OpCase of(String name, List<OpCase> cases) {
    List<Port> inputs = new ArrayList<>();
    List<Constant> constants = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    List<Port> outputs = new ArrayList<>();
    for (OpCase example : cases) {
      Graph graph = example.graph();
      graph.inputs().forEach(port -> inputs.add(renamed(port, example)));
      graph
          .constants()
          .forEach(c -> constants.add(new Constant(renamed(c.value(), example), c.data())));
      graph.nodes().forEach(node -> nodes.add(renamed(node, example)));
      graph.outputs().forEach(port -> outputs.add(renamed(port, example)));
    }
    Graph union = new Graph("cases", inputs, constants, nodes, outputs);
    return new OpCase(name, "all", union, runs(cases));
  }

  private static String renamed(String id, OpCase example) {
    return example.operator() + "/" + example.name() + "/" + id;
  }

  private static Value renamed(Value value, OpCase example) {
    return new Value(renamed(value.id(), example), value.type());
  }

  private static Port renamed(Port port, OpCase example) {
    return port.withValue(renamed(port.value(), example));
  }

  private static Node renamed(Node node, OpCase example) {
    return node.withInputs(node.inputs().stream().map(id -> renamed(id, example)).toList())
        .withOutputs(node.outputs().stream().map(value -> renamed(value, example)).toList());
  }

  private static List<OpCase.Run> runs(List<OpCase> cases) {
    int count = cases.stream().mapToInt(example -> example.runs().size()).max().orElse(0);
    List<OpCase.Run> runs = new ArrayList<>();
    for (int run = 0; run < count; run++) {
      List<OpCase.Run> parts = new ArrayList<>();
      for (OpCase example : cases) {
        parts.add(example.runs().get(Math.min(run, example.runs().size() - 1)));
      }
      runs.add(
          new OpCase.Run(
              parts.stream().flatMap(part -> part.inputs().stream()).toList(),
              parts.stream().flatMap(part -> part.expected().stream()).toList()));
    }
    return runs;
  }
}
