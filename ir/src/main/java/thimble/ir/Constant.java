package thimble.ir;

/** A tensor known at compile time: weights, tables. */
public record Constant(Value value, TensorData data) {
  public Constant {
    if (value.type().element() != data.element() || value.type().count() != data.count()) {
      throw new IllegalArgumentException(value + " cannot hold " + data);
    }
  }
}
