package thimble.frontend.quantize;

/** By what channels are compared where factors are moved between layers ({@link Equalization}). */
public enum EqualizationWay {
  NONE,
  /** The weights that make a channel and those that read it: no samples needed. */
  WEIGHTS,
  /** What a channel was seen to hold and the weights that read it. */
  RANGES
}
