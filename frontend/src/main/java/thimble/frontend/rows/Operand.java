package thimble.frontend.rows;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/**
 * A tensor while a model is imported: its type, and its elements where they are known. It gets its
 * id only when the graph is finished; until then an operand is itself and equal to nothing else.
 */
public final class Operand {
  private final TensorType type;
  private final TensorData data;

  private Operand(TensorType type, TensorData data) {
    this.type = type;
    this.data = data;
  }

  /** A tensor computed at run time. */
  static Operand computed(TensorType type) {
    return new Operand(type, null);
  }

  /** A tensor known now. */
  static Operand known(TensorType type, TensorData data) {
    if (type.element() != data.element() || type.count() != data.count()) {
      throw new IllegalArgumentException(type + " cannot hold " + data);
    }
    return new Operand(type, data);
  }

  public TensorType type() {
    return type;
  }

  /** The elements, where they are known. */
  public Optional<TensorData> data() {
    return Optional.ofNullable(data);
  }

  public boolean isKnown() {
    return data != null;
  }

  List<Integer> shape() {
    return type.shape();
  }

  int rank() {
    return type.rank();
  }

  @Override
  public String toString() {
    return (isKnown() ? "known " : "") + type;
  }
}
