package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.ir.op.Window2d;
import thimble.targets.Fpga;

/**
 * Gives out a sliding window with all its taps in one word: the line buffer of {@link WindowUnit}
 * in a bank for every row, each as often as the window is wide.
 *
 * @param folds words of a pixel
 * @param padding value of the cells outside of the image
 */
record TapsUnit(Window2d window, int height, int width, int folds, int lanes, int bits, int padding)
    implements Unit {
  /** Iterations from a write into the buffer until reads find it. */
  private static final int SETTLING = 2;

  @Override
  public String template() {
    return "taps";
  }

  private int rows() {
    return (window.kernelHeight() - 1) * window.dilationY() + 1;
  }

  private int taps() {
    return window.kernelHeight() * window.kernelWidth();
  }

  private int outHeight() {
    return window.outputHeight(height);
  }

  private int outWidth() {
    return window.outputWidth(width);
  }

  private long words() {
    return (long) height * width * folds;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("height", height, "rows of the image"),
        new Parameter("width", width, "columns of the image"),
        new Parameter("folds", folds, "words of a pixel"),
        new Parameter("lanes", lanes, "channels of a word"),
        new Parameter("bits", bits, "of a channel"),
        new Parameter("padding", padding, "value of cells outside of the image"),
        new Parameter("kernel_height", window.kernelHeight(), ""),
        new Parameter("kernel_width", window.kernelWidth(), ""),
        new Parameter("taps", taps(), "of the window"),
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
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, words()));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(taps() * lanes, bits, (long) outHeight() * outWidth() * folds));
  }

  @Override
  public long estimate() {
    return words() + Math.max(0, window.padBottom()) * (long) outWidth() * folds;
  }

  @Override
  public int latency() {
    return 4;
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int channels = folds * lanes;
    long[] given = new long[outHeight() * outWidth() * taps() * channels];
    for (int i = 0; i < given.length; i++) {
      int pixel = i / channels / taps();
      int fold = i / lanes / taps() % folds;
      int tap = i / lanes % taps();
      int y =
          pixel / outWidth() * window.strideY()
              + tap / window.kernelWidth() * window.dilationY()
              - window.padTop();
      int x =
          pixel % outWidth() * window.strideX()
              + tap % window.kernelWidth() * window.dilationX()
              - window.padLeft();
      boolean inside = y >= 0 && y < height && x >= 0 && x < width;
      given[i] =
          inside ? inputs[0][(y * width + x) * channels + fold * lanes + i % lanes] : padding;
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public Resources resources(Fpga fpga) {
    Resources bank = Resources.memory(lanes * bits, (long) width * folds);
    return Resources.luts(3 * CONTROL + 2.0 * taps() * lanes * bits)
        .plus(bank.times(rows() * window.kernelWidth()));
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
    private final long words = words();
    private final long[] settling = new long[SETTLING];
    private long taken;
    private int outY;
    private int outX;
    private int fold;
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
      boolean ended = outY == outHeight();
      long pixel = taken / folds;
      long old = pixel / width - rows();
      boolean room = ended || old < top || old < top + window.strideY() && pixel % width < left;
      take = taken < words && room;
      give = !ended && isThere();
      return !ended || taken < words;
    }

    /** Whether the last of the window's cells that lie in the image has come. */
    private boolean isThere() {
      int y = last(top, window.dilationY(), window.kernelHeight(), height);
      int x = last(left, window.dilationX(), window.kernelWidth(), width);
      return y < 0 || x < 0 || ((long) y * width + x) * folds + fold < settling[0];
    }

    private static int last(int from, int dilation, int taps, int extent) {
      for (int tap = taps - 1; tap >= 0; tap--) {
        int at = from + tap * dilation;
        if (at >= 0 && at < extent) {
          return at;
        }
      }
      return -1;
    }

    private void step() {
      settling[0] = settling[1];
      settling[1] = taken;
      taken += take ? 1 : 0;
      if (!give || ++fold < folds) {
        return;
      }
      fold = 0;
      left += window.strideX();
      if (++outX < outWidth()) {
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
