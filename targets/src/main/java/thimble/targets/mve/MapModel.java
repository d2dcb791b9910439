package thimble.targets.mve;

/**
 * Model of the template {@code mve/map}.
 *
 * @param unsigned whether the source's bytes are from 0 to 255
 * @param operand whether the table is the second operand
 */
public record MapModel(boolean unsigned, boolean operand) {
  /** Where the table begins, in C. */
  public String table() {
    return operand ? "src1 + src1At" : "table";
  }

  String label() {
    return operand ? "lookup_mve" : unsigned ? "map_u8_mve" : "map_mve";
  }
}
