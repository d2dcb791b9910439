package thimble.targets.cortexm;

import java.util.List;
import thimble.ir.op.Argument;
import thimble.targets.ReferenceCall;

/**
 * How sums become int8 or int16: what their templates print. A channel has an entry of some words
 * in the layer's table, the first of which holds its bias.
 */
public interface Rescale {
  /** Words of a channel. */
  int entryWords();

  /** What a channel's words are, for a comment. */
  String entryText();

  /** C parameters of a function that rescales. */
  String parameters();

  /** What a function passes on of them. */
  String passed();

  /** {@link #parameters} behind others. */
  default String moreParameters() {
    return parameters().isEmpty() ? "" : ", " + parameters();
  }

  /** {@link #passed} behind others. */
  default String morePassed() {
    return passed().isEmpty() ? "" : ", " + passed();
  }

  /** C expression of what a channel's sums begin with. */
  String bias(String entry, int at);

  /** C expression of a sum as an output. */
  String output(String sum, String entry, int at);

  /** Instructions of an output: rescaled, limited, stored. */
  double instructions();

  /** C function that makes bytes 0 and 2 of four weights a pair. */
  default String even() {
    return "dsp_even";
  }

  /** C function that makes bytes 1 and 3 of four weights a pair. */
  default String odd() {
    return "dsp_odd";
  }

  /** Whether activations are int16. */
  default boolean isWide() {
    return false;
  }

  /** C function that makes a digit of both halves of eight 4-bit weights a pair. */
  default String quarter() {
    return "dsp_quarter";
  }

  /** What labels of functions end with. */
  String suffix();

  /** A rescaling and the numbers of all channels. */
  interface Table {
    Rescale rescaling();

    /** The words of a channel. */
    int[] entry(int channel);

    int channels();

    /** What {@link Rescale#parameters} take. */
    List<Argument> arguments(ReferenceCall reference);
  }
}
