package thimble.targets.hls;

/**
 * What goes over a stream during one inference.
 *
 * @param lanes values of a word
 * @param bits of a value, signed
 * @param words of one inference
 */
public record Flow(int lanes, int bits, long words) {
  public int width() {
    return lanes * bits;
  }

  /** Values of one inference. */
  public long values() {
    return words * lanes;
  }
}
