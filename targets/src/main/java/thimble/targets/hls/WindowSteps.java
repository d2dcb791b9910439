package thimble.targets.hls;

import thimble.ir.op.Window2d;

/**
 * The counters of a template that lets a window slide: a cell of the buffer is overwritten as soon
 * as no window wants it any more, and a word goes out once what it needs is there.
 */
abstract class WindowSteps implements Steps {
  /** Iterations from a write into the buffer until reads find it. */
  private static final int SETTLING = 2;

  private final WindowShape shape;
  private final int folds;
  private final int rows;
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;
  private final int strideY;
  private final long words;
  private final long[] settling = new long[SETTLING];
  private int image;
  private long taken;
  private int inY;
  private int inX;
  private int inFold;
  private int outY;
  private int outX;
  private boolean begun;
  private boolean take;
  private boolean give;

  /** Image row and column of the window's first cell. */
  int top;

  int left;

  /**
   * @param folds words of a pixel
   */
  WindowSteps(WindowShape shape, int folds) {
    this.shape = shape;
    this.folds = folds;
    this.rows = shape.rows();
    this.height = shape.height();
    this.width = shape.width();
    this.outHeight = shape.outHeight();
    this.outWidth = shape.outWidth();
    this.strideY = shape.window().strideY();
    this.words = (long) height * width * folds;
    restart();
  }

  private void restart() {
    Window2d window = shape.window();
    taken = 0;
    settling[0] = 0;
    settling[1] = 0;
    inY = 0;
    inX = 0;
    inFold = 0;
    outY = 0;
    outX = 0;
    top = -window.padTop();
    left = -window.padLeft();
  }

  /** Whether what the next word needs has come. */
  abstract boolean isThere();

  /** On to the next word; true after the last one of a pixel. */
  abstract boolean endsPixel();

  /** Whether a word of the image, a fold of a pixel, has come. */
  final boolean hasCome(int y, int x, int fold) {
    return ((long) y * width + x) * folds + fold < settling[0];
  }

  @Override
  public final boolean next() {
    if (begun) {
      step();
    }
    begun = true;
    if (outY == outHeight && taken == words) {
      image++;
      if (image == shape.images()) {
        return false;
      }
      restart();
    }
    boolean ended = outY == outHeight;
    int old = inY - rows;
    boolean room = ended || old < top || old < top + strideY && inX < left;
    take = taken < words && room;
    give = !ended && isThere();
    return true;
  }

  private void step() {
    if (give && endsPixel()) {
      left += shape.window().strideX();
      if (++outX == outWidth) {
        outX = 0;
        left = -shape.window().padLeft();
        outY++;
        top += strideY;
      }
    }
    settling[0] = settling[1];
    settling[1] = taken;
    if (take) {
      taken++;
      if (++inFold == folds) {
        inFold = 0;
        if (++inX == width) {
          inX = 0;
          inY++;
        }
      }
    }
  }

  @Override
  public final boolean reads(int input) {
    return take;
  }

  @Override
  public final boolean writes(int output) {
    return give;
  }
}
