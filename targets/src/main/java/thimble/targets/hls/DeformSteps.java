package thimble.targets.hls;

import thimble.ir.op.Window2d;

/** The counters of a {@link DeformUnit}'s template. */
final class DeformSteps implements Steps {
  /** Iterations from a write into a buffer until reads find it. */
  private static final int SETTLING = 2;

  private static final int OFFSET = 1;

  private final DeformTaps taps;
  private final Window2d window;
  private final int folds;
  private final int inner;
  private final int share;
  private final int rows;
  private final long words;
  private final int maskWords;

  private final Counter image = new Counter();
  private final Counter offsets = new Counter();
  private final Counter masks = new Counter();

  /** By age the first row and column that were still wanted. */
  private final int[][] dead = new int[DeformUnit.LAG][2];

  /** The pixel whose offsets come next. */
  private int nextPixel;

  private int nextWord;

  private int pixel;
  private int outerAt;
  private int tap;
  private int innerAt;
  private final int outer;
  private boolean begun;
  private boolean take;
  private boolean takeOffset;
  private boolean takeMask;
  private boolean give;

  /** Words that came in, and how many of them reads find. */
  private static final class Counter {
    private final long[] settling = new long[SETTLING];
    private long taken;

    void step(boolean took) {
      settling[0] = settling[1];
      settling[1] = taken;
      taken += took ? 1 : 0;
    }

    long settled() {
      return settling[0];
    }
  }

  DeformSteps(DeformUnit unit) {
    taps = unit.taps();
    window = taps.window();
    folds = unit.folds();
    outer = unit.outer();
    inner = unit.inner();
    share = taps.share() / unit.lanes();
    rows = unit.rows();
    words = (long) taps.height() * taps.width() * folds;
    maskWords = taps.masked() ? taps.offsetGroups() * taps.taps() : 0;
    for (int[] age : dead) {
      age[0] = firstRow(0);
      age[1] = firstColumn(0);
    }
  }

  private int firstRow(int of) {
    return of / taps.outWidth() * window.strideY() - window.padTop() + taps.rows().first();
  }

  private int firstColumn(int of) {
    return of % taps.outWidth() * window.strideX() - window.padLeft() + taps.columns().first();
  }

  @Override
  public boolean next() {
    if (begun) {
      step();
    }
    begun = true;
    boolean ended = pixel == taps.pixels();
    take = image.taken < words && hasRoom();
    takeOffset = nextPixel < taps.pixels() && nextPixel < pixel + 2 && isThere(nextPixel);
    // Masks come no earlier than the offsets of their pixel have begun to.
    long masked = maskWords == 0 ? 0 : masks.taken / maskWords;
    takeMask = maskWords > 0 && masked < nextPixel + (nextWord > 0 ? 1 : 0);
    int group = (outerAt * inner + innerAt) / share;
    long offset =
        (long) pixel * taps.offsetWords() + (taps.square() ? group : group * taps.taps() + tap);
    long mask = (long) pixel * maskWords + group * taps.taps() + tap;
    give = !ended && offsets.settled() > offset && (maskWords == 0 || masks.settled() > mask);
    return !ended || image.taken < words;
  }

  private boolean hasRoom() {
    int old = (int) (image.taken / folds / taps.width()) - rows;
    int column = (int) (image.taken / folds % taps.width());
    int[] wanted = dead[dead.length - 1];
    return old < 0 || old < wanted[0] || old < wanted[0] + window.strideY() && column < wanted[1];
  }

  /** Whether the last cell that a pixel's taps can reach has come. */
  private boolean isThere(int of) {
    int row = Math.min(taps.height(), firstRow(of) + taps.rows().cells()) - 1;
    int column = Math.min(taps.width(), firstColumn(of) + taps.columns().cells()) - 1;
    return row < 0
        || column < 0
        || ((long) row * taps.width() + column) * folds + folds - 1 < image.settled();
  }

  private void step() {
    for (int age = dead.length - 1; age > 0; age--) {
      dead[age][0] = dead[age - 1][0];
      dead[age][1] = dead[age - 1][1];
    }
    boolean ended = pixel == taps.pixels();
    dead[0][0] = ended ? taps.height() : firstRow(pixel);
    dead[0][1] = ended ? 0 : firstColumn(pixel);
    if (give) {
      give();
    }
    image.step(take);
    offsets.step(takeOffset);
    masks.step(takeMask);
    if (takeOffset && ++nextWord == taps.offsetWords()) {
      nextWord = 0;
      nextPixel++;
    }
  }

  private void give() {
    if (++innerAt < inner) {
      return;
    }
    innerAt = 0;
    if (++tap < taps.taps()) {
      return;
    }
    tap = 0;
    if (++outerAt < outer) {
      return;
    }
    outerAt = 0;
    pixel++;
  }

  @Override
  public boolean reads(int input) {
    return input == 0 ? take : input == OFFSET ? takeOffset : takeMask;
  }

  @Override
  public boolean writes(int output) {
    return give;
  }
}
