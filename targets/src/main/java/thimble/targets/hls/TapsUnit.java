package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Gives out a sliding window with all its taps in one word: the line buffer of {@link WindowUnit}
 * in a bank for every row, each as often as the window is wide.
 *
 * @param folds words of a pixel
 * @param padding value of the cells outside of the image
 */
record TapsUnit(WindowShape shape, int folds, int lanes, int bits, int padding) implements Unit {
  @Override
  public String template() {
    return "taps";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(shape.parameters());
    parameters.add(new Parameter("taps", shape.taps(), "of the window"));
    parameters.add(new Parameter("folds", folds, "words of a pixel"));
    parameters.add(new Parameter("lanes", lanes, "channels of a word"));
    parameters.add(new Parameter("bits", bits, "of a channel"));
    parameters.add(new Parameter("padding", padding, "value of cells outside of the image"));
    parameters.add(new Parameter("iterations", iterations() / shape.images(), "of a whole image"));
    return parameters;
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, shape.inPixels() * folds));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(shape.taps() * lanes, bits, (long) shape.pixels() * folds));
  }

  @Override
  public long estimate() {
    long after = Math.max(0, shape.window().padBottom()) * (long) shape.outWidth() * folds;
    return shape.inPixels() * folds + shape.images() * after;
  }

  @Override
  public int latency() {
    return 4;
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int channels = folds * lanes;
    long[] given = new long[shape.pixels() * shape.taps() * channels];
    for (int i = 0; i < given.length; i++) {
      int pixel = i / channels / shape.taps();
      int fold = i / lanes / shape.taps() % folds;
      int source = shape.source(pixel, i / lanes % shape.taps());
      given[i] = source < 0 ? padding : inputs[0][source * channels + fold * lanes + i % lanes];
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public Resources resources(Fpga fpga) {
    Resources bank = Resources.memory(lanes * bits, (long) shape.width() * folds);
    return Resources.luts(3 * CONTROL + 2.0 * shape.taps() * lanes * bits)
        .plus(bank.times(shape.rows() * shape.window().kernelWidth()));
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
    private int fold;

    Counters() {
      super(shape, folds);
    }

    /** Whether the last of the window's cells that lie in the image has come. */
    @Override
    boolean isThere() {
      int y = last(top, shape.window().dilationY(), shape.window().kernelHeight(), shape.height());
      int x = last(left, shape.window().dilationX(), shape.window().kernelWidth(), shape.width());
      return y < 0 || x < 0 || hasCome(y, x, fold);
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

    @Override
    boolean endsPixel() {
      fold = fold + 1 == folds ? 0 : fold + 1;
      return fold == 0;
    }
  }
}
