package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/** Sum of two tensors by tables. */
record AddUnit(int lanes, int bits, long words, int outBits, SumTables sums) implements Unit {
  /** Look-up tables for a bit of 256 entries. */
  private static final double TABLE = 4;

  @Override
  public String template() {
    return "add";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("words", words, "of a tensor"),
        new Parameter("lanes", lanes, "values of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("out_bits", outBits, "of a result"),
        new Parameter("shift", sums.shift(), "of the common scale"),
        new Parameter("zero", sums.zero(), "zero point of the result"),
        new Parameter("low", sums.low(), "smallest result"),
        new Parameter("high", sums.high(), "largest result"));
  }

  @Override
  public List<Table> tables() {
    return List.of(table("scaled_a", sums.a()), table("scaled_b", sums.b()));
  }

  private static Table table(String name, int[] entries) {
    long[] values = new long[entries.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = entries[i];
    }
    return new Table(name, "int", List.of(values.length), values, false);
  }

  @Override
  public List<Flow> inputs() {
    Flow flow = new Flow(lanes, bits, words);
    return List.of(flow, flow);
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, outBits, words));
  }

  @Override
  public Resources resources(Fpga fpga) {
    Resources lane = Resources.luts(sums.shift() + 24.0);
    for (Table table : tables()) {
      lane = lane.plus(Resources.luts(table.bits() * TABLE));
    }
    return Resources.luts(CONTROL).plus(lane.times(lanes));
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    long[] given = new long[inputs[0].length];
    for (int i = 0; i < given.length; i++) {
      given[i] = sums.apply((int) inputs[0][i], (int) inputs[1][i]);
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public Steps steps() {
    return Steps.regular(words, at -> true, at -> true);
  }
}
