package thimble.targets.hls;

import java.util.List;

/** Values that are known, over and over. */
public record ConstantUnit(byte[] values, int lanes, int bits, int repeats) implements Unit {
  @Override
  public String template() {
    return "constant";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("words", values.length / lanes, "that are known"),
        new Parameter("repeats", repeats, "how often they go out"),
        new Parameter("lanes", lanes, "values of a word"),
        new Parameter("bits", bits, "of a value"));
  }

  @Override
  public List<Table> tables() {
    long[] wide = new long[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return List.of(new Table("values", "signed char", List.of(wide.length), wide, false));
  }

  @Override
  public List<Flow> inputs() {
    return List.of();
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, bits, (long) values.length / lanes * repeats));
  }

  @Override
  public Steps steps() {
    return Steps.regular(outputs().get(0).words(), at -> true, at -> true);
  }
}
