package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Sums become activations, {@code lanes} a cycle.
 *
 * @param pe sums of a word that comes in
 * @param bias by channel
 * @param scales by channel
 * @param keptBits of a sum with its bias, beyond which it only saturates
 */
record RescaleUnit(
    int pixels,
    int channels,
    int pe,
    int lanes,
    int sumBits,
    int keptBits,
    int outBits,
    int zero,
    int low,
    int high,
    int[] bias,
    List<Scale> scales)
    implements Unit {
  /** Of a DSP slice's narrow port. */
  private static final int NARROW_PORT_BITS = 18;

  @Override
  public String template() {
    return "rescale";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("pixels", pixels, "of the tensor"),
        new Parameter("channels", channels, "of a pixel"),
        new Parameter("pe", pe, "sums of a word"),
        new Parameter("lanes", lanes, "results of a word"),
        new Parameter("sum_bits", sumBits, "of a sum"),
        new Parameter("kept_bits", keptBits, "of a sum with its bias: what is larger saturates"),
        new Parameter(
            "product_bits", Scale.productBits(scales, keptBits), "of a sum times its factor"),
        new Parameter("fabric", isInFabric() ? 1 : 0, "1: the product lies in look-up tables"),
        new Parameter("out_bits", outBits, "of a result"),
        new Parameter("zero", zero, "zero point of the result"),
        new Parameter("low", low, "smallest result"),
        new Parameter("high", high, "largest result"));
  }

  @Override
  public List<Table> tables() {
    long[] biases = new long[channels];
    long[] factors = new long[channels];
    long[] offsets = new long[channels];
    long[] shifts = new long[channels];
    long[] seconds = new long[channels];
    for (int channel = 0; channel < channels; channel++) {
      Scale scale = scales.get(scales.size() == 1 ? 0 : channel);
      biases[channel] = bias[channel];
      factors[channel] = scale.factor();
      offsets[channel] = scale.offset();
      shifts[channel] = scale.shift();
      seconds[channel] = scale.second();
    }
    List<Integer> extents = List.of(channels);
    return List.of(
        new Table("bias", "int", extents, biases, false),
        new Table("factor", "unsigned", extents, factors, false),
        new Table("offset", "long long", extents, offsets, false),
        new Table("shift", "unsigned char", extents, shifts, false),
        new Table("second", "unsigned char", extents, seconds, false));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(pe, sumBits, (long) pixels * (channels / pe)));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, outBits, (long) pixels * (channels / lanes)));
  }

  /** Whether one slice is too narrow for the product: then it lies in look-up tables instead. */
  private boolean isInFabric() {
    int longer = Math.max(keptBits, factorBits() + 1);
    int shorter = Math.min(keptBits, factorBits() + 1);
    return longer > Folding.PORT_BITS || shorter > NARROW_PORT_BITS;
  }

  /** Bits of the longest factor. */
  private int factorBits() {
    long longest = scales.stream().mapToLong(Scale::factor).max().orElse(0);
    return 64 - Long.numberOfLeadingZeros(longest);
  }

  @Override
  public Resources resources(Fpga fpga) {
    Resources constants = Resources.NONE;
    for (Table table : tables()) {
      constants = constants.plus(Resources.memory(table.bits(), channels / lanes));
    }
    Resources lane =
        constants
            .plus(Resources.luts(sumBits + keptBits + 3.0 * Scale.productBits(scales, keptBits)))
            .plus(
                isInFabric()
                    ? Resources.luts(Resources.PARTIAL * keptBits * factorBits())
                    : Resources.dsps(1));
    return Resources.luts(CONTROL + pe * sumBits).plus(lane.times(lanes));
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    long[] given = new long[inputs[0].length];
    for (int i = 0; i < given.length; i++) {
      int channel = i % channels;
      Scale scale = scales.get(scales.size() == 1 ? 0 : channel);
      long sum = inputs[0][i] + bias[channel];
      given[i] = Math.max(low, Math.min(high, scale.apply(sum, keptBits) + zero));
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public Steps steps() {
    int parts = pe / lanes;
    return Steps.regular((long) pixels * (channels / lanes), at -> at % parts == 0, at -> true);
  }

  @Override
  public int latency() {
    return 6;
  }
}
