package thimble.planner;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where most is live.
 *
 * @param nodes of the base around the first moment of each stage at which so much is live
 * @param stages how many stages that are
 */
record FullestMoment(Set<Integer> nodes, int stages) {
  /**
   * @param peak of the model: the most bytes live
   * @param known what is known of some stages, and learns more
   * @param position of each node of the base, by its result
   */
  static FullestMoment of(
      PartedModel parted, long peak, StageCosts known, Map<String, Integer> position) {
    RowModel model = parted.model();
    List<RowStages.Cut> cuts = RowStages.best(model, parted.segments(), parted.costs(known), peak);
    Set<Integer> calls = new TreeSet<>();
    int stages = 0;
    for (RowStages.Stage stage : cuts.get(0).stages()) {
      if (!stage.streamed()) {
        if (RowStages.wholePeak(model, stage.first()) == peak) {
          calls.add(stage.first());
          stages++;
        }
        continue;
      }
      int[] latest = {-1};
      long within =
          RowStreamRun.peak(
              model, stage.first(), stage.last(), peak - 1, (call, row) -> latest[0] = call);
      if (within == Long.MAX_VALUE) {
        stages++;
        int at = latest[0] < 0 ? stage.first() : latest[0];
        for (int near = at; near <= Math.min(at + 1, stage.last()); near++) {
          calls.add(near);
        }
      }
    }
    Set<Integer> nodes = new TreeSet<>();
    for (int call : calls) {
      Integer node = position.get(parted.whole(parted.name(call)));
      if (node != null) {
        nodes.add(node);
      }
    }
    if (nodes.isEmpty()) {
      nodes.add(0);
    }
    return new FullestMoment(nodes, stages);
  }
}
