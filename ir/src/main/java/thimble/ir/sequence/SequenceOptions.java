package thimble.ir.sequence;

import java.util.List;

/**
 * What a caller says about a model that goes through a sequence.
 *
 * @param time which axes are time
 * @param states which outputs are handed in again
 */
public record SequenceOptions(TimeAxes time, List<StateBinding> states) {
  public static final SequenceOptions NONE = new SequenceOptions(TimeAxes.FOUND, List.of());

  public SequenceOptions {
    states = List.copyOf(states);
  }
}
