package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Depthwise sums of products, all taps of a window at once.
 *
 * @param folds words of a pixel
 * @param weight [tap][channel]
 */
record DepthwiseTapsUnit(
    int pixels,
    int folds,
    int taps,
    int lanes,
    int bits,
    int weightBits,
    int sumBits,
    short[] weight)
    implements Unit {
  /** Look-up tables of an adder by bits of the sum: parts of it lie in the slices. */
  private static final double ADDERS = 0.7;

  @Override
  public String template() {
    return "depthwise_taps";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("pixels", pixels, "of the result"),
        new Parameter("folds", folds, "words of a pixel"),
        new Parameter("taps", taps, "of the window"),
        new Parameter("lanes", lanes, "channels at once"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("weight_bits", weightBits, "of a weight"),
        new Parameter("sum_bits", sumBits, "that hold every sum that can occur"),
        new Parameter(
            "fabric", Resources.isInFabric(weightBits) ? 1 : 0, "1: products in look-up tables"));
  }

  @Override
  public List<Table> tables() {
    int channels = folds * lanes;
    long[] values = new long[weight.length];
    for (int i = 0; i < values.length; i++) {
      int tapAndLane = i / folds;
      int channel = i % folds * lanes + tapAndLane % lanes;
      values[i] = weight[tapAndLane / lanes * channels + channel];
    }
    return List.of(
        new Table(
            "weights",
            weightBits <= 8 ? "signed char" : "short",
            List.of(taps * lanes, folds),
            values,
            false));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(taps * lanes, bits, (long) pixels * folds));
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
      int word = i / lanes * taps * lanes + i % lanes;
      for (int tap = 0; tap < taps; tap++) {
        sums[i] += inputs[0][word + tap * lanes] * weight[tap * channels + i % channels];
      }
    }
    return Optional.of(new long[][] {sums});
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Resources.luts(CONTROL + (double) taps * lanes * sumBits * ADDERS)
        .plus(Resources.memory(taps * lanes * weightBits, folds))
        .plus(Resources.products(weightBits, bits, fpga).times(taps * lanes));
  }

  @Override
  public Steps steps() {
    return Steps.regular((long) pixels * folds, at -> true, at -> true);
  }

  @Override
  public int multipliers() {
    return taps * lanes;
  }

  @Override
  public int latency() {
    return 4 + 32 - Integer.numberOfLeadingZeros(taps);
  }
}
