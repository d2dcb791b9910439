package thimble.planner;

/** A walk over the calls of a workload: what is live, and what the next call would need. */
final class Walk {
  private final Workload workload;
  private final int[] remaining;
  private long live;

  private Walk(Workload workload, int[] remaining, long live) {
    this.workload = workload;
    this.remaining = remaining;
    this.live = live;
  }

  /** Before the first call. */
  static Walk begin(Workload workload) {
    int[] remaining = new int[workload.items()];
    long live = 0;
    for (int item = 0; item < remaining.length; item++) {
      // One more reader than there are keeps an item alive for ever.
      remaining[item] = workload.readers()[item].length + (workload.kept()[item] ? 1 : 0);
      if (workload.producer()[item] < 0 && remaining[item] > 0) {
        live += workload.bytes()[item];
      }
    }
    return new Walk(workload, remaining, live);
  }

  Walk copy() {
    return new Walk(workload, remaining.clone(), live);
  }

  /** Bytes live between calls. */
  long live() {
    return live;
  }

  /** Bytes live during a call, if it came next. */
  long during(int call) {
    long bytes = live + workload.scratch()[call];
    for (int item : workload.writes()[call]) {
      bytes += workload.bytes()[item];
    }
    long saved = 0;
    for (Workload.Overlay overlay : workload.overlays().get(call)) {
      if (overlay.saved() > saved && allDie(overlay.items())) {
        saved = overlay.saved();
      }
    }
    return bytes - saved;
  }

  private boolean allDie(int[] items) {
    for (int item : items) {
      if (remaining[item] != 1) {
        return false;
      }
    }
    return true;
  }

  /** How many more bytes live after a call than before it, if it came next. */
  long change(int call) {
    long change = 0;
    for (int item : workload.writes()[call]) {
      change += remaining[item] > 0 ? workload.bytes()[item] : 0;
    }
    for (int item : workload.reads()[call]) {
      change -= remaining[item] == 1 ? workload.bytes()[item] : 0;
    }
    return change;
  }

  void run(int call) {
    live += change(call);
    for (int item : workload.reads()[call]) {
      remaining[item]--;
    }
  }

  /** Bytes in use before the run, inputs that nobody reads included. */
  static long before(Workload workload) {
    long bytes = 0;
    for (int item = 0; item < workload.items(); item++) {
      bytes += workload.producer()[item] < 0 ? workload.bytes()[item] : 0;
    }
    return bytes;
  }

  /** The most bytes live during any call of an order. */
  static long peak(Workload workload, int[] order) {
    Walk walk = begin(workload);
    long peak = walk.live;
    for (int call : order) {
      peak = Math.max(peak, walk.during(call));
      walk.run(call);
    }
    return peak;
  }
}
