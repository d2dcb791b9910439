package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Depthwise sums of products after their window.
 *
 * @param folds words of a pixel
 * @param weight [tap][channel]
 */
record DepthwiseUnit(
    int pixels,
    int folds,
    int taps,
    int lanes,
    int bits,
    int weightBits,
    int sumBits,
    short[] weight)
    implements Unit {
  @Override
  public String template() {
    return "depthwise";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("pixels", pixels, "of the result"),
        new Parameter("folds", folds, "words of a pixel"),
        new Parameter("taps", taps, "of the window"),
        new Parameter("lanes", lanes, "channels of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("weight_bits", weightBits, "of a weight"),
        new Parameter("sum_bits", sumBits, "that hold every sum that can occur"),
        new Parameter(
            "fabric", Resources.isInFabric(weightBits) ? 1 : 0, "1: products in look-up tables"));
  }

  @Override
  public List<Table> tables() {
    long[] values = new long[lanes * folds * taps];
    int channels = folds * lanes;
    for (int lane = 0; lane < lanes; lane++) {
      for (int fold = 0; fold < folds; fold++) {
        for (int tap = 0; tap < taps; tap++) {
          values[(lane * folds + fold) * taps + tap] = weight[tap * channels + fold * lanes + lane];
        }
      }
    }
    return List.of(
        new Table(
            "weights",
            weightBits <= 8 ? "signed char" : "short",
            List.of(lanes, folds * taps),
            values,
            false));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, (long) pixels * folds * taps));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, sumBits, (long) pixels * folds));
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int channels = folds * lanes;
    long[] sums = new long[pixels * channels];
    for (int i = 0; i < sums.length; i++) {
      int channel = i % channels;
      int vector = (i / lanes) * taps * lanes + i % lanes;
      for (int tap = 0; tap < taps; tap++) {
        sums[i] += inputs[0][vector + tap * lanes] * weight[tap * channels + channel];
      }
    }
    return Optional.of(new long[][] {sums});
  }

  @Override
  public Steps steps() {
    return Steps.regular((long) pixels * folds * taps, at -> true, at -> at % taps == taps - 1);
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Resources.luts(CONTROL + (double) lanes * sumBits)
        .plus(Resources.memory(lanes * weightBits, (long) folds * taps))
        .plus(Resources.products(weightBits, bits, fpga).times(lanes));
  }

  @Override
  public int multipliers() {
    return lanes;
  }

  @Override
  public int latency() {
    return 5;
  }
}
