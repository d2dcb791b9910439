package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;

/** The ways in which operators fall into parts ({@link Op#part}). */
final class Parts {
  private Parts() {}

  /**
   * Each element of the output needs the elements at its own place of the first {@code operands}
   * inputs, as they are broadcast, and all of the others (tables).
   */
  static Optional<Part> elementwise(Op op, Signature signature, int operands, Slab output) {
    List<Slab> slabs = new ArrayList<>();
    for (int input = 0; input < signature.inputs().size(); input++) {
      TensorType type = signature.input(input);
      int axis = output.axis() - (signature.output().rank() - type.rank());
      boolean own =
          input < operands
              && axis >= 0
              && type.extent(axis) == signature.output().extent(output.axis());
      slabs.add(own ? new Slab(axis, output.from(), output.to()) : Slab.whole());
    }
    return Optional.of(new Part(op, slabs));
  }

  /** The part of a window that computes a slab of rows or columns. */
  record Windowed(Window2d window, Slab source) {}

  /**
   * @param output along height or width; a sequence has height alone
   * @return empty where some of the slab is computed from padding alone
   */
  static Optional<Windowed> windowed(Window2d window, TensorType x, Slab output) {
    boolean rows = output.axis() == 1;
    int stride = rows ? window.strideY() : window.strideX();
    int reach =
        rows
            ? (window.kernelHeight() - 1) * window.dilationY() + 1
            : (window.kernelWidth() - 1) * window.dilationX() + 1;
    long first = (long) output.from() * stride - (rows ? window.padTop() : window.padLeft());
    long end = (output.to() - 1L) * stride - (rows ? window.padTop() : window.padLeft()) + reach;
    int extent = x.extent(output.axis());
    int from = (int) Math.max(0, first);
    int to = (int) Math.min(extent, end);
    if (from >= to) {
      return Optional.empty();
    }
    int before = (int) (from - first);
    int after = (int) (end - to);
    return Optional.of(
        new Windowed(
            rows
                ? window.withPadding(before, window.padLeft(), after, window.padRight())
                : window.withPadding(window.padTop(), before, window.padBottom(), after),
            new Slab(output.axis(), from, to)));
  }

  /**
   * A window that leaves the cells before and behind a slab out: negative padding.
   *
   * @return empty where no window slides along the axis, or where it would end in the padding
   */
  static Optional<Window2d> cropping(Window2d window, TensorType x, Slab kept) {
    boolean rows = kept.axis() == 1;
    int before = kept.from();
    int after = x.extent(kept.axis()) - kept.to();
    int front = rows ? window.padTop() : window.padLeft();
    int back = rows ? window.padBottom() : window.padRight();
    if (!isSpatial(x, kept.axis()) || before > 0 && front > 0 || after > 0 && back > 0) {
      return Optional.empty();
    }
    return Optional.of(
        rows
            ? window.withPadding(front - before, window.padLeft(), back - after, window.padRight())
            : window.withPadding(
                window.padTop(), front - before, window.padBottom(), back - after));
  }

  /** Whether an axis is one that a window slides along. */
  static boolean isSpatial(TensorType x, int axis) {
    return axis == 1 || axis == 2 && x.rank() == 4;
  }

  static boolean isChannels(TensorType x, int axis) {
    return axis == x.rank() - 1;
  }
}
