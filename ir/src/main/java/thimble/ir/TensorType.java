package thimble.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Element type, shape and, for quantized tensors, the meaning of the integers. Spatial tensors are
 * channels-last: {@code [N, H, W, C]}, and {@code [N, L, C]} for sequences.
 *
 * <p>A tensor is seen as <em>rows</em>: the first two axes count rows ({@code N*H}, {@code N*L}),
 * the rest is one row's content; a tensor of rank 2 has its first axis as rows, one of rank 0 or 1
 * is one row.
 */
public record TensorType(
    ElementType element, List<Integer> shape, Optional<Quantization> quantization) {
  public TensorType {
    shape = List.copyOf(shape);
    long count = 1;
    for (int extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException("an extent is not negative: " + shape);
      }
      count = Math.multiplyExact(count, (long) extent);
    }
    if (Math.multiplyExact(count, (long) element.bytes()) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a tensor of 2 GiB or more: " + shape + " of " + element.text());
    }
    if (quantization.isPresent()) {
      Quantization q = quantization.get();
      if (!element.isInteger()) {
        throw new IllegalArgumentException(element.text() + " cannot carry a quantization");
      }
      if (!q.isPerTensor()
          && (q.axis() >= shape.size() || q.scales().size() != shape.get(q.axis()))) {
        throw new IllegalArgumentException(
            q.scales().size() + " scales along axis " + q.axis() + " do not fit shape " + shape);
      }
    }
  }

  public static TensorType of(ElementType element, int... shape) {
    return new TensorType(element, list(shape), Optional.empty());
  }

  public static TensorType of(ElementType element, List<Integer> shape) {
    return new TensorType(element, shape, Optional.empty());
  }

  public static TensorType quantized(
      ElementType element, List<Integer> shape, Quantization quantization) {
    return new TensorType(element, shape, Optional.of(quantization));
  }

  private static List<Integer> list(int... values) {
    List<Integer> list = new ArrayList<>(values.length);
    for (int value : values) {
      list.add(value);
    }
    return list;
  }

  public TensorType withShape(List<Integer> newShape) {
    return new TensorType(element, newShape, quantization);
  }

  /** The type of a slab of such a tensor; scales along the axis go with it. */
  public TensorType slab(int axis, int from, int to) {
    List<Integer> extents = new ArrayList<>(shape);
    extents.set(axis, to - from);
    return new TensorType(element, extents, quantization.map(q -> q.slab(axis, from, to)));
  }

  public TensorType withElement(ElementType newElement) {
    return new TensorType(newElement, shape, Optional.empty());
  }

  public TensorType withQuantization(Quantization newQuantization) {
    return new TensorType(element, shape, Optional.of(newQuantization));
  }

  public boolean isQuantized() {
    return quantization.isPresent();
  }

  /** The quantization of a tensor that has one. */
  public Quantization quant() {
    return quantization.orElseThrow(() -> new IllegalStateException(this + " is not quantized"));
  }

  public int rank() {
    return shape.size();
  }

  /** Extent of an axis; negative axes count from the end. */
  public int extent(int axis) {
    return shape.get(axis < 0 ? axis + shape.size() : axis);
  }

  /** Number of elements. */
  public int count() {
    return product(0, rank());
  }

  /** Size in bytes; an odd number of 4-bit elements fills its last byte up. */
  public int bytes() {
    return bytes(count());
  }

  private int bytes(int elements) {
    return element == ElementType.S4 ? (elements + 1) / 2 : elements * element.bytes();
  }

  /** Product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive). */
  public int product(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= shape.get(axis);
    }
    return product;
  }

  /** How many leading axes count rows. */
  public int rowAxes() {
    return rank() >= 3 ? 2 : rank() == 2 ? 1 : 0;
  }

  /** Number of rows. */
  public int rows() {
    return product(0, rowAxes());
  }

  /** Elements of one row. */
  public int rowElements() {
    return product(rowAxes(), rank());
  }

  /** Bytes of one row. */
  public int rowBytes() {
    return bytes(rowElements());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(element.text()).append('[');
    for (int axis = 0; axis < rank(); axis++) {
      text.append(axis == 0 ? "" : "x").append(shape.get(axis));
    }
    return text.append(']').append(isQuantized() ? "q" : "").toString();
  }
}
