package thimble.targets.hls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * A tensor in memory, read or written word after word: one long burst.
 *
 * @param reads whether it reads
 * @param flow words as memory has them
 */
public record MemoryUnit(boolean reads, Flow flow) implements Unit {
  /** Cycles that memory takes to answer, about; as the interface's pragma says. */
  public static final int LATENCY = 64;

  /** Look-up tables and blocks of the port's own logic and queues, about. */
  private static final int PORT_LUTS = 900;

  private static final int PORT_BLOCKS = 2;

  @Override
  public String template() {
    return reads ? "read_memory" : "write_memory";
  }

  @Override
  public String file() {
    return "memory";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("axi_bytes", flow.lanes(), "of a word"),
        new Parameter("words", flow.words(), "of the tensor"));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(flow);
  }

  @Override
  public List<Flow> outputs() {
    return List.of(flow);
  }

  @Override
  public Resources resources(Fpga fpga) {
    return new Resources(0, PORT_BLOCKS, 0, PORT_LUTS);
  }

  @Override
  public int latency() {
    return LATENCY;
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    return Optional.of(new long[][] {Arrays.copyOf(inputs[0], (int) flow.values())});
  }

  @Override
  public Steps steps() {
    return Steps.regular(flow.words(), at -> true, at -> true);
  }
}
