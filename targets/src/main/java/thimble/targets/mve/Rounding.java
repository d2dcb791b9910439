package thimble.targets.mve;

import thimble.targets.ReferenceCall;

/** How vectors of accumulators are rescaled; {@code mve_requantize} in the emitted header. */
enum Rounding {
  /** No output is below its zero point, so that negative numbers need not be rounded right. */
  HALVES_UP("no output below its zero point"),
  /** All shifts go to the right. */
  RIGHT("shifts to the right"),
  ANY("any shifts");

  private final String text;

  Rounding(String text) {
    this.text = text;
  }

  static Rounding of(ReferenceCall reference) {
    int[] shifts = shifts(reference);
    boolean right = true;
    boolean left = false;
    for (int shift : shifts) {
      right &= shift < 0;
      left |= shift > 0;
    }
    if (!left && reference.integer("clampLow") >= reference.integer("dstZero")) {
      return HALVES_UP;
    }
    return right ? RIGHT : ANY;
  }

  /** Each channel's power of two; a factor of 0 may have any. */
  static int[] shifts(ReferenceCall reference) {
    int[] multipliers = reference.ints("multiplier");
    int[] shifts = reference.ints("shift").clone();
    for (int channel = 0; channel < shifts.length; channel++) {
      shifts[channel] = multipliers[channel] == 0 ? -1 : shifts[channel];
    }
    return shifts;
  }

  String text() {
    return text;
  }

  /** The name in C. */
  String constant() {
    return "MVE_" + name();
  }
}
