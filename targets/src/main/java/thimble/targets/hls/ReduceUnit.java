package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Sums or extremes along some of a tensor's axes.
 *
 * <pre>  x [blocks, outer, kept, inner, folds * lanes]  ->  y [blocks, kept, folds * lanes]</pre>
 */
record ReduceUnit(
    int blocks,
    int outer,
    int kept,
    int inner,
    int folds,
    int lanes,
    int bits,
    int outBits,
    Kind kind)
    implements Unit {
  enum Kind {
    SUM,
    MAX,
    MIN
  }

  /** Sums of every channel over each image. */
  static ReduceUnit overSpace(int images, int pixels, int folds, int lanes, int bits, int sumBits) {
    return new ReduceUnit(images, pixels, 1, 1, folds, lanes, bits, sumBits, Kind.SUM);
  }

  @Override
  public String template() {
    return "reduce";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("blocks", blocks, "that are reduced one by one"),
        new Parameter("outer", outer, "turns over what is kept"),
        new Parameter("kept", kept, "runs that are kept apart"),
        new Parameter("inner", inner, "turns over the words of a run"),
        new Parameter("folds", folds, "words of a run"),
        new Parameter("lanes", lanes, "values of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("out_bits", outBits, "of a result"),
        new Parameter("kind", kind.ordinal(), "0: sums, 1: the largest value, 2: the smallest"));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, (long) blocks * outer * kept * inner * folds));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, outBits, (long) blocks * kept * folds));
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int run = folds * lanes;
    long[] given = new long[blocks * kept * run];
    boolean[] begun = new boolean[given.length];
    for (int i = 0; i < inputs[0].length; i++) {
      int block = i / (outer * kept * inner * run);
      int at = (block * kept + i / (inner * run) % kept) * run + i % run;
      long value = inputs[0][i];
      given[at] =
          !begun[at]
              ? value
              : switch (kind) {
                case SUM -> given[at] + value;
                case MAX -> Math.max(given[at], value);
                case MIN -> Math.min(given[at], value);
              };
      begun[at] = true;
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public Resources resources(Fpga fpga) {
    return Unit.super.resources(fpga).plus(Resources.memory(lanes * outBits, (long) kept * folds));
  }

  @Override
  public Steps steps() {
    long run = (long) inner * folds;
    long turn = kept * run;
    return Steps.regular(
        inputs().get(0).words(),
        at -> true,
        at -> at / turn % outer == outer - 1 && at % run / folds == inner - 1);
  }
}
