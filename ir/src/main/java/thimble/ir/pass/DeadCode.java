package thimble.ir.pass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Value;

/**
 * Drops nodes and constants that no output depends on. Graph inputs stay: they are the model's
 * interface.
 *
 * <pre>
 *   %a = relu %x        (nobody reads %a)
 *   %y = sigmoid %x            ->        %y = sigmoid %x
 *   output %y                            output %y
 * </pre>
 *
 * Other passes leave behind what they replaced; this one sweeps.
 */
public final class DeadCode implements Pass {
  @Override
  public Graph run(Graph graph) {
    Set<String> live = new HashSet<>();
    graph.outputs().forEach(port -> live.add(port.value().id()));
    List<Node> nodes = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (node.outputs().stream().map(Value::id).anyMatch(live::contains)) {
        nodes.add(node);
        live.addAll(node.inputs());
      }
    }
    Collections.reverse(nodes);
    List<Constant> constants =
        graph.constants().stream().filter(c -> live.contains(c.value().id())).toList();
    boolean same =
        nodes.size() == graph.nodes().size() && constants.size() == graph.constants().size();
    return same ? graph : graph.withNodes(nodes).withConstants(constants);
  }
}
