package thimble.targets.hls;

import java.util.List;

/** Softmax over {@code depth} values, for each of {@code pixels} vectors. */
record SoftmaxUnit(int pixels, int depth, int bits, int fractionBits, int zero, int[] exponential)
    implements Unit {
  @Override
  public String template() {
    return "softmax";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("pixels", pixels, "vectors"),
        new Parameter("depth", depth, "values of a vector"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("out_bits", 8, "of a result"),
        new Parameter("fraction_bits", fractionBits, "of the quotient"),
        new Parameter("zero", zero, "zero point of the result"));
  }

  @Override
  public List<Table> tables() {
    long[] values = new long[exponential.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = exponential[i];
    }
    return List.of(new Table("exponential", "unsigned", List.of(values.length), values, false));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(1, bits, (long) pixels * depth));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(1, 8, (long) pixels * depth));
  }

  /** Reads, sums, divides: one vector after the other. */
  @Override
  public Steps steps() {
    long division = (long) depth * (fractionBits + 1);
    long vector = 2L * depth + division;
    return Steps.regular(
        pixels * vector,
        at -> at % vector < depth,
        at -> {
          long dividing = at % vector - 2L * depth;
          return dividing >= 0 && dividing % (fractionBits + 1) == fractionBits;
        });
  }

  @Override
  public int latency() {
    return 4;
  }
}
