package thimble.targets.hls;

import java.util.List;

/** The larger, or the smaller, of two tensors' values. */
record ExtremeUnit(int lanes, int bits, long words, boolean largest) implements Unit {
  @Override
  public String template() {
    return "extreme";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("words", words, "of a tensor"),
        new Parameter("lanes", lanes, "values of a word"),
        new Parameter("bits", bits, "of a value"),
        new Parameter("largest", largest ? 1 : 0, "1: the larger one, 0: the smaller one"));
  }

  @Override
  public List<Flow> inputs() {
    Flow flow = new Flow(lanes, bits, words);
    return List.of(flow, flow);
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, bits, words));
  }

  @Override
  public Steps steps() {
    return Steps.regular(words, at -> true, at -> true);
  }
}
