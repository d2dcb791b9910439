package thimble.planner;

import java.util.BitSet;

/**
 * A lower bound on the peak of any order: the largest over all calls of what must be live during
 * it. An item must be live during a call that writes or reads it, and during one that must come
 * after its producer and before one of its readers.
 */
final class OrderBound {
  /** Above this many calls only what a call itself touches is counted: the sets would be large. */
  private static final int MOST_CALLS = 3000;

  private OrderBound() {}

  static long of(Workload workload) {
    int calls = workload.calls();
    if (calls > MOST_CALLS) {
      return touching(workload);
    }
    BitSet[] ancestors = Precedence.of(workload).ancestors();
    long[] forced = new long[calls];
    for (int call = 0; call < calls; call++) {
      forced[call] = workload.scratch()[call] - saving(workload, ancestors, call);
    }
    BitSet during = new BitSet(calls);
    for (int item = 0; item < workload.items(); item++) {
      forcedDuring(workload, ancestors, item, during);
      for (int call = during.nextSetBit(0); call >= 0; call = during.nextSetBit(call + 1)) {
        forced[call] += workload.bytes()[item];
      }
    }
    long bound = Walk.begin(workload).live();
    for (long bytes : forced) {
      bound = Math.max(bound, bytes);
    }
    return bound;
  }

  private static void forcedDuring(Workload workload, BitSet[] ancestors, int item, BitSet during) {
    int producer = workload.producer()[item];
    int[] readers = workload.readers()[item];
    during.clear();
    if (workload.kept()[item]) {
      during.set(0, workload.calls());
    } else {
      for (int reader : readers) {
        during.or(ancestors[reader]);
        during.set(reader);
      }
    }
    if (producer >= 0) {
      for (int call = during.nextSetBit(0); call >= 0; call = during.nextSetBit(call + 1)) {
        during.set(call, ancestors[call].get(producer));
      }
      during.set(producer);
    }
  }

  /** The most that running in place may save: not where an item is read later in every order. */
  private static long saving(Workload workload, BitSet[] ancestors, int call) {
    long saving = 0;
    for (Workload.Overlay overlay : workload.overlays().get(call)) {
      boolean possible = true;
      for (int item : overlay.items()) {
        possible &= !workload.kept()[item];
        for (int reader : workload.readers()[item]) {
          possible &= !ancestors[reader].get(call);
        }
      }
      saving = possible ? Math.max(saving, overlay.saved()) : saving;
    }
    return saving;
  }

  private static long touching(Workload workload) {
    long bound = Walk.begin(workload).live();
    for (int call = 0; call < workload.calls(); call++) {
      long bytes = workload.scratch()[call];
      for (int item : workload.reads()[call]) {
        bytes += workload.bytes()[item];
      }
      for (int item : workload.writes()[call]) {
        bytes += workload.bytes()[item];
      }
      long saving = 0;
      for (Workload.Overlay overlay : workload.overlays().get(call)) {
        saving = Math.max(saving, overlay.saved());
      }
      bound = Math.max(bound, bytes - saving);
    }
    return bound;
  }
}
