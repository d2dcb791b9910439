package thimble.ir;

import java.util.List;
import thimble.ir.op.Op;

/**
 * One operation of a graph.
 *
 * @param inputs ids of graph inputs, constants or outputs of other nodes
 * @param outputs the values this node defines, in the operator's order
 */
public record Node(Op op, List<String> inputs, List<Value> outputs, Origin origin) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException(op.name() + " without an output");
    }
  }

  /** The first output: its id names the node in dumps and reports. */
  public Value output() {
    return outputs.get(0);
  }

  public Node withInputs(List<String> newInputs) {
    return new Node(op, newInputs, outputs, origin);
  }

  public Node withOp(Op newOp) {
    return new Node(newOp, inputs, outputs, origin);
  }

  public Node withOutputs(List<Value> newOutputs) {
    return new Node(op, inputs, newOutputs, origin);
  }

  public Node withOrigin(Origin newOrigin) {
    return new Node(op, inputs, outputs, newOrigin);
  }
}
