package thimble.targets.hls;

import java.util.List;

/** Sums of every channel over a whole image. */
record GlobalSumUnit(int pixels, int folds, int lanes, int bits, int sumBits) implements Unit {
  @Override
  public String template() {
    return "global_sum";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("pixels", pixels, "of the image"),
        new Parameter("folds", folds, "words of a pixel"),
        new Parameter("lanes", lanes, "channels of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("sum_bits", sumBits, "that hold every sum that can occur"));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, (long) pixels * folds));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, sumBits, folds));
  }

  @Override
  public Steps steps() {
    return Steps.regular((long) pixels * folds, at -> true, at -> at >= (pixels - 1L) * folds);
  }
}
