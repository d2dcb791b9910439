package thimble.targets.hls;

import java.util.List;

/** Sums of what two tables give for two tensors' values; entry {@code x + 128} belongs to x. */
record TableSumUnit(int lanes, int bits, long words, int outBits, int[] a, int[] b)
    implements Unit {
  @Override
  public String template() {
    return "table_sum";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("words", words, "of a tensor"),
        new Parameter("lanes", lanes, "values of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("out_bits", outBits, "of a sum"));
  }

  @Override
  public List<Table> tables() {
    return List.of(Table.of("scaled_a", "int", a), Table.of("scaled_b", "int", b));
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
  public Steps steps() {
    return Steps.regular(words, at -> true, at -> true);
  }
}
