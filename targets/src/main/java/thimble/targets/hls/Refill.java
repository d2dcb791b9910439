package thimble.targets.hls;

/**
 * Lanes wait until they fill a word that goes out; the rest of a last word that comes in is
 * dropped.
 */
final class Refill implements Steps {
  private final int in;
  private final int out;
  private final long inWords;
  private final long outWords;
  private long taken;
  private long given;
  private long fill;
  private boolean begun;
  private boolean take;
  private boolean give;

  /**
   * @param inWords after which nothing more comes in: what waits goes out as it is
   */
  Refill(int in, int out, long inWords, long outWords) {
    this.in = in;
    this.out = out;
    this.inWords = inWords;
    this.outWords = outWords;
  }

  @Override
  public boolean next() {
    if (begun) {
      fill -= give ? out : 0;
      given += give ? 1 : 0;
    }
    begun = true;
    take = fill < out && taken < inWords;
    fill += take ? in : 0;
    taken += take ? 1 : 0;
    give = fill >= out || taken == inWords;
    return given < outWords;
  }

  @Override
  public boolean reads(int input) {
    return take;
  }

  @Override
  public boolean writes(int output) {
    return give;
  }
}
