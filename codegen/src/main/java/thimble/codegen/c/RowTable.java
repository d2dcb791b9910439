package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import thimble.ir.op.RowWindow;

/**
 * The C text that finds the input rows of one output row: {@link RowWindow#row} written out for one
 * layer, without the terms and branches that its numbers make void. The output row is the variable
 * {@code row}, the tap {@code tap}.
 *
 * @param name the variable that holds the table
 * @param taps entries of the table
 * @param scalar whether the variable is a plain index instead of a table with one entry
 * @param entries the entries themselves, where the layer has one output row only; else empty
 * @param looped whether a loop over taps fills the table
 * @param image the number of the image that the row lies in, where a batch makes it matter; or
 *     empty
 * @param imageName the variable it is held in
 * @param y the input row within its image, before clamping or leaving out; or empty where {@code
 *     element} says it all
 * @param yName the variable it is held in
 * @param element index of the row's first element, or -1
 */
public record RowTable(
    String name,
    int taps,
    boolean scalar,
    List<String> entries,
    boolean looped,
    String image,
    String imageName,
    String y,
    String yName,
    String element) {
  public RowTable {
    entries = List.copyOf(entries);
  }

  public boolean hasEntries() {
    return !entries.isEmpty();
  }

  /** Whether the entries stand in one line. */
  public boolean oneLine() {
    return entries.size() == 1;
  }

  public boolean hasImage() {
    return !image.isEmpty();
  }

  public boolean hasY() {
    return !y.isEmpty();
  }

  /** This, as an index; it has one tap. */
  RowTable asScalar() {
    return new RowTable(name, taps, true, entries, looped, image, imageName, y, yName, element);
  }

  /**
   * @param firstRow the first output row of the step
   * @param rowCount its output rows
   * @param index finds an input row
   */
  static RowTable of(String name, RowWindow window, int firstRow, int rowCount, RowIndex index) {
    if (window.isAll()) {
      throw new IllegalArgumentException(name + ": a table of rows needs a window of rows");
    }
    if (rowCount == 1) {
      return new RowTable(
          name,
          window.taps(),
          false,
          entriesOf(window, firstRow, index),
          false,
          "",
          "",
          "",
          "",
          "");
    }
    boolean looped = window.taps() > 1;
    return new Builder(window, firstRow, rowCount, index)
        .build(name, looped, looped ? "y" : name + "Y", looped ? "image" : name + "Image");
  }

  /** The entries for one output row, in lines. */
  private static List<String> entriesOf(RowWindow window, int row, RowIndex index) {
    List<String> words = new ArrayList<>();
    for (int tap = 0; tap < window.taps(); tap++) {
      int source = window.row(row, tap);
      words.add((source < 0 ? -1 : index.at(source)) + (tap + 1 < window.taps() ? "," : ""));
    }
    return CText.wrap(words, 8);
  }

  /** The general case; all arithmetic on ranges is done in 64 bits. */
  private static final class Builder {
    private final RowWindow window;
    private final RowIndex index;
    private final boolean batched;
    private final long firstY;
    private final long lastY;

    Builder(RowWindow window, int firstRow, int rowCount, RowIndex index) {
      this.window = window;
      this.index = index;
      int lastRow = firstRow + rowCount - 1;
      batched = !window.isSame() && lastRow / window.outputRows() > 0;
      firstY = batched ? 0 : firstRow;
      lastY = batched ? window.outputRows() - 1 : lastRow;
    }

    RowTable build(String name, boolean looped, String yName, String imageName) {
      String y = rowExpression();
      boolean plain = y.equals("row") || !leavesBelow() && !leavesAbove() && isProduct();
      String element = element(plain ? y : yName, imageName);
      // Where all rows lie in one place, one after another, nobody asks which it is.
      return new RowTable(
          name,
          window.taps(),
          false,
          List.of(),
          looped,
          batched && mentions(element, imageName) ? "row / " + window.outputRows() : "",
          imageName,
          plain || !mentions(element, yName) ? "" : y,
          yName,
          element);
    }

    private static boolean mentions(String expression, String variable) {
      return Pattern.compile("\\b" + variable + "\\b").matcher(expression).find();
    }

    /** Whether the row is {@code row * stride} with nothing added: fit for use in a product. */
    private boolean isProduct() {
      return window.taps() == 1
          && !batched
          && window.denominator() == 1
          && window.addend() + window.first() == 0
          && window.numerator() != 0;
    }

    private String rowExpression() {
      String outputRow = batched ? "(row % " + window.outputRows() + ")" : "row";
      long constant = window.first();
      String text;
      if (window.denominator() == 1) {
        constant += window.addend();
        text = linear(outputRow, 0);
      } else {
        // C divides towards zero: whole denominators are added first so that nothing is negative.
        long lowest =
            Math.min(firstY * window.numerator(), lastY * window.numerator()) + window.addend();
        long lift = lowest < 0 ? -Math.floorDiv(lowest, (long) window.denominator()) : 0;
        constant -= lift;
        String dividend = linear(outputRow, window.addend() + lift * window.denominator());
        text = narrow("(" + dividend + ") / " + window.denominator());
      }
      if (window.taps() > 1 && window.step() != 0) {
        int step = window.step();
        String taps = Math.abs(step) == 1 ? "tap" : "tap * " + Math.abs(step);
        text = text.equals("0") ? (step < 0 ? "-" : "") + taps : plus(text, step < 0, taps);
      }
      if (constant != 0) {
        text = text.equals("0") ? Long.toString(constant) : plus(text, constant);
      }
      return text.startsWith("(row %")
              && text.endsWith(")")
              && text.indexOf(')') == text.length() - 1
          ? text.substring(1, text.length() - 1)
          : text;
    }

    private String linear(String outputRow, long addend) {
      int factor = window.numerator();
      String wide = isWide() ? "(int64_t)" : "";
      String product =
          factor == 0 ? "0" : factor == 1 ? wide + outputRow : wide + outputRow + " * " + factor;
      return addend == 0 ? product : plus(product, addend);
    }

    private boolean isWide() {
      long reach =
          Math.max(Math.abs(firstY), Math.abs(lastY)) * Math.abs((long) window.numerator());
      return reach + Math.abs((long) window.addend()) + window.denominator() > Integer.MAX_VALUE;
    }

    private String narrow(String text) {
      return isWide() ? "(int32_t)(" + text + ")" : text;
    }

    private static String plus(String text, long constant) {
      return plus(text, constant < 0, Long.toString(Math.abs(constant)));
    }

    private static String plus(String text, boolean negative, String term) {
      return text + (negative ? " - " : " + ") + term;
    }

    private String element(String y, String image) {
      String below = leavesBelow() ? y + " < 0" : "";
      String above = leavesAbove() ? y + " >= " + window.inputRows() : "";
      if (below.isEmpty() && above.isEmpty()) {
        return place(image, y);
      }
      if (window.clamped()) {
        String row =
            (below.isEmpty() ? "" : below + " ? 0 : ")
                + (above.isEmpty() ? y : above + " ? " + (window.inputRows() - 1) + " : " + y);
        return place(image, "(" + row + ")");
      }
      String join = below.isEmpty() || above.isEmpty() ? "" : " || ";
      return below + join + above + " ? -1 : " + place(image, y);
    }

    /** Where row {@code y} of an image lies. */
    private String place(String image, String y) {
      if (!batched) {
        return index.of(y);
      }
      if (index.isLinear()) {
        return image
            + " * "
            + (long) window.inputRows() * index.rowElements()
            + " + "
            + index.of(y);
      }
      return index.of("(" + image + " * " + window.inputRows() + " + " + y + ")");
    }

    private boolean leavesBelow() {
      return !window.isSame() && lowest() < 0;
    }

    private boolean leavesAbove() {
      return !window.isSame() && highest() >= window.inputRows();
    }

    /** The row is monotonic in output row and in tap: extremes lie in the corners. */
    private long lowest() {
      return Math.min(
          Math.min(at(firstY, 0), at(firstY, window.taps() - 1)),
          Math.min(at(lastY, 0), at(lastY, window.taps() - 1)));
    }

    private long highest() {
      return Math.max(
          Math.max(at(firstY, 0), at(firstY, window.taps() - 1)),
          Math.max(at(lastY, 0), at(lastY, window.taps() - 1)));
    }

    private long at(long outputRow, int tap) {
      return Math.floorDiv(
              outputRow * window.numerator() + window.addend(), (long) window.denominator())
          + window.first()
          + (long) tap * window.step();
    }
  }
}
