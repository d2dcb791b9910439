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
 * @param first the constant that it holds first; empty where that is zero
 * @param hold so many runs leave it as it was first
 */
public record StateCode(
    String type,
    String place,
    long elements,
    String zero,
    long bytes,
    long shift,
    String first,
    int hold) {
  /** Whether first it holds something else than zero. */
  public boolean begins() {
    return !first.isEmpty();
  }

  public boolean holds() {
    return hold > 0;
  }
}
