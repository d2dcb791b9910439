package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Gives out the taps of a sliding window.
 *
 * @param outer parts of the channels that are given out one after another, each with all its taps
 * @param inner words of such a part
 * @param padding value of the cells outside of the image
 * @param large whether rows wait in blocks of 288 Kbit
 */
record WindowUnit(
    WindowShape shape, int outer, int inner, int lanes, int bits, int padding, boolean large)
    implements Unit {
  WindowUnit(WindowShape shape, int outer, int inner, int lanes, int bits, int padding) {
    this(shape, outer, inner, lanes, bits, padding, false);
  }

  @Override
  public String template() {
    return large ? "window_large" : "window";
  }

  @Override
  public String file() {
    return "window";
  }

  @Override
  public Optional<Unit> inLargeBlocks() {
    return Optional.of(new WindowUnit(shape, outer, inner, lanes, bits, padding, true));
  }

  private int folds() {
    return outer * inner;
  }

  /** Words of the buffer. */
  private long cells() {
    return (long) shape.rows() * shape.width() * folds();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(shape.parameters());
    parameters.add(new Parameter("outer", outer, "parts of the channels, each with all its taps"));
    parameters.add(new Parameter("inner", inner, "words of such a part"));
    parameters.add(new Parameter("lanes", lanes, "channels of a word"));
    parameters.add(new Parameter("bits", bits, "of a channel"));
    parameters.add(new Parameter("padding", padding, "value of cells outside of the image"));
    parameters.add(new Parameter("iterations", iterations() / shape.images(), "of a whole image"));
    return parameters;
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Resources.luts(3 * CONTROL + 2 * lanes * bits)
        .plus(
            large
                ? Resources.large(lanes * bits, cells())
                : Resources.memory(lanes * bits, cells()));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, shape.inPixels() * folds()));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, bits, (long) shape.pixels() * shape.taps() * folds()));
  }

  /** The rows until the first window is whole, then as much as goes in or out by output row. */
  @Override
  public long estimate() {
    long row = (long) shape.width() * folds();
    long fill = Math.max(0, shape.rows() - 1 - shape.window().padTop()) * row;
    long out = (long) shape.outWidth() * shape.taps() * folds();
    long in = Math.min(shape.window().strideY() * row, shape.height() * row - fill);
    return shape.images() * (fill + shape.outHeight() * Math.max(out, in));
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int part = inner * lanes;
    int channels = outer * part;
    long[] given = new long[shape.pixels() * shape.taps() * channels];
    int at = 0;
    for (int pixel = 0; pixel < shape.pixels(); pixel++) {
      for (int of = 0; of < outer; of++) {
        for (int tap = 0; tap < shape.taps(); tap++) {
          int source = shape.source(pixel, tap);
          for (int channel = 0; channel < part; channel++) {
            given[at++] = source < 0 ? padding : inputs[0][source * channels + of * part + channel];
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

  /** The template's counters within a pixel. */
  private final class Counters extends WindowSteps {
    private final int height = shape.height();
    private final int width = shape.width();
    private final int kernelHeight = shape.window().kernelHeight();
    private final int kernelWidth = shape.window().kernelWidth();
    private final int dilationY = shape.window().dilationY();
    private final int dilationX = shape.window().dilationX();
    private int outerAt;
    private int tapY;
    private int tapX;
    private int innerAt;

    Counters() {
      super(shape, folds());
    }

    @Override
    boolean isThere() {
      int y = top + tapY * dilationY;
      int x = left + tapX * dilationX;
      boolean inside = y >= 0 && y < height && x >= 0 && x < width;
      return !inside || hasCome(y, x, outerAt * inner + innerAt);
    }

    @Override
    boolean endsPixel() {
      if (++innerAt < inner) {
        return false;
      }
      innerAt = 0;
      if (++tapX < kernelWidth) {
        return false;
      }
      tapX = 0;
      if (++tapY < kernelHeight) {
        return false;
      }
      tapY = 0;
      if (++outerAt < outer) {
        return false;
      }
      outerAt = 0;
      return true;
    }
  }
}
