package thimble.targets.hls;

import java.util.List;

/**
 * Sums become activations by the integer semantics' own arithmetic, 31-bit factors, wrap-around and
 * all: for sums that no {@link Scale} fits.
 *
 * @param pe sums of a word that comes in
 * @param bias by channel
 * @param multiplier by channel
 * @param shift by channel, to the left
 */
record RequantizeUnit(
    int pixels,
    int channels,
    int pe,
    int lanes,
    int sumBits,
    int outBits,
    int zero,
    int low,
    int high,
    int[] bias,
    int[] multiplier,
    int[] shift)
    implements Unit {
  @Override
  public String template() {
    return "requantize";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("pixels", pixels, "of the tensor"),
        new Parameter("channels", channels, "of a pixel"),
        new Parameter("pe", pe, "sums of a word"),
        new Parameter("lanes", lanes, "results of a word"),
        new Parameter("sum_bits", sumBits, "of a sum"),
        new Parameter("out_bits", outBits, "of a result"),
        new Parameter("zero", zero, "zero point of the result"),
        new Parameter("low", low, "smallest result"),
        new Parameter("high", high, "largest result"));
  }

  @Override
  public List<Table> tables() {
    return List.of(
        Table.of("bias", "int", bias),
        Table.of("multiplier", "int", multiplier),
        Table.of("shift", "signed char", shift));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(pe, sumBits, (long) pixels * (channels / pe)));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, outBits, (long) pixels * (channels / lanes)));
  }

  @Override
  public Steps steps() {
    int parts = pe / lanes;
    return Steps.regular((long) pixels * (channels / lanes), at -> at % parts == 0, at -> true);
  }

  @Override
  public int latency() {
    return 10;
  }
}
