package thimble.codegen.c;

import java.util.List;

/**
 * One step of the plan as a C function.
 *
 * @param index position among the plan's steps
 * @param function the C function's name
 * @param name the model's node, cleaned for C
 * @param op operator
 * @param kernel the C function it calls
 * @param macs multiply-accumulates
 * @param outputPlace enumerator of the first output
 * @param outputOffset byte in the arena of the first output
 * @param outputBytes size of the first output
 * @param comment lines about it
 * @param pointers places in the arena it works on
 * @param looped whether it calls the kernel for each row
 * @param firstRow of the loop
 * @param endRow of the loop, exclusive
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
    String outputPlace,
    long outputOffset,
    long outputBytes,
    List<String> comment,
    List<Pointer> pointers,
    boolean looped,
    int firstRow,
    int endRow,
    List<RowTable> rowTables,
    List<String> arguments) {

  /**
   * A typed pointer into the arena.
   *
   * @param type C type up to the name: {@code const int8_t *}
   * @param place enumerator of the offset
   */
  public record Pointer(String type, String name, String place) {}

  public LayerCode {
    comment = List.copyOf(comment);
    pointers = List.copyOf(pointers);
    rowTables = List.copyOf(rowTables);
    arguments = List.copyOf(arguments);
  }

  /** Whether the call of the kernel fits in a line. */
  public boolean oneLine() {
    int indentation = looped ? 8 : 4;
    return arguments.size() == 1
        && indentation + kernel.length() + arguments.get(0).length() + 3 <= CText.COLUMNS;
  }

  /** The name in a C string literal. */
  public String nameLiteral() {
    return CText.string(name);
  }
}
