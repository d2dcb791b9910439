package thimble.targets.hls;

import java.util.List;

/** Takes what nobody else reads. */
public record DrainUnit(Flow flow) implements Unit {
  @Override
  public String template() {
    return "drain";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("words", flow.words(), "of the tensor"),
        new Parameter("lanes", flow.lanes(), "values of a word"),
        new Parameter("bits", flow.bits(), "of a value"));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(flow);
  }

  @Override
  public List<Flow> outputs() {
    return List.of();
  }

  @Override
  public Steps steps() {
    return Steps.regular(flow.words(), at -> true, at -> true);
  }
}
