package thimble.codegen.c;

/**
 * One array of constants in emitted C.
 *
 * @param name C identifier, the network's name in front
 * @param type C type of an element
 * @param count elements
 * @param bytes size
 * @param comment what it is, fit for a C comment
 * @param values the inside of its initialiser
 */
public record ConstantArray(
    String name, String type, int count, long bytes, String comment, String values) {
  /** Whether an element is infinite or no number. */
  boolean needsMath() {
    // Numbers have small letters only.
    return values.indexOf('N') >= 0;
  }
}
