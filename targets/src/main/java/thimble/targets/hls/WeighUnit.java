package thimble.targets.hls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Weighted sums of the words of a few runs one after another.
 *
 * <pre>  x [turns, taps, run words]  ->  y [turns, run words]: sum over taps of (x - zero) w</pre>
 *
 * @param zero that is taken from every value
 * @param sumBits of the largest sum
 * @param rounded bits behind the point of a sum that becomes a result of 8 bits, to the nearest,
 *     halves away from zero; 0: the sum itself goes out
 * @param outZero that is added to a rounded result
 * @param weights [period][taps], used one turn after another, again and again
 */
record WeighUnit(
    int turns,
    int taps,
    int run,
    int lanes,
    int bits,
    int zero,
    int sumBits,
    int rounded,
    int outZero,
    int[] weights)
    implements Unit {
  @Override
  public String template() {
    return "weigh";
  }

  private int outBits() {
    return rounded > 0 ? Layer.BITS : sumBits;
  }

  private int period() {
    return weights.length / taps;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("turns", turns, "sums of a run"),
        new Parameter("taps", taps, "runs that are summed"),
        new Parameter("run", run, "words of a run"),
        new Parameter("lanes", lanes, "values of a word"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("zero", zero, "that is taken from an input"),
        new Parameter("period", period(), "turns with weights of their own"),
        new Parameter("sum_bits", sumBits, "of a sum"),
        new Parameter("rounded", rounded, "bits of a sum that are rounded away"),
        new Parameter("out_bits", outBits(), "of a result"),
        new Parameter("out_zero", outZero, "zero point of the result"));
  }

  @Override
  public List<Table> tables() {
    return List.of(Table.of("weights", "int", weights));
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, bits, (long) turns * taps * run));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, outBits(), (long) turns * run));
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int values = run * lanes;
    long[] given = new long[turns * values];
    for (int i = 0; i < inputs[0].length; i++) {
      int turn = i / values / taps;
      int tap = i / values % taps;
      given[turn * values + i % values] +=
          (inputs[0][i] - zero) * weights[turn % period() * taps + tap];
    }
    return Optional.of(new long[][] {Arrays.stream(given).map(this::result).toArray()});
  }

  private long result(long sum) {
    if (rounded == 0) {
      return sum;
    }
    long half = 1L << rounded - 1;
    long nearest = (sum < 0 ? -((half - sum) >> rounded) : (sum + half) >> rounded) + outZero;
    return Math.min(Math.max(nearest, Layer.LEAST), Layer.MOST);
  }

  @Override
  public Steps steps() {
    long turn = (long) taps * run;
    return Steps.regular(turns * turn, at -> true, at -> at % turn >= turn - run);
  }

  @Override
  public int multipliers() {
    return lanes;
  }

  @Override
  public int latency() {
    return 6;
  }

  @Override
  public Resources resources(Fpga fpga) {
    int weightBits = 1;
    for (int weight : weights) {
      weightBits = Math.max(weightBits, Sums.bits(Math.min(0, weight), Math.max(0, weight)));
    }
    return Resources.luts(CONTROL + 2.0 * lanes * sumBits)
        .plus(Resources.dsps(lanes * Resources.product(bits + 1, weightBits, fpga)))
        .plus(Resources.memory(lanes * sumBits, run))
        .plus(Resources.memory(weightBits, weights.length));
  }
}
