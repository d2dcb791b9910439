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

  /** By first call and length - 1, as far as it was asked for: whether a stream fits. */
  private final Boolean[][] fitting;

  private final long[] whole;

  private RowStages(RowModel model) {
    this.model = model;
    this.count = model.calls().size();
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
    return new RowStages(model).search();
  }

  /** Every call for itself, over its whole output. */
  static Cut whole(RowModel model) {
    RowStages search = new RowStages(model);
    List<Stage> stages = new ArrayList<>();
    long peak = 0;
    for (int call = 0; call < search.count; call++) {
      stages.add(new Stage(call, call, false));
      peak = Math.max(peak, search.wholePeak(call));
    }
    return new Cut(stages, peak);
  }

  private List<Cut> search() {
    long peak = lowestPeak();
    return List.of(new Cut(cheapest(peak, 1000, 1), peak), new Cut(cheapest(peak, 0, 1), peak));
  }

  private long lowestPeak() {
    long[] peak = new long[count + 1];
    for (int last = 0; last < count; last++) {
      whole[last] = wholePeak(last);
      peak[last + 1] = Math.max(peak[last], whole[last]);
      for (int first = last; first >= Math.max(0, last - LONGEST + 1); first--) {
        // A stage is run only as far as it can still better what is known.
        if (peak[first] < peak[last + 1]) {
          long cost = RowStreamRun.peak(model, first, last, peak[last + 1] - 1, (call, row) -> {});
          peak[last + 1] = Math.min(peak[last + 1], Math.max(peak[first], cost));
        }
      }
    }
    return peak[count];
  }

  /** Whether some calls as one stream stay within a peak; asked for one peak only. */
  private boolean fits(int first, int last, long peak) {
    if (fitting[first] == null) {
      fitting[first] = new Boolean[Math.min(LONGEST, count - first)];
    }
    if (fitting[first][last - first] == null) {
      fitting[first][last - first] =
          RowStreamRun.peak(model, first, last, peak, (call, row) -> {}) <= peak;
    }
    return fitting[first][last - first];
  }

  /**
   * The cheapest cut within a peak.
   *
   * @param perLayer what a streamed layer costs; without a cost every layer is streamed
   * @param perStream what a stream costs
   */
  private List<Stage> cheapest(long peak, long perLayer, long perStream) {
    long[] effort = new long[count + 1];
    Stage[] back = new Stage[count + 1];
    Arrays.fill(effort, 1, count + 1, Long.MAX_VALUE);
    for (int last = 0; last < count; last++) {
      for (int first = last; first >= Math.max(0, last - LONGEST + 1); first--) {
        if (effort[first] == Long.MAX_VALUE) {
          continue;
        }
        boolean inOnePiece = perLayer > 0 || !fits(first, last, peak);
        if (first == last
            && inOnePiece
            && whole[first] <= peak
            && effort[first] < effort[last + 1]) {
          effort[last + 1] = effort[first];
          back[last + 1] = new Stage(first, last, false);
        }
        long more = effort[first] + perLayer * (last - first + 1) + perStream;
        if (more < effort[last + 1] && fits(first, last, peak)) {
          effort[last + 1] = more;
          back[last + 1] = new Stage(first, last, true);
        }
      }
    }
    List<Stage> stages = new ArrayList<>();
    for (int end = count; end > 0; end = back[end].first()) {
      stages.add(0, back[end]);
    }
    return stages;
  }

  /** Live bytes while one call runs over its whole output, all else that is needed beside it. */
  private long wholePeak(int position) {
    Call call = model.calls().get(position);
    long live = call.scratch();
    for (int store = 0; store < model.stores().size(); store++) {
      Store it = model.stores().get(store);
      boolean written = call.writes().contains(store);
      boolean there = it.producer() < position && (it.kept() || lastReader(store) >= position);
      live += written || there ? it.bytes() : 0;
    }
    for (int store : call.takeovers()) {
      if (!model.stores().get(store).kept() && lastReader(store) == position) {
        return live - model.stores().get(store).bytes();
      }
    }
    return live;
  }

  private int lastReader(int store) {
    List<Integer> readers = model.readers(store);
    return readers.isEmpty() ? -1 : readers.get(readers.size() - 1);
  }
}
