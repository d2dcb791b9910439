package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Reshape;
import thimble.ir.op.Transpose;

/**
 * Lets a fully connected layer read an image as it lies: the columns of its weight are reordered
 * instead.
 *
 * <pre>
 *   %a = transpose [0, 3, 1, 2] %x
 *   %b = reshape [1, 576] %a               -&gt;    %b = reshape [1, 576] %x
 *   %y = fully_connected %b, %w, %c              %y = fully_connected %b, %v, %c
 * </pre>
 *
 * The transposition happens once, at compile time.
 */
public final class FoldTransposeIntoWeights implements Pass {
  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, FoldTransposeIntoWeights::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (!(node.op() instanceof FullyConnected)) {
      return false;
    }
    List<Node> moves = moves(edit, node.inputs().get(0));
    Optional<Constant> weight =
        edit.constant(node.inputs().get(1)).filter(c -> edit.uses(c.value().id()) == 1);
    if (moves.stream().noneMatch(move -> move.op() instanceof Transpose) || weight.isEmpty()) {
      return false;
    }
    String source = moves.get(moves.size() - 1).inputs().get(0);
    int columns = weight.get().value().type().extent(1);
    int[] order = order(edit, moves, source);
    if (!repeatsInRows(order, columns)) {
      return false;
    }
    TensorData data = reordered(weight.get(), order, columns);
    String id = node.inputs().get(1) + ".reordered";
    String reordered = edit.addConstant(id, weight.get().value().type(), data);
    TensorType flat = edit.type(node.inputs().get(0));
    Value x = edit.newValue(source + ".flat", flat);
    edit.put(
        new Node(new Reshape(flat.shape()), List.of(source), List.of(x), moves.get(0).origin()));
    edit.put(node.withInputs(List.of(x.id(), reordered, node.inputs().get(2))));
    moves.forEach(edit::removeIfUnused);
    return true;
  }

  /** The views and transpositions in front of a value that only it reads, last first. */
  private static List<Node> moves(GraphEdit edit, String id) {
    List<Node> moves = new ArrayList<>();
    String at = id;
    Optional<Node> producer = edit.producer(at);
    while (producer.isPresent()
        && edit.uses(at) == 1
        && (producer.get().op() instanceof Transpose || producer.get().op() instanceof Reshape)) {
      moves.add(producer.get());
      at = producer.get().inputs().get(0);
      producer = edit.producer(at);
    }
    while (!moves.isEmpty() && moves.get(moves.size() - 1).op() instanceof Reshape) {
      moves.remove(moves.size() - 1);
    }
    return moves;
  }

  /** For each element that the layer reads its index in the source: the moves of a count. */
  private static int[] order(GraphEdit edit, List<Node> moves, String source) {
    TensorType type = TensorType.of(ElementType.S32, edit.type(source).shape());
    TensorData data = TensorData.allocate(ElementType.S32, type.count());
    for (int i = 0; i < data.count(); i++) {
      data.intArray()[i] = i;
    }
    for (int i = moves.size() - 1; i >= 0; i--) {
      Node move = moves.get(i);
      TensorType result = TensorType.of(ElementType.S32, move.output().type().shape());
      data = Constants.apply(move.op(), type, result, data);
      type = result;
    }
    return data.intArray();
  }

  /** Whether every row of columns takes its elements from one row, in the same order. */
  private static boolean repeatsInRows(int[] order, int columns) {
    for (int i = 0; i < order.length; i++) {
      int row = i - i % columns;
      if (order[i] - row != order[i % columns] || order[i % columns] >= columns) {
        return false;
      }
    }
    return true;
  }

  private static TensorData reordered(Constant weight, int[] order, int columns) {
    TensorData data = TensorData.allocate(weight.data().element(), weight.data().count());
    for (int i = 0; i < data.count(); i++) {
      int to = i - i % columns + order[i % columns];
      System.arraycopy(weight.data().array(), i, data.array(), to, 1);
    }
    return data;
  }
}
