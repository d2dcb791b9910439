package thimble.frontend.calibrate;

import thimble.ir.ElementType;
import thimble.ir.TensorData;

/** Numbers of one type in another. */
final class Conversions {
  private Conversions() {}

  /** Stored numbers as a model's input: integers for a float input are prepared, floats are not. */
  static TensorData prepared(ElementType type, TensorData stored, Preprocessing preprocessing) {
    boolean integers = stored.element().isInteger() && stored.element().bytes() <= 2;
    if (type != ElementType.F32 || !integers) {
      return to(type, stored);
    }
    TensorData data = TensorData.allocate(type, stored.count());
    for (int i = 0; i < data.count(); i++) {
      data.set(i, preprocessing.apply(stored.real(i), 0));
    }
    return data;
  }

  static TensorData to(ElementType type, TensorData data) {
    if (data.element() == type) {
      return data;
    }
    TensorData converted = TensorData.allocate(type, data.count());
    for (int i = 0; i < data.count(); i++) {
      converted.set(i, data.real(i));
    }
    return converted;
  }
}
