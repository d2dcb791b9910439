package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import thimble.ir.Port;
import thimble.ir.TensorType;

/**
 * An input or output of the network in emitted C.
 *
 * @param byRows whether its rows come or go one by one, and it is never there as a whole
 * @param passes how often the rows come: 1, but for an input that is read again
 * @param macro beginning of its macros: {@code KWS_IN0}
 * @param comment lines about it: the model's name and shape, the layout, what stored numbers mean
 * @param type C type of an element
 * @param shape initialiser: {@code {1, 49, 10, 1}}
 * @param shapeText for people: {@code 1 x 49 x 10 x 1}
 * @param quantized whether there is one scale and zero point
 * @param scale C literal
 * @param classes of how many an element is the index; 0 where it is none
 * @param expression C expression of the address, the arena being {@code arena}
 * @param place enumerator of its offset in the arena; empty for a constant
 */
public record PortCode(
    int index,
    String macro,
    List<String> comment,
    String type,
    int rank,
    String shape,
    String shapeText,
    long elements,
    long bytes,
    boolean quantized,
    String scale,
    int zeroPoint,
    int classes,
    String expression,
    String place,
    boolean byRows,
    int rows,
    long rowBytes,
    int passes) {
  public PortCode {
    comment = List.copyOf(comment);
  }

  /** The same, but its rows come or go one by one. */
  PortCode byRows(int times) {
    return new PortCode(
        index, macro, comment, type, rank, shape, shapeText, elements, bytes, quantized, scale,
        zeroPoint, classes, "", "", true, rows, rowBytes, times);
  }

  /** The same, but every element is the index of one of so many classes. */
  PortCode choosing(int count) {
    List<String> lines = new ArrayList<>(comment);
    lines.add("The index of the largest of " + count + " scores.");
    return new PortCode(
        index,
        macro,
        lines,
        type,
        rank,
        shape,
        shapeText,
        elements,
        bytes,
        quantized,
        scale,
        zeroPoint,
        count,
        expression,
        place,
        byRows,
        rows,
        rowBytes,
        passes);
  }

  /** Whether an element is the index of a class. */
  public boolean chooses() {
    return classes > 0;
  }

  /**
   * @param macro beginning of its macros
   * @param place enumerator of its offset; empty for a constant
   * @param expression C expression of its address
   */
  static PortCode of(int index, String macro, Port port, String place, String expression) {
    TensorType type = port.value().type();
    boolean quantized = type.isQuantized() && type.quant().isPerTensor();
    return new PortCode(
        index,
        macro,
        comment(port, type),
        type.element().cType(),
        // C has no array of no elements: a scalar is shown with one axis.
        Math.max(1, type.rank()),
        type.rank() == 0 ? "{1}" : "{" + join(type.shape(), ", ") + "}",
        type.rank() == 0 ? "1" : join(type.shape(), " x "),
        type.count(),
        type.bytes(),
        quantized,
        quantized ? CText.literal(type.quant().scale()) : "",
        quantized ? type.quant().zeroPoint() : 0,
        0,
        expression,
        place,
        false,
        type.rows(),
        type.rowBytes(),
        1);
  }

  private static List<String> comment(Port port, TensorType type) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "\""
            + CText.comment(port.modelName())
            + "\" "
            + join(port.modelShape(), " x ")
            + " in the model.");
    if (!port.permutation().isEmpty()) {
      lines.add(
          "Layout: axes of the model's tensor in the order "
              + join(port.permutation(), ", ")
              + ", that is "
              + join(type.shape(), " x ")
              + " here.");
    }
    if (type.isQuantized() && type.quant().isPerTensor()) {
      lines.add("Value of a stored number q: SCALE * (q - ZERO_POINT).");
      if (port.floatInModel()) {
        lines.add("The model's own tensor is float: q = clamp(round(value / SCALE) + ZERO_POINT).");
      }
    }
    return lines;
  }

  private static String join(List<Integer> numbers, String separator) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(separator));
  }
}
