package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.kernel.Requantize;
import thimble.ir.op.Argument;
import thimble.targets.ReferenceCall;

/**
 * The rule's two roundings as one multiplication: {@code high word of sum * multiplier >> bits}.
 * That is two instructions and limits to int8 besides, where the rule takes seven.
 *
 * <p>Sums are 256 times as large as they are, which costs nothing since weights are unpacked to the
 * upper bytes of halves; so the bias has room for a fraction, and that is where the first rounding
 * goes; the output's zero point, in units of sums, goes there too where it fits. Multiplier and
 * fraction are searched for each channel: an output steps at no more than 255 sums, and if all
 * steps fall where the rule has them, every sum comes out exactly. It does not work where outputs
 * lie on both sides of their zero point (the rule rounds away from zero, so its steps are unevenly
 * spaced there): relu gives one side.
 *
 * @param bits of a sum's scaled value behind the point
 * @param clamps whether the activation's limits are tighter than int8
 * @param adds whether the zero point is added to the high word: a channel's factor is so small that
 *     in units of its sums the zero point would be too large
 */
public record HighRescaling(int bits, boolean clamps, boolean adds) implements Rescale {
  /** Sums are so many times as large as those of the rule. */
  private static final int UNIT = 256;

  private static final int MOST_BITS = 20;

  /** Tried first: layers whose numbers of bits are equal share functions. */
  private static final int USUAL_BITS = 8;

  /** What a bias with its fraction may be, so that the largest sums have room beside it. */
  private static final long MOST_FRACTION = 1L << 30;

  /** Multipliers that are tried to each side of the nearest one. */
  private static final int SIDE = 24;

  /**
   * @param bias 256 times the bias, and the fraction with the zero point
   */
  public record Channels(HighRescaling rescaling, int[] bias, int[] multiplier) implements Table {
    @Override
    public int[] entry(int channel) {
      return new int[] {bias[channel], multiplier[channel]};
    }

    @Override
    public int channels() {
      return bias.length;
    }

    @Override
    public List<Argument> arguments(ReferenceCall reference) {
      List<Argument> arguments = new ArrayList<>();
      if (rescaling.adds) {
        arguments.add(new Argument.Int("offset", offset(reference, rescaling.bits)));
      }
      if (rescaling.clamps) {
        arguments.add(new Argument.Int("low", reference.integer("clampLow")));
        arguments.add(new Argument.Int("high", reference.integer("clampHigh")));
      }
      return arguments;
    }
  }

  /**
   * The numbers of a layer, where every channel has some.
   *
   * @param rule what they shall equal
   * @param weight of channel {@code c} at {@code c + i * channels}
   * @param joined whether the zero point shall go into the bias where it can: a register less in a
   *     loop that has none to spare. Layers that differ in this do not share functions
   */
  public static Optional<Channels> find(
      ReferenceCall reference, Rescaling.Channels rule, byte[] weight, boolean joined) {
    int channels = rule.bias().length;
    int most = MOST_BITS;
    for (int channel = 0; channel < channels; channel++) {
      if (rule.multiplier()[channel] != 0) {
        most = Math.min(most, 7 - rule.shift()[channel]);
      }
    }
    boolean clamps =
        reference.integer("clampLow") > Byte.MIN_VALUE
            || reference.integer("clampHigh") < Byte.MAX_VALUE;
    for (boolean adds : joined ? new boolean[] {false, true} : new boolean[] {true}) {
      for (int bits : new int[] {USUAL_BITS, most}) {
        if (bits <= most && bits > 0) {
          HighRescaling rescaling = new HighRescaling(bits, clamps, adds);
          Optional<Channels> found = rescaling.numbers(reference, rule, weight);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The zero point and a half with so many bits behind the point. */
  private static int offset(ReferenceCall reference, int bits) {
    return (reference.integer("dstZero") << bits) + (1 << bits - 1);
  }

  private Optional<Channels> numbers(
      ReferenceCall reference, Rescaling.Channels rule, byte[] weight) {
    int added = adds ? offset(reference, bits) : 0;
    int channels = rule.bias().length;
    int[] bias = new int[channels];
    int[] multiplier = new int[channels];
    for (int channel = 0; channel < channels; channel++) {
      long least = rule.bias()[channel];
      long largest = least;
      for (int at = channel; at < weight.length; at += channels) {
        least += Math.min(weight[at] * -128, weight[at] * 127);
        largest += Math.max(weight[at] * -128, weight[at] * 127);
      }
      if (Math.max(-least, largest) >= Integer.MAX_VALUE / UNIT - 3) {
        return Optional.empty();
      }
      Optional<Steps> steps =
          Steps.of(reference, rule, channel, (int) least, (int) largest, bits, added);
      Optional<Fit> fit = steps.flatMap(Steps::fit);
      if (fit.isEmpty() || !fits(least, largest, fit.get().fraction)) {
        return Optional.empty();
      }
      bias[channel] = rule.bias()[channel] * UNIT + fit.get().fraction;
      multiplier[channel] = fit.get().multiplier;
    }
    return Optional.of(new Channels(this, bias, multiplier));
  }

  private static boolean fits(long least, long largest, long fraction) {
    return least * UNIT + fraction >= Integer.MIN_VALUE
        && largest * UNIT + fraction <= Integer.MAX_VALUE;
  }

  private record Fit(int multiplier, int fraction) {}

  /**
   * The sums at which a channel's output steps.
   *
   * @param least the least sum
   * @param largest the largest sum
   * @param first the output of the least sum
   * @param sum for each output above it the least sum that gives it, or a larger output
   * @param ends whether the first and the last output are limits, so that what is beyond does not
   *     matter
   * @param near the multiplier that is nearest to the factor
   * @param usual what sums lack to be outputs, as it is added to a high word
   * @param added what is added to a high word
   */
  private record Steps(
      int least,
      int largest,
      int first,
      int[] sum,
      Ends ends,
      int near,
      int bits,
      int usual,
      int added) {
    private record Ends(boolean low, boolean high) {}

    static Optional<Steps> of(
        ReferenceCall reference,
        Rescaling.Channels rule,
        int channel,
        int least,
        int largest,
        int bits,
        int added) {
      int multiplier = rule.multiplier()[channel];
      int shift = rule.shift()[channel];
      int zero = reference.integer("dstZero");
      int low = reference.integer("clampLow");
      int high = reference.integer("clampHigh");
      int from = Requantize.toOutput(least, multiplier, shift, zero, low, high);
      int to = Requantize.toOutput(largest, multiplier, shift, zero, low, high);
      double factor = Math.scalb((double) multiplier, shift - 31);
      int[] sums = new int[to - from];
      for (int i = 0; i < sums.length; i++) {
        int y = from + 1 + i;
        double nearly = Math.ceil((y - zero - 0.5) / factor);
        int sum = (int) Math.max(least + 1, Math.min(largest, nearly));
        while (sum > least + 1
            && Requantize.toOutput(sum - 1, multiplier, shift, zero, low, high) >= y) {
          sum--;
        }
        while (Requantize.toOutput(sum, multiplier, shift, zero, low, high) < y) {
          sum++;
        }
        sums[i] = sum;
      }
      long near = (long) Math.rint(Math.scalb(factor, 24 + bits));
      Ends ends = new Ends(from == low, to == high);
      int usual = offset(reference, bits) - added;
      if (sums.length == 0) {
        // Whatever the sums, one output: the least multiplier that brings the zero point there.
        near = Math.max(near, Math.min(8L * Math.abs(usual) + 1, 1L << 30));
      }
      return near > Integer.MAX_VALUE
          ? Optional.empty()
          : Optional.of(
              new Steps(least, largest, from, sums, ends, (int) near, bits, usual, added));
    }

    /** Tries multipliers from the nearest on outwards, a quarter of a fraction's unit apart. */
    Optional<Fit> fit() {
      long farthest = 1;
      for (int step : sum) {
        farthest = Math.max(farthest, Math.abs((long) step));
      }
      int step = (int) Math.max(1, near / (4 * UNIT * farthest));
      for (int i = 0; i <= 2 * SIDE; i++) {
        long multiplier = near + (long) step * (i % 2 == 0 ? i / 2 : -(i + 1) / 2);
        if (multiplier > 0 && multiplier <= Integer.MAX_VALUE) {
          Optional<Fit> fit = fit((int) multiplier);
          if (fit.isPresent()) {
            return fit;
          }
        }
      }
      return Optional.empty();
    }

    /** The fraction with which a sum reaches each step, and the sum before it does not. */
    private Optional<Fit> fit(int multiplier) {
      long center = ((long) usual << 32) / multiplier;
      long from = reached(first, multiplier) - (long) UNIT * least;
      int beyond = first + sum.length + 1;
      long to = reached(beyond, multiplier) - 1 - (long) UNIT * largest;
      from = ends.low ? center - 2 * UNIT : from;
      to = ends.high ? center + 2 * UNIT : to;
      for (int i = 0; i < sum.length && from <= to; i++) {
        long reached = reached(first + 1 + i, multiplier);
        from = Math.max(from, reached - (long) UNIT * sum[i]);
        to = Math.min(to, reached - 1 - (long) UNIT * (sum[i] - 1));
      }
      // Of a wide interval the number that is nearest to the usual one.
      long fraction =
          to - from > UNIT ? Math.max(from, Math.min(to, center)) : from + (to - from) / 2;
      return from <= to
              && Math.abs(fraction - center) <= 2 * UNIT
              && Math.abs(fraction) <= MOST_FRACTION
          ? Optional.of(new Fit(multiplier, (int) fraction))
          : Optional.empty();
    }

    /** The least sum, 256 times as large, fraction included, that becomes an output. */
    private long reached(int output, int multiplier) {
      long wanted = ((long) output << bits) - added;
      return -Math.floorDiv(-(wanted << 32), multiplier);
    }
  }

  @Override
  public double instructions() {
    return clamps ? 10 : 3;
  }

  @Override
  public int entryWords() {
    return 2;
  }

  @Override
  public String entryText() {
    return "bias * 256 + a fraction"
        + (adds ? "" : " and the zero point")
        + ", multiplier (of sums 256 times as large, "
        + bits
        + " bits more)";
  }

  @Override
  public String parameters() {
    String limits = clamps ? "int32_t low, int32_t high" : "";
    String offset = clamps ? "int32_t offset, " : "int32_t offset";
    return adds ? offset + limits : limits;
  }

  @Override
  public String passed() {
    return parameters().replace("int32_t ", "");
  }

  @Override
  public String bias(String entry, int at) {
    return entry + "[" + at + "]";
  }

  @Override
  public String output(String sum, String entry, int at) {
    String factors = sum + ", " + entry + "[" + (at + 1) + "]";
    String value = adds ? "dsp_high_add(" + factors + ", offset)" : "dsp_high(" + factors + ")";
    return clamps
        ? "dsp_clamp(" + value + " >> " + bits + ", low, high)"
        : "dsp_clamp8_asr" + bits + "(" + value + ")";
  }

  @Override
  public String even() {
    return "dsp_even_high";
  }

  @Override
  public String odd() {
    return "dsp_odd_high";
  }

  @Override
  public String quarter() {
    return "dsp_quarter_high";
  }

  @Override
  public String suffix() {
    return clamps ? "_clamped" : "";
  }
}
