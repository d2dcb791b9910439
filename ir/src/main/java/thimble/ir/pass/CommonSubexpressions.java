package thimble.ir.pass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Op;

/**
 * Computes once what is computed twice, and stores once what is stored twice.
 *
 * <pre>
 *   %a = relu %x                        %a = relu %x
 *   %b = relu %x              ->
 *   %y = add %a, %b                     %y = add %a, %a
 * </pre>
 *
 * Two nodes are the same if operator, inputs and result types are. Exporters write one
 * DequantizeLinear per reader; tied weights are written twice.
 */
public final class CommonSubexpressions implements Pass {
  private record Expression(Op op, List<String> inputs, List<TensorType> results) {}

  private record Stored(TensorType type, TensorData data) {}

  @Override
  public Graph run(Graph graph) {
    GraphEdit edit = new GraphEdit(graph);
    Map<Stored, String> stored = new HashMap<>();
    for (Constant constant : graph.constants()) {
      String id = constant.value().id();
      String first = stored.putIfAbsent(new Stored(constant.value().type(), constant.data()), id);
      if (first != null) {
        edit.redirect(id, first);
        edit.removeConstant(id);
      }
    }
    Map<Expression, Node> computed = new HashMap<>();
    for (Node before : graph.nodes()) {
      // Rewired by now if its inputs were merged.
      Node node = edit.producer(before.output().id()).orElseThrow();
      Expression expression =
          new Expression(
              node.op(), node.inputs(), node.outputs().stream().map(Value::type).toList());
      Node first = computed.putIfAbsent(expression, node);
      if (first != null) {
        for (int i = 0; i < node.outputs().size(); i++) {
          edit.redirect(node.outputs().get(i).id(), first.outputs().get(i).id());
        }
        edit.remove(node);
        Node kept = edit.producer(first.output().id()).orElseThrow();
        edit.put(kept.withOrigin(kept.origin().plus(node.origin())));
      }
    }
    return edit.finish();
  }
}
