package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/** Every value through a table; entry {@code x + 128} belongs to x. */
record LookupUnit(int lanes, int bits, long words, int outBits, byte[] table) implements Unit {
  @Override
  public String template() {
    return "lookup";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("words", words, "of the tensor"),
        new Parameter("lanes", lanes, "values of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("out_bits", outBits, "of a result"));
  }

  @Override
  public List<Table> tables() {
    long[] values = new long[table.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = table[i];
    }
    return List.of(new Table("table", "signed char", List.of(values.length), values, false));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, words));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, outBits, words));
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Resources.luts(CONTROL + 4.0 * outBits * lanes);
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    long[] given = new long[inputs[0].length];
    for (int i = 0; i < given.length; i++) {
      given[i] = table[(int) inputs[0][i] + 128];
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public Steps steps() {
    return Steps.regular(words, at -> true, at -> true);
  }
}
