package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Op;
import thimble.ir.op.Recurrence;
import thimble.ir.op.Reshape;
import thimble.ir.op.Slice;

/**
 * Takes a recurrent layer's first state after the last step from its states after all steps: those
 * have time, and whoever reads them may be behind.
 *
 * <pre>
 *   %h = gru(sequence=false) %x   ->   %h.steps, %h.end = gru(sequence=true) %x
 *                                      %h.step = slice(last) %h.steps
 *                                      %h = reshape %h.step
 * </pre>
 */
final class LastStates {
  private final GraphIndex index;
  private final List<Node> nodes = new ArrayList<>();

  private LastStates(Graph graph) {
    this.index = graph.index();
    graph.nodes().forEach(this::rewrite);
  }

  static Graph of(Graph graph) {
    return graph.withNodes(new LastStates(graph).nodes);
  }

  private void rewrite(Node node) {
    if (node.op().recurrence().isEmpty() || node.op().recurrence().get().reverse()) {
      nodes.add(node);
      return;
    }
    Recurrence recurrence = node.op().recurrence().get();
    Value last = node.outputs().get(recurrence.last(0));
    boolean read = index.uses(last.id()) > 0;
    if (recurrence.sequence() && !read) {
      nodes.add(node);
      return;
    }
    List<TensorType> inputs = node.inputs().stream().map(index::type).toList();
    Op op = recurrence.withSequence();
    Value steps =
        recurrence.sequence()
            ? node.outputs().get(0)
            : new Value(index.fresh(last.id() + ".steps"), op.infer(inputs).get(0));
    List<Value> outputs = new ArrayList<>(List.of(steps));
    outputs.add(read ? new Value(index.fresh(last.id() + ".end"), last.type()) : last);
    outputs.addAll(node.outputs().subList(recurrence.last(0) + 1, node.outputs().size()));
    nodes.add(new Node(op, node.inputs(), outputs, node.origin()));
    if (read) {
      lastOf(steps, last);
    }
  }

  private void lastOf(Value steps, Value last) {
    TensorType type = steps.type();
    List<Integer> starts = new ArrayList<>(Collections.nCopies(type.rank(), 0));
    starts.set(0, type.extent(0) - 1);
    Value step = new Value(index.fresh(last.id() + ".step"), Slide.withRows(type, 0, 1));
    Slice slice = new Slice(starts, step.type().shape(), Collections.nCopies(type.rank(), 1));
    nodes.add(new Node(slice, List.of(steps.id()), List.of(step), Origin.NONE));
    Reshape reshape = new Reshape(last.type().shape());
    nodes.add(new Node(reshape, List.of(step.id()), List.of(last), Origin.NONE));
  }
}
