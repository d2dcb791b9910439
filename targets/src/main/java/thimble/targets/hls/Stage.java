package thimble.targets.hls;

import java.util.List;

/** An operator as hardware: a chain of units, for every way of folding it. */
public interface Stage {
  /** The legal foldings, with fewer multipliers first; never empty. */
  List<Folding> foldings();

  /** Products a cycle. */
  int multipliers(Folding folding);

  /**
   * The units, from the inputs to the outputs: the first reads the operator's inputs that are no
   * constants, each other one the output of the one before it.
   */
  List<Unit> units(Folding folding);

  /**
   * For each input of the first unit where its words come from; empty where these are the
   * operator's inputs that are no constants, as they come.
   */
  default List<Feed> feeds(Folding folding) {
    return List.of();
  }
}
