package thimble.sim.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.planner.Plan;
import thimble.planner.Step;

/**
 * What comes into an arena and goes out of it during a run, row by row. A caller hands in what is
 * next and takes what he is given, so rows out of turn are wrong rows.
 */
final class Edges {
  private final PlacedRows placed;
  private final Graph graph;
  private final Set<Integer> delivered;

  /** By input its data, and the next row that the caller hands in. */
  private final List<TensorData> inputs;

  private final int[] nextIn;
  private final List<TensorData> outputs = new ArrayList<>();
  private final int[] nextOut;

  /**
   * @param inputs for each graph input all of its data
   */
  Edges(PlacedRows placed, List<TensorData> inputs) {
    Plan plan = placed.plan();
    this.placed = placed;
    this.graph = plan.graph();
    this.delivered = plan.delivered();
    this.inputs = inputs;
    this.nextIn = new int[inputs.size()];
    this.nextOut = new int[graph.outputs().size()];
    for (var port : graph.outputs()) {
      TensorType type = port.value().type();
      outputs.add(TensorData.allocate(type.element(), type.count()));
    }
  }

  void receive(int step, Step.Receive receive) {
    Value value = graph.inputs().get(receive.input()).value();
    String who = "step " + step + " (receive %" + value.id() + ")";
    if (receive.row() != nextIn[receive.input()]++ || receive.row() >= value.type().rows()) {
      throw new Violation(who + " wants row " + receive.row() + ", which is not the next");
    }
    requireInOrder(receive.input(), who);
    placed.fill(value, receive.row(), inputs.get(receive.input()));
  }

  /** Data that is handed in again is handed in when its first time is over. */
  private void requireInOrder(int input, String who) {
    String source = source(input);
    for (int other = 0; other < input; other++) {
      boolean open = nextIn[other] < graph.inputs().get(other).value().type().rows();
      if (source(other).equals(source) && open) {
        throw new Violation(who + " comes before all of %" + source + " is there");
      }
    }
  }

  private String source(int input) {
    return graph.inputs().get(input).again().orElse(graph.inputs().get(input).value().id());
  }

  void deliver(int step, Step.Deliver deliver) {
    Value value = graph.outputs().get(deliver.output()).value();
    String who = "step " + step + " (deliver %" + value.id() + ")";
    if (deliver.row() != nextOut[deliver.output()]++) {
      throw new Violation(who + " gives row " + deliver.row() + ", which is not the next");
    }
    TensorData row = placed.read(value.id(), deliver.row(), who);
    System.arraycopy(
        row.array(),
        0,
        outputs.get(deliver.output()).array(),
        deliver.row() * value.type().rowElements(),
        row.count());
  }

  /** The outputs after the run; every row must have come and gone. */
  List<TensorData> outputs() {
    for (int input : placed.plan().received()) {
      Value value = graph.inputs().get(input).value();
      if (nextIn[input] < value.type().rows()) {
        throw new Violation("after the run rows of %" + value.id() + " are left over");
      }
    }
    List<TensorData> all = new ArrayList<>();
    for (int output = 0; output < nextOut.length; output++) {
      Value value = graph.outputs().get(output).value();
      if (!delivered.contains(output)) {
        all.add(placed.read(value, "after the run, output %" + value.id()));
      } else if (nextOut[output] == value.type().rows()) {
        all.add(outputs.get(output));
      } else {
        throw new Violation("rows of %" + value.id() + " were not delivered");
      }
    }
    return all;
  }
}
