package thimble.targets.hls;

import java.util.List;
import java.util.Optional;

/** The same words for two readers. */
public record DuplicateUnit(Flow flow) implements Unit {
  @Override
  public String template() {
    return "duplicate";
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
    return List.of(flow, flow);
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    return Optional.of(new long[][] {inputs[0], inputs[0]});
  }

  @Override
  public Steps steps() {
    return Steps.regular(flow.words(), at -> true, at -> true);
  }
}
