package thimble.codegen.c;

/**
 * Rows that a network keeps from run to run.
 *
 * @param type C type of an element
 * @param place enumerator of the first byte
 * @param elements of the state
 * @param zero what stands for zero, a C literal
 * @param bytes of the state
 * @param shift by so many bytes the rows move up between two runs
 */
public record StateCode(
    String type, String place, long elements, String zero, long bytes, long shift) {}
