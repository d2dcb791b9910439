package thimble.targets.hls;

import java.util.List;
import java.util.Optional;

/** Largest value or sum of the taps of a window. */
record PoolUnit(int pixels, int folds, int taps, int lanes, int bits, int outBits, boolean sums)
    implements Unit {
  @Override
  public String template() {
    return "pool";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("pixels", pixels, "of the result"),
        new Parameter("folds", folds, "words of a pixel"),
        new Parameter("taps", taps, "of the window"),
        new Parameter("lanes", lanes, "channels of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("out_bits", outBits, "of a result"),
        new Parameter("sums", sums ? 1 : 0, "1: sums, 0: the largest value"));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, (long) pixels * folds * taps));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, outBits, (long) pixels * folds));
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    long[] given = new long[pixels * folds * lanes];
    for (int i = 0; i < given.length; i++) {
      int vector = (i / lanes) * taps * lanes + i % lanes;
      given[i] = inputs[0][vector];
      for (int tap = 1; tap < taps; tap++) {
        long one = inputs[0][vector + tap * lanes];
        given[i] = sums ? given[i] + one : Math.max(given[i], one);
      }
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public Steps steps() {
    return Steps.regular((long) pixels * folds * taps, at -> true, at -> at % taps == taps - 1);
  }
}
