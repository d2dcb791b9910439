package thimble.targets;

/** How much flash the code of loops may take to be faster: what {@code --optimize} asks for. */
public enum Unrolling {
  /** One function for as many layers as it can serve. */
  SMALL,
  /** Short rows without a loop, others two outputs at a time. */
  BALANCED,
  /** What is faster is written out. */
  FAST
}
