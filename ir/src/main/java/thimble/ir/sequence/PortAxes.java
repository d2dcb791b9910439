package thimble.ir.sequence;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import thimble.ir.Port;

/** Which axis of a port's value is which of the model's tensor; only those longer than 1. */
final class PortAxes {
  private PortAxes() {}

  /** The axes of the model's tensor in the order of the value's, those of extent 1 left out. */
  private static List<Integer> ofModel(Port port) {
    List<Integer> shape = port.modelShape();
    List<Integer> order =
        port.permutation().isEmpty()
            ? IntStream.range(0, shape.size()).boxed().toList()
            : port.permutation();
    return order.stream().filter(axis -> shape.get(axis) != 1).toList();
  }

  private static List<Integer> ofValue(Port port) {
    List<Integer> shape = port.value().type().shape();
    return IntStream.range(0, shape.size()).filter(axis -> shape.get(axis) != 1).boxed().toList();
  }

  static OptionalInt model(Port port, int valueAxis) {
    int at = ofValue(port).indexOf(valueAxis);
    return at < 0 ? OptionalInt.empty() : OptionalInt.of(ofModel(port).get(at));
  }

  static OptionalInt value(Port port, int modelAxis) {
    int at = ofModel(port).indexOf(modelAxis);
    return at < 0 ? OptionalInt.empty() : OptionalInt.of(ofValue(port).get(at));
  }
}
