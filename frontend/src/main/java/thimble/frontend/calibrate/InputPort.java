package thimble.frontend.calibrate;

import java.util.List;
import thimble.ir.ElementType;

/**
 * What a model takes.
 *
 * @param name the model's
 * @param shape of one inference
 */
public record InputPort(String name, ElementType type, List<Integer> shape) {
  public InputPort {
    shape = List.copyOf(shape);
  }

  public int count() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
