package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.Value;

/** Moves transpositions from the graph into its ports. */
public final class PortOrders {
  private PortOrders() {}

  /**
   * The port for {@code value = transpose(port's value, order)}. The port's value may have other
   * extents of 1 than the model's tensor: the axes that are longer tell which is which.
   */
  public static Port permuted(Port port, Value value, List<Integer> order) {
    List<Integer> shape = port.modelShape();
    List<Integer> before =
        port.permutation().isEmpty() ? Permutations.identity(shape.size()) : port.permutation();
    TensorType type = port.value().type();
    List<Integer> after =
        Permutations.apply(shape, before).equals(type.shape())
            ? Permutations.apply(before, order)
            : byLongAxes(shape, before, type, order);
    return new Port(
        value,
        port.modelName(),
        shape,
        Permutations.isIdentity(after) ? List.of() : after,
        port.floatInModel(),
        port.again(),
        port.carry());
  }

  private static List<Integer> byLongAxes(
      List<Integer> shape, List<Integer> before, TensorType type, List<Integer> order) {
    List<Integer> ofModel = Permutations.longAxes(before, shape);
    List<Integer> ofValue = Permutations.longAxes(Permutations.identity(type.rank()), type.shape());
    List<Integer> moved =
        Permutations.longAxes(order, type.shape()).stream()
            .map(axis -> ofModel.get(ofValue.indexOf(axis)))
            .toList();
    List<Integer> after = new ArrayList<>();
    int next = 0;
    for (int axis = 0; axis < shape.size(); axis++) {
      after.add(shape.get(axis) == 1 ? axis : moved.get(next++));
    }
    return after;
  }

  /**
   * The port of an output that a reduction along one axis of {@code port}'s value takes the place
   * of: that axis has extent 1 in the model's shape too.
   *
   * @param axis of the port's value
   */
  static Port reduced(Port port, int axis, Value value) {
    List<Integer> shape = new ArrayList<>(port.modelShape());
    shape.set(modelAxis(port, axis), 1);
    return new Port(
        value, port.modelName(), shape, port.permutation(), false, port.again(), port.carry());
  }

  /** The model's axis that an axis of the port's value, longer than 1, comes from. */
  private static int modelAxis(Port port, int axis) {
    List<Integer> shape = port.modelShape();
    List<Integer> order =
        port.permutation().isEmpty() ? Permutations.identity(shape.size()) : port.permutation();
    TensorType type = port.value().type();
    List<Integer> ofValue = Permutations.longAxes(Permutations.identity(type.rank()), type.shape());
    return Permutations.longAxes(order, shape).get(ofValue.indexOf(axis));
  }
}
