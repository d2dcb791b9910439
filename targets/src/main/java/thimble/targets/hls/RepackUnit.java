package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Words of another number of lanes, or values of another number of bits.
 *
 * @param lanes values of a word that goes out
 * @param bits of a value that goes out; all values that occur fit
 */
public record RepackUnit(Flow from, int lanes, int bits) implements Unit {
  public RepackUnit {
    if (from.values() % lanes != 0) {
      throw new IllegalArgumentException(from + " in words of " + lanes);
    }
  }

  @Override
  public String template() {
    return "repack";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("in_lanes", from.lanes(), "values of a word that comes in"),
        new Parameter("out_lanes", lanes, "values of a word that goes out"),
        new Parameter("bits", from.bits(), "of a value that comes in"),
        new Parameter("out_bits", bits, "of a value that goes out"),
        new Parameter("iterations", iterations(), "of the whole tensor"));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(from);
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, bits, from.values() / lanes));
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Resources.luts(CONTROL + (from.lanes() + lanes) * bits * 2.0);
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    return Optional.of(new long[][] {inputs[0]});
  }

  @Override
  public Steps steps() {
    return new Refill(from.lanes(), lanes, Long.MAX_VALUE, from.values() / lanes);
  }
}
