package thimble.targets.hls;

import java.util.List;

/** Products of two tensors, without their zero points. */
record MultiplyUnit(int lanes, int bits, long words, int outBits, int zeroA, int zeroB)
    implements Unit {
  @Override
  public String template() {
    return "multiply";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("words", words, "of a tensor"),
        new Parameter("lanes", lanes, "values of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("out_bits", outBits, "of a product"),
        new Parameter("zero_a", zeroA, "zero point of the first input"),
        new Parameter("zero_b", zeroB, "of the second one"));
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

  @Override
  public int multipliers() {
    return lanes;
  }

  @Override
  public int latency() {
    return 4;
  }
}
