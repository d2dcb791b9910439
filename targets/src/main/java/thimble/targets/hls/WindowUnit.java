package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.ir.op.Window2d;
import thimble.targets.Fpga;

/**
 * Gives out the taps of a sliding window.
 *
 * @param outer parts of the channels that are given out one after another, each with all its taps
 * @param inner words of such a part
 * @param padding value of the cells outside of the image
 */
record WindowUnit(
    Window2d window, int height, int width, int outer, int inner, int lanes, int bits, int padding)
    implements Unit {
  /** Iterations from a write into the buffer until reads find it. */
  private static final int SETTLING = 2;

  @Override
  public String template() {
    return "window";
  }

  private int folds() {
    return outer * inner;
  }

  private int outHeight() {
    return window.outputHeight(height);
  }

  private int outWidth() {
    return window.outputWidth(width);
  }

  /** Rows of the buffer: as many as the window is high. */
  int rows() {
    return (window.kernelHeight() - 1) * window.dilationY() + 1;
  }

  private int taps() {
    return window.kernelHeight() * window.kernelWidth();
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("height", height, "rows of the image"),
        new Parameter("width", width, "columns of the image"),
        new Parameter("outer", outer, "parts of the channels, each with all its taps"),
        new Parameter("inner", inner, "words of such a part"),
        new Parameter("lanes", lanes, "channels of a word"),
        new Parameter("bits", bits, "of a channel"),
        new Parameter("padding", padding, "value of cells outside of the image"),
        new Parameter("kernel_height", window.kernelHeight(), ""),
        new Parameter("kernel_width", window.kernelWidth(), ""),
        new Parameter("stride_y", window.strideY(), ""),
        new Parameter("stride_x", window.strideX(), ""),
        new Parameter("dilation_y", window.dilationY(), ""),
        new Parameter("dilation_x", window.dilationX(), ""),
        new Parameter("pad_top", window.padTop(), ""),
        new Parameter("pad_left", window.padLeft(), ""),
        new Parameter("out_height", outHeight(), "rows of the result"),
        new Parameter("out_width", outWidth(), "columns of the result"),
        new Parameter("rows", rows(), "of the buffer"),
        new Parameter(
            "first_slot", Math.floorMod(-window.padTop(), rows()), "of the window's first row"),
        new Parameter("iterations", iterations(), "of the whole image"));
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Resources.luts(3 * CONTROL + 2 * lanes * bits)
        .plus(Resources.memory(lanes * bits, (long) rows() * width * folds()));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, (long) height * width * folds()));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, bits, (long) outHeight() * outWidth() * taps() * folds()));
  }

  /** The rows until the first window is whole, then as much as goes in or out by output row. */
  @Override
  public long estimate() {
    long row = (long) width * folds();
    long fill = Math.max(0, rows() - 1 - window.padTop()) * row;
    long out = (long) outWidth() * taps() * folds();
    return fill + outHeight() * Math.max(out, Math.min(window.strideY() * row, words() - fill));
  }

  private long words() {
    return (long) height * width * folds();
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int part = inner * lanes;
    int channels = outer * part;
    long[] given = new long[outHeight() * outWidth() * taps() * channels];
    int at = 0;
    for (int outY = 0; outY < outHeight(); outY++) {
      for (int outX = 0; outX < outWidth(); outX++) {
        for (int of = 0; of < outer; of++) {
          for (int tap = 0; tap < taps(); tap++) {
            int y =
                outY * window.strideY()
                    + tap / window.kernelWidth() * window.dilationY()
                    - window.padTop();
            int x =
                outX * window.strideX()
                    + tap % window.kernelWidth() * window.dilationX()
                    - window.padLeft();
            boolean inside = y >= 0 && y < height && x >= 0 && x < width;
            for (int channel = 0; channel < part; channel++) {
              given[at++] =
                  inside ? inputs[0][(y * width + x) * channels + of * part + channel] : padding;
            }
          }
        }
      }
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public boolean isBuffer() {
    return true;
  }

  @Override
  public Steps steps() {
    return new Counters();
  }

  /** The template's counters. */
  private final class Counters implements Steps {
    private final int height = WindowUnit.this.height;
    private final int width = WindowUnit.this.width;
    private final int outHeight = outHeight();
    private final int outWidth = outWidth();
    private final int rows = rows();
    private final int folds = folds();
    private final int kernelHeight = window.kernelHeight();
    private final int kernelWidth = window.kernelWidth();
    private final long words = (long) height * width * folds();
    private long taken;
    private final long[] settling = new long[SETTLING];
    private int inY;
    private int inX;
    private int inFold;
    private int outY;
    private int outX;
    private int outerAt;
    private int tapY;
    private int tapX;
    private int innerAt;
    private int top = -window.padTop();
    private int left = -window.padLeft();
    private boolean begun;
    private boolean take;
    private boolean give;

    @Override
    public boolean next() {
      if (begun) {
        step();
      }
      begun = true;
      boolean ended = outY == outHeight;
      int old = inY - rows;
      boolean room = ended || old < top || old < top + window.strideY() && inX < left;
      take = taken < words && room;
      give = !ended && isThere();
      return !ended || taken < words;
    }

    private boolean isThere() {
      int y = top + tapY * window.dilationY();
      int x = left + tapX * window.dilationX();
      boolean inside = y >= 0 && y < height && x >= 0 && x < width;
      return !inside || ((long) y * width + x) * folds + outerAt * inner + innerAt < settling[0];
    }

    private void step() {
      if (give) {
        give();
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

    private void give() {
      if (++innerAt < inner) {
        return;
      }
      innerAt = 0;
      if (++tapX < kernelWidth) {
        return;
      }
      tapX = 0;
      if (++tapY < kernelHeight) {
        return;
      }
      tapY = 0;
      if (++outerAt < outer) {
        return;
      }
      outerAt = 0;
      left += window.strideX();
      if (++outX < outWidth) {
        return;
      }
      outX = 0;
      left = -window.padLeft();
      outY++;
      top += window.strideY();
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
}
