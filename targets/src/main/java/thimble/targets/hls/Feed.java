package thimble.targets.hls;

import java.util.List;

/**
 * What a stage's first unit reads at one of its inputs.
 *
 * @param input of the operator; of no account where the first unit reads nothing
 * @param units that the words pass before
 */
public record Feed(int input, List<Unit> units) {
  public Feed {
    units = List.copyOf(units);
  }
}
