package thimble.tune.search;

import java.util.List;

/** Chooses trials. The same observations in the same order lead to the same choice. */
public interface Strategy {
  /**
   * Trials that were not proposed before.
   *
   * @param count how many at most
   * @param known all that was proposed so far, in that order
   * @return nothing where all have been tried
   */
  List<Integer> next(int count, List<Observation> known);
}
