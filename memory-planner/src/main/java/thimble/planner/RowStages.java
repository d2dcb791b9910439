package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import thimble.planner.RowModel.Call;
import thimble.planner.RowModel.Store;

/**
 * Cuts the order of calls into stages: single layers, each over its whole output, and row streams.
 * Dynamic programming over all cuts: the highest stage decides; among cuts with the lowest peak the
 * one that streams the fewest layers is taken, because a layer in one piece runs a little faster.
 *
 * <p>What is computed twice is nothing: this is MCUNetV2's first stage, StreamNet's cache and
 * vMCU's overlapping segments in one, for every stage, over any DAG.
 */
final class RowStages {
  /**
   * Longer streams are not looked at in one piece: their cost grows with the square of their
   * number.
   */
  private static final int LONGEST = 96;

  private final RowModel model;
  private final int count;
  private final Segments segments;
  private final StageCosts costs;

  /** By first call and length - 1, as far as it was asked for: whether a stream fits. */
  private final Boolean[][] fitting;

  private final long[] whole;

  private RowStages(RowModel model, Segments segments, StageCosts costs) {
    this.model = model;
    this.count = model.calls().size();
    this.segments = segments;
    this.costs = costs;
    this.fitting = new Boolean[count][];
    this.whole = new long[count];
  }

  /**
   * Calls {@code first} to {@code last}.
   *
   * @param streamed as a row stream; otherwise a single call over its whole output
   */
  record Stage(int first, int last, boolean streamed) {}

  /**
   * @param peak live bytes at the fullest moment of the fullest stage
   */
  record Cut(List<Stage> stages, long peak) {}

  /**
   * Cuts with the lowest peak: the one that streams the fewest layers first, then one that streams
   * all of them. What is streamed may lie scattered, and fits better.
   */
  static List<Cut> best(RowModel model) {
    return best(model, Segments.none(model.calls().size()), StageCosts.none(), Long.MAX_VALUE);
  }

  /**
   * @param segments calls that stay together
   * @param costs what is known of some stages, and learns more
   * @param bound cuts that need more do not matter: none is found then
   */
  static List<Cut> best(RowModel model, Segments segments, StageCosts costs, long bound) {
    return new RowStages(model, segments, costs).search(bound);
  }

  /** The lowest peak alone; {@link Long#MAX_VALUE} where it is above the bound. */
  static long peak(RowModel model, Segments segments, StageCosts costs, long bound) {
    return new RowStages(model, segments, costs).lowestPeak(bound);
  }

  /** Every call for itself, over its whole output. */
  static Cut whole(RowModel model) {
    List<Stage> stages = new ArrayList<>();
    long peak = 0;
    for (int call = 0; call < model.calls().size(); call++) {
      stages.add(new Stage(call, call, false));
      peak = Math.max(peak, wholePeak(model, call));
    }
    return new Cut(stages, peak);
  }

  private List<Cut> search(long bound) {
    long peak = lowestPeak(bound);
    if (peak == Long.MAX_VALUE) {
      return List.of();
    }
    return List.of(new Cut(fewestStreamed(peak), peak), new Cut(fewestStages(peak), peak));
  }

  private long lowestPeak(long bound) {
    long[] peak = new long[count + 1];
    for (int last = 0; last < count; last++) {
      whole[last] = wholePeak(model, last);
      boolean alone = peak[last] <= bound && isWholeWithin(last, bound);
      peak[last + 1] = alone ? Math.max(peak[last], whole[last]) : Long.MAX_VALUE;
      for (int first = last; first >= earliest(last); first--) {
        // A stage is run only as far as it can still better what is known.
        long limit = Math.min(bound, peak[last + 1] - 1);
        if (peak[first] <= limit && segments.allow(first, last)) {
          long cost = costs.peak(model, first, last, limit);
          peak[last + 1] = Math.min(peak[last + 1], Math.max(peak[first], cost));
        }
      }
    }
    return peak[count];
  }

  private int earliest(int last) {
    return Math.max(0, last - Math.max(LONGEST, segments.longest()) + 1);
  }

  /** Whether some calls as one stream stay within a peak; asked for one peak only. */
  private boolean fits(int first, int last, long peak) {
    if (fitting[first] == null) {
      fitting[first] = new Boolean[count - first];
    }
    if (fitting[first][last - first] == null) {
      fitting[first][last - first] =
          segments.allow(first, last) && costs.peak(model, first, last, peak) <= peak;
    }
    return fitting[first][last - first];
  }

  /** Within a peak, the cut that streams the fewest layers, and those in the fewest streams. */
  private List<Stage> fewestStreamed(long peak) {
    long perLayer = 1 + count;
    long[] effort = new long[count + 1];
    Stage[] back = new Stage[count + 1];
    Arrays.fill(effort, 1, count + 1, Long.MAX_VALUE);
    for (int last = 0; last < count; last++) {
      if (effort[last] < Long.MAX_VALUE && isWholeWithin(last, peak)) {
        effort[last + 1] = effort[last];
        back[last + 1] = new Stage(last, last, false);
      }
      for (int first = last; first >= earliest(last); first--) {
        if (effort[first] == Long.MAX_VALUE) {
          continue;
        }
        long more = effort[first] + perLayer * (last - first + 1) + 1;
        if (more < effort[last + 1] && fits(first, last, peak)) {
          effort[last + 1] = more;
          back[last + 1] = new Stage(first, last, true);
        }
      }
    }
    return stages(back);
  }

  /** Within a peak, the cut of the fewest stages: streams wherever they fit, the longest first. */
  private List<Stage> fewestStages(long peak) {
    int[] number = new int[count + 1];
    Stage[] back = new Stage[count + 1];
    Arrays.fill(number, 1, count + 1, Integer.MAX_VALUE);
    for (int last = 0; last < count; last++) {
      for (int first = earliest(last); first <= last; first++) {
        if (number[first] < number[last + 1] - 1 && fits(first, last, peak)) {
          number[last + 1] = number[first] + 1;
          back[last + 1] = new Stage(first, last, true);
        }
      }
      if (number[last] < number[last + 1] - 1 && isWholeWithin(last, peak)) {
        number[last + 1] = number[last] + 1;
        back[last + 1] = new Stage(last, last, false);
      }
    }
    return stages(back);
  }

  private boolean isWholeWithin(int call, long peak) {
    return whole[call] <= peak && segments.allow(call, call) && !model.readsParts(call);
  }

  private List<Stage> stages(Stage[] back) {
    List<Stage> stages = new ArrayList<>();
    for (int end = count; end > 0; end = back[end].first()) {
      stages.add(0, back[end]);
    }
    return stages;
  }

  /** Live bytes while one call runs over its whole output, all else that is needed beside it. */
  static long wholePeak(RowModel model, int position) {
    Call call = model.calls().get(position);
    long live = call.scratch();
    for (int store = 0; store < model.stores().size(); store++) {
      boolean written = call.writes().contains(store);
      live += written ? model.stores().get(store).bytes() : needed(model, store, position);
    }
    for (int store : call.takeovers()) {
      if (!model.stores().get(store).kept() && model.end(store, position + 1) == 0) {
        return live - model.stores().get(store).bytes();
      }
    }
    return live;
  }

  /** Bytes of what was there before a position and is needed from there on. */
  private static long needed(RowModel model, int store, int position) {
    Store it = model.stores().get(store);
    if (it.producer() >= position) {
      return 0;
    }
    int end = model.end(store, position);
    int rows = end == 0 ? 0 : end - model.lowest(store, position);
    return (long) (it.kept() ? it.rows() : rows) * it.rowBytes();
  }
}
