package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.ArgMax;
import thimble.ir.op.Binary;
import thimble.ir.op.Cast;
import thimble.ir.op.Clip;
import thimble.ir.op.Compare;
import thimble.ir.op.Concat;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Expand;
import thimble.ir.op.Gather;
import thimble.ir.op.Logical;
import thimble.ir.op.Lookup;
import thimble.ir.op.Multiply;
import thimble.ir.op.Not;
import thimble.ir.op.Op;
import thimble.ir.op.PRelu;
import thimble.ir.op.Pad;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reduce;
import thimble.ir.op.Requantize;
import thimble.ir.op.Reshape;
import thimble.ir.op.Slice;
import thimble.ir.op.Softmax;
import thimble.ir.op.Subtract;
import thimble.ir.op.Tile;
import thimble.ir.op.Unary;
import thimble.ir.op.Where;

/** How operators that name axes, or none, compute the same on tensors whose axes were reordered. */
final class AxisRules {
  private AxisRules() {}

  /**
   * An operator for reordered inputs.
   *
   * @param follows for each input whether it comes reordered; the others stay as they are
   * @param result the order in which the result comes out
   */
  record Reordered(Op op, List<Boolean> follows, List<Integer> result) {}

  /**
   * The operator that gives the same elements if its inputs come in given orders; none where the
   * operator insists on its layout.
   *
   * @param orders for each input the order it would come in; for constants that of the others
   * @param wanted the order preferred for the result where several are equally good
   */
  static Optional<Reordered> reorder(
      GraphEdit edit, Node node, List<List<Integer>> orders, List<Integer> wanted) {
    if (node.outputs().size() != 1) {
      return Optional.empty();
    }
    List<Integer> first = orders.get(0);
    TensorType x = edit.type(node.inputs().get(0));
    Op op = node.op();
    Optional<Reordered> result;
    if (isBroadcast(op)) {
      result = broadcast(edit, node, orders);
    } else if (op instanceof Concat concat) {
      boolean alike = orders.stream().allMatch(first::equals);
      result =
          alike
              ? Optional.of(
                  new Reordered(
                      new Concat(first.indexOf(concat.axis())),
                      node.inputs().stream().map(id -> true).toList(),
                      first))
              : Optional.empty();
    } else if (edit.isConstant(node.inputs().get(0)) || x.count() == 0) {
      result = Optional.empty();
    } else if (op instanceof Reshape) {
      TensorType y = node.output().type();
      result =
          ReshapeOrder.of(x, y, first, wanted)
              .map(
                  order ->
                      new Reordered(
                          new Reshape(Permutations.apply(y.shape(), order)), List.of(true), order));
    } else {
      result = ofOneInput(op, x, node, first);
    }
    return result.filter(reordered -> isSound(edit, node, orders, reordered));
  }

  private static boolean isSound(
      GraphEdit edit, Node node, List<List<Integer>> orders, Reordered reordered) {
    List<TensorType> types = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      TensorType type = edit.type(node.inputs().get(i));
      types.add(reordered.follows().get(i) ? asReordered(node, type, orders.get(i)) : type);
    }
    return GraphEdit.accepts(reordered.op(), types);
  }

  private static TensorType asReordered(Node node, TensorType type, List<Integer> order) {
    // A broadcast constant of lower rank is filled up with ones first.
    return Permutations.apply(filledUp(type, order.size()), order);
  }

  /** The type with leading extents of 1, as broadcasting reads it. */
  static TensorType filledUp(TensorType type, int rank) {
    List<Integer> shape = new ArrayList<>(type.shape());
    while (shape.size() < rank) {
      shape.add(0, 1);
    }
    return type.withShape(shape);
  }

  private static boolean isBroadcast(Op op) {
    return op instanceof Add
        || op instanceof Subtract
        || op instanceof Multiply
        || op instanceof Binary
        || op instanceof Compare
        || op instanceof Logical
        || op instanceof Where
        || op instanceof PRelu;
  }

  private static boolean isElementwise(Op op) {
    return op instanceof Unary
        || op instanceof Clip
        || op instanceof Not
        || op instanceof Cast
        || op instanceof Lookup
        || op instanceof Quantize
        || op instanceof Dequantize
        || op instanceof Requantize;
  }

  /** Single numbers stay as they are; constants are filled up; all others have the full rank. */
  private static Optional<Reordered> broadcast(
      GraphEdit edit, Node node, List<List<Integer>> orders) {
    int rank = node.output().type().rank();
    Optional<List<Integer>> common = Optional.empty();
    List<Boolean> follows = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      TensorType type = edit.type(node.inputs().get(i));
      follows.add(type.count() != 1);
      if (type.count() == 1 || edit.isConstant(node.inputs().get(i))) {
        continue;
      }
      if (type.rank() != rank || common.isPresent() && !common.get().equals(orders.get(i))) {
        return Optional.empty();
      }
      common = Optional.of(orders.get(i));
    }
    return common.map(order -> new Reordered(node.op(), follows, order));
  }

  private static Optional<Reordered> ofOneInput(
      Op op, TensorType x, Node node, List<Integer> order) {
    if (isElementwise(op)) {
      return follow(op, node, order);
    } else if (op instanceof Softmax softmax) {
      return follow(new Softmax(order.indexOf(softmax.axis()), softmax.log()), node, order);
    } else if (op instanceof Slice slice) {
      return follow(
          new Slice(
              Permutations.apply(slice.starts(), order),
              Permutations.apply(slice.sizes(), order),
              Permutations.apply(slice.steps(), order)),
          node,
          order);
    } else if (op instanceof Pad pad) {
      return follow(
          new Pad(
              Permutations.apply(pad.before(), order),
              Permutations.apply(pad.after(), order),
              pad.mode(),
              pad.value()),
          node,
          order);
    } else if (op instanceof Tile tile) {
      return follow(new Tile(Permutations.apply(tile.repeats(), order)), node, order);
    } else if (op instanceof Expand expand && expand.shape().size() == x.rank()) {
      return follow(new Expand(Permutations.apply(expand.shape(), order)), node, order);
    } else if (op instanceof Reduce reduce) {
      List<Integer> axes = reduce.axes().stream().map(order::indexOf).sorted().toList();
      return follow(
          new Reduce(reduce.kind(), axes, reduce.keepDimensions()),
          node,
          reduce.keepDimensions() ? order : without(order, reduce.axes()));
    } else if (op instanceof ArgMax search) {
      return follow(
          new ArgMax(
              order.indexOf(search.axis()),
              search.keepDimensions(),
              search.selectLast(),
              search.minimum()),
          node,
          search.keepDimensions() ? order : without(order, List.of(search.axis())));
    } else if (op instanceof Gather gather) {
      return gather(gather, x, node, order);
    }
    return Optional.empty();
  }

  private static Optional<Reordered> follow(Op op, Node node, List<Integer> result) {
    List<Boolean> follows = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      follows.add(i == 0);
    }
    return Optional.of(new Reordered(op, follows, result));
  }

  private static Optional<Reordered> gather(
      Gather gather, TensorType x, Node node, List<Integer> order) {
    Op op = new Gather(order.indexOf(gather.axis()));
    int rank = node.output().type().rank();
    if (rank == x.rank()) {
      return follow(op, node, order);
    }
    return rank == x.rank() - 1
        ? follow(op, node, without(order, List.of(gather.axis())))
        : Optional.empty();
  }

  /** The order of the axes that remain, under their new numbers. */
  private static List<Integer> without(List<Integer> order, List<Integer> gone) {
    return order.stream()
        .filter(axis -> !gone.contains(axis))
        .map(axis -> axis - (int) gone.stream().filter(other -> other < axis).count())
        .toList();
  }
}
