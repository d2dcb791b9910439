package thimble.codegen.c;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A layer as a C function: one that computes the whole output or, in a stream, one row of it.
 *
 * @param index number of the layer, see {@link Layers}
 * @param function the C function's name
 * @param name the model's node, cleaned for C
 * @param op operator
 * @param kernel the C function it calls
 * @param macs multiply-accumulates
 * @param written what a call writes of the first output
 * @param outputOffset byte in the arena of the first output; 0 where it is there row by row
 * @param outputBytes size of the first output, of one row where it is there row by row
 * @param comment lines about it
 * @param pointers places in the arena it works on
 * @param looped whether it calls the kernel for each row
 * @param streamed whether it is about the row that is its parameter
 * @param rows of the loop, or that it is called for
 * @param rowTables what is computed before each call
 * @param arguments of the call, in lines
 */
public record LayerCode(
    int index,
    String function,
    String name,
    String op,
    String kernel,
    long macs,
    Written written,
    long outputOffset,
    long outputBytes,
    List<String> comment,
    List<Pointer> pointers,
    boolean looped,
    boolean streamed,
    int rows,
    List<RowTable> rowTables,
    List<String> arguments) {
  private static final Pattern ROW = Pattern.compile("\\brow\\b");
  private static final Pattern LABEL = Pattern.compile("/\\*.*?\\*/");

  /**
   * A typed pointer into the arena.
   *
   * @param type C type up to the name: {@code const int8_t *}
   * @param place enumerator of the offset
   */
  public record Pointer(String type, String name, String place) {}

  /**
   * C expressions in {@code row}, where that matters.
   *
   * @param offset byte in the arena
   * @param bytes may be 0
   */
  public record Written(String offset, String bytes) {
    /** With a variable in the place of {@code row}. */
    Written of(String variable) {
      return new Written(
          offset.replaceAll("\\brow\\b", variable), bytes.replaceAll("\\brow\\b", variable));
    }
  }

  public LayerCode {
    comment = List.copyOf(comment);
    pointers = List.copyOf(pointers);
    rowTables = List.copyOf(rowTables);
    arguments = List.copyOf(arguments);
  }

  /** Whether the text speaks of {@code row}. */
  public boolean hasRow() {
    return looped || streamed;
  }

  /** What stands before each line of the body. */
  public String indent() {
    return looped ? "        " : "    ";
  }

  /** The function's parameters: a row that is always in the same place needs no number. */
  public String parameters() {
    return takesRow() ? "void *arena, int32_t row" : "void *arena";
  }

  boolean takesRow() {
    return streamed
        && Stream.concat(
                arguments.stream(),
                rowTables.stream().flatMap(table -> Stream.of(table.y(), table.element())))
            .anyMatch(line -> ROW.matcher(LABEL.matcher(line).replaceAll("")).find());
  }

  /** One call of it with the hooks around. */
  public String call(String row) {
    Written now = written.of(row);
    String arguments = takesRow() ? "(arena, " + row + ")" : "(arena)";
    return "LAYER("
        + index
        + ", "
        + function
        + arguments
        + ", "
        + now.offset()
        + ", "
        + now.bytes()
        + ");";
  }

  /** Whether the call of the kernel fits in a line. */
  public boolean oneLine() {
    return arguments.size() == 1
        && indent().length() + kernel.length() + arguments.get(0).length() + 3 <= CText.COLUMNS;
  }

  /** The name in a C string literal. */
  public String nameLiteral() {
    return CText.string(name);
  }
}
