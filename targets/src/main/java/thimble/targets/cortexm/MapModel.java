package thimble.targets.cortexm;

/**
 * Model of the templates {@code cortexm/rescale} and {@code cortexm/map}.
 *
 * @param unsigned whether the source's bytes are from 0 to 255
 * @param bits behind the point; 0 for a table
 */
public record MapModel(boolean unsigned, int bits) {
  /** C type of the source's bytes. */
  public String type() {
    return unsigned ? "uint8_t" : "int8_t";
  }

  /** Where a table begins for the number 0. */
  public int zeroAt() {
    return unsigned ? 0 : 128;
  }

  String suffix() {
    return unsigned ? "_u8" : "";
  }
}
