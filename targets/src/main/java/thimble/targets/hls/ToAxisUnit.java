package thimble.targets.hls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/** From words of the design to the interface's words, which are bytes. */
public record ToAxisUnit(Ports ports, int axiBytes, Flow flow) implements Unit {
  @Override
  public String template() {
    return ports == Ports.STREAM ? "to_axis" : "to_words";
  }

  @Override
  public String file() {
    return ports == Ports.STREAM ? "edges" : "memory";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("axi_bytes", axiBytes, "of a word outside"),
        new Parameter("lanes", flow.lanes(), "values of a word inside"),
        new Parameter("bits", flow.bits(), "of a value"),
        new Parameter("words", flow.words(), "of the tensor"),
        new Parameter("iterations", iterations(), "of the whole tensor"));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(flow);
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(axiBytes, 8, (flow.values() + axiBytes - 1) / axiBytes));
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Resources.luts(CONTROL + (axiBytes * 8 + flow.width()) * 2.0);
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    return Optional.of(new long[][] {Arrays.copyOf(inputs[0], (int) outputs().get(0).values())});
  }

  @Override
  public Steps steps() {
    return new Refill(
        flow.lanes(), axiBytes, flow.words(), (flow.values() + axiBytes - 1) / axiBytes);
  }
}
