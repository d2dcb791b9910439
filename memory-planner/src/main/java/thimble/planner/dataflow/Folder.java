package thimble.planner.dataflow;

import java.util.LinkedHashMap;
import java.util.Map;
import thimble.targets.hls.Folding;
import thimble.targets.hls.Stage;
import thimble.targets.hls.Unit;

/** Chooses how much of each node happens at once. */
public final class Folder {
  private Folder() {}

  /** For each node the folding with the fewest multipliers whose units take no more cycles. */
  public static Map<Integer, Folding> within(Map<Integer, Stage> stages, long cycles) {
    Map<Integer, Folding> chosen = new LinkedHashMap<>();
    stages.forEach((node, stage) -> chosen.put(node, within(stage, cycles)));
    return chosen;
  }

  private static Folding within(Stage stage, long cycles) {
    Folding fastest = null;
    long least = Long.MAX_VALUE;
    for (Folding folding : stage.foldings()) {
      long needed = stage.units(folding).stream().mapToLong(Unit::estimate).max().orElse(0);
      if (needed <= cycles) {
        return folding;
      }
      if (needed < least) {
        least = needed;
        fastest = folding;
      }
    }
    return fastest;
  }
}
