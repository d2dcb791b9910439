package thimble.codegen.c;

import thimble.planner.Buffer;
import thimble.planner.Plan;

/** How many bytes of the arena are in use at each time of a plan. */
public final class ArenaUse {
  private final long[] live;

  public ArenaUse(Plan plan) {
    live = new long[plan.flat().size() + 1];
    for (Buffer buffer : plan.buffers()) {
      for (Buffer.Span span : buffer.spans()) {
        int first = Math.max(0, span.firstStep());
        int end = Math.min(live.length - 1, span.lastStep() + 1);
        if (first < end) {
          live[first] += span.bytes();
          live[end] -= span.bytes();
        }
      }
    }
    for (int time = 1; time < live.length; time++) {
      live[time] += live[time - 1];
    }
  }

  /** Bytes in use at a time. */
  long at(int time) {
    return live[time];
  }

  /** The first time of a stage at which most bytes are in use. */
  int fullest(Layers.Stage stage) {
    int fullest = stage.firstTime();
    for (int time = fullest + 1; time <= stage.lastTime(); time++) {
      fullest = live[time] > live[fullest] ? time : fullest;
    }
    return fullest;
  }

  /** Bytes in use at the fullest time of a stage. */
  public long most(Layers.Stage stage) {
    return live[fullest(stage)];
  }
}
