package thimble.planner;

import java.util.List;
import thimble.planner.RowModel.Call;
import thimble.planner.RowModel.Mode;
import thimble.planner.RowModel.Store;

/**
 * Runs consecutive calls as one row stream, driven by demand: a row of a result that leaves the
 * stream asks for the rows it needs, those for theirs, and so on up to what was there before.
 * Counts the live bytes on the way; a row lives until no call of the stream will ask for it again
 * (and on, where somebody after the stream does).
 */
final class RowStreamRun {
  /** Told each event in order. */
  interface Listener {
    /**
     * @param row output row of a {@link Mode#ROWS} call; row that comes or goes; input row that is
     *     fed of an accumulating one; 0 of a whole one
     */
    void event(int call, int row);
  }

  private final RowModel model;
  private final int first;
  private final int last;
  private final Listener listener;
  private final long limit;

  /** By store: rows computed so far, and rows forgotten so far. */
  private final int[] produced;

  private final int[] freed;

  /** By store: one more than the last row that anybody asks for from the stream's begin on. */
  private final int[] end;

  private final int[] done;

  /** By call, for accumulation: input rows fed so far. */
  private final int[] fed;

  private long live;
  private long peak;

  private static final class OverLimit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverLimit() {
      super(null, null, false, false);
    }
  }

  private RowStreamRun(RowModel model, int first, int last, long limit, Listener listener) {
    this.model = model;
    this.first = first;
    this.last = last;
    this.limit = limit;
    this.listener = listener;
    produced = new int[model.stores().size()];
    freed = new int[model.stores().size()];
    end = new int[model.stores().size()];
    done = new int[model.calls().size()];
    fed = new int[model.calls().size()];
  }

  /**
   * The most bytes live while calls {@code first} to {@code last} run as a stream.
   *
   * @param limit where more is needed the answer is {@link Long#MAX_VALUE}
   */
  static long peak(RowModel model, int first, int last, long limit, Listener listener) {
    RowStreamRun run = new RowStreamRun(model, first, last, limit, listener);
    try {
      run.run();
      return run.peak;
    } catch (OverLimit e) {
      return Long.MAX_VALUE;
    }
  }

  private boolean isInside(int call) {
    return first <= call && call <= last;
  }

  private void run() {
    for (int store = 0; store < produced.length; store++) {
      Store it = model.stores().get(store);
      end[store] = it.rows();
      if (it.producer() < first) {
        produced[store] = it.rows();
        end[store] = it.kept() ? it.rows() : model.end(store, first);
        freed[store] = it.kept() ? 0 : Math.min(model.lowest(store, first), end[store]);
        live += (long) (end[store] - freed[store]) * it.rowBytes();
      }
    }
    grow(0);
    for (int call = first; call <= last; call++) {
      for (int store : model.calls().get(call).writes()) {
        if (leaves(store) || model.readers(store).isEmpty()) {
          need(store, model.stores().get(store).rows() - 1);
        }
      }
      if (model.calls().get(call).writes().isEmpty()) {
        finish(call);
      }
    }
    for (int call = first; call <= last; call++) {
      finish(call);
    }
  }

  /** Whether somebody after the stream needs it. */
  private boolean leaves(int store) {
    return model.stores().get(store).kept() || lastReader(store) > last;
  }

  private int lastReader(int store) {
    List<Integer> readers = model.readers(store);
    return readers.isEmpty() ? -1 : readers.get(readers.size() - 1);
  }

  private void finish(int call) {
    while (done[call] < model.calls().get(call).rows()) {
      advance(call);
    }
  }

  private void need(int store, int row) {
    while (produced[store] <= row) {
      advance(model.stores().get(store).producer());
    }
  }

  /** Computes a call's next output row, or all of them where they come at once. */
  private void advance(int position) {
    Call call = model.calls().get(position);
    switch (call.mode()) {
      case ROWS, RECEIVE, DELIVER -> {
        if (isInside(model.before(position))) {
          finish(model.before(position));
        }
        int row = done[position];
        for (RowRead read : call.reads()) {
          needWindow(read, row);
        }
        begin(position, call, row);
        done[position]++;
        complete(position, call, row, row + 1, call.scratch());
      }
      case ACCUMULATE -> {
        int image = done[position];
        for (int i = 0; i < call.inputRows(); i++) {
          int row = image * call.inputRows() + i;
          if (call.state() > 0 && row % call.stateRows() == 0) {
            grow(call.state());
          }
          for (RowRead read : call.reads()) {
            if (read.rowOf(row) >= 0) {
              need(read.store(), read.rowOf(row));
            }
          }
          boolean ends = i == call.inputRows() - 1;
          if (ends) {
            begin(position, call, image);
            done[position]++;
          }
          fed[position]++;
          if (ends) {
            complete(position, call, row, image + 1, 0);
          } else {
            listener.event(position, row);
            call.reads().forEach(read -> forget(read.store()));
          }
        }
        if ((image + 1) * call.inputRows() % call.stateRows() == 0) {
          live -= call.state();
        }
      }
      case WHOLE -> {
        for (RowRead read : call.reads()) {
          need(read.store(), model.stores().get(read.store()).rows() - 1);
        }
        begin(position, call, 0);
        done[position] = call.rows();
        complete(position, call, 0, call.rows(), call.scratch());
      }
    }
  }

  private void needWindow(RowRead read, int row) {
    if (read.isAll()) {
      need(read.store(), model.stores().get(read.store()).rows() - 1);
      return;
    }
    for (int tap = 0; tap < read.taps(); tap++) {
      int needed = read.row(row, tap);
      if (needed >= 0) {
        need(read.store(), needed);
      }
    }
  }

  /** What a call writes in parts is there, as memory, from its first row on. */
  private void begin(int position, Call call, int row) {
    for (int store : call.writes()) {
      Store it = model.stores().get(store);
      if (!it.rowwise() && row == 0) {
        grow(it.bytes());
      }
    }
  }

  /**
   * The event itself: results appear, working memory comes and goes, what nobody needs any more is
   * forgotten.
   */
  private void complete(int position, Call call, int row, int rowsDone, long scratch) {
    int taken = takeOver(position, call);
    long grown = 0;
    for (int store : call.writes()) {
      Store it = model.stores().get(store);
      int now =
          it.rowwise()
              ? (call.mode() == Mode.WHOLE ? it.rows() : it.rowsOf(rowsDone))
              : done[position] == call.rows() ? 1 : 0;
      grown += it.rowwise() ? (long) (now - produced[store]) * it.rowBytes() : 0;
      produced[store] = now;
    }
    grow(grown + scratch);
    live -= scratch;
    listener.event(position, row);
    for (RowRead read : call.reads()) {
      if (read.store() != taken) {
        forget(read.store());
      }
    }
    for (int store : call.writes()) {
      forget(store);
    }
  }

  /** Frees the row whose memory the result takes over, before the result is counted. */
  private int takeOver(int position, Call call) {
    for (int store : call.takeovers()) {
      int before = freed[store];
      forget(store);
      if (freed[store] == before + 1
          || call.mode() == Mode.WHOLE && freed[store] == produced[store]) {
        return store;
      }
      // Not the one row that the result replaces: put it back, it dies after the event.
      live += (long) (freed[store] - before) * model.stores().get(store).rowBytes();
      freed[store] = before;
    }
    return -1;
  }

  private void grow(long bytes) {
    live += bytes;
    peak = Math.max(peak, live);
    if (live > limit) {
      throw new OverLimit();
    }
  }

  /** Forgets the rows that nobody will ask for again. */
  private void forget(int store) {
    Store it = model.stores().get(store);
    if (it.kept()) {
      return;
    }
    int until = Math.min(produced[store], end[store]);
    until = Math.min(until, model.lowest(store, last + 1));
    for (int reader : model.readers(store)) {
      if (until <= freed[store]) {
        return;
      }
      if (isInside(reader)) {
        until = Math.min(until, lowest(reader, store));
      }
    }
    if (until > freed[store]) {
      live -= (long) (until - freed[store]) * it.rowBytes();
      freed[store] = until;
    }
  }

  /** The lowest row of a store that a call may still ask for. */
  private int lowest(int position, int store) {
    Call call = model.calls().get(position);
    if (done[position] >= call.rows()) {
      return Integer.MAX_VALUE;
    }
    int lowest = Integer.MAX_VALUE;
    for (RowRead read : call.reads()) {
      if (read.store() == store) {
        boolean fed = call.mode() == Mode.ACCUMULATE;
        int from = fed ? read.rowFrom(this.fed[position]) : read.lowest(done[position]);
        lowest = Math.min(lowest, from);
      }
    }
    return lowest;
  }
}
