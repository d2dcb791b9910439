package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import thimble.planner.RowModel.Call;
import thimble.planner.RowModel.Mode;
import thimble.planner.RowModel.Store;

/**
 * The schedule of all stages as one sequence of events, and from it when each row is written and
 * when it is read last.
 */
final class RowLives {
  /**
   * One step in the plan's time.
   *
   * @param call position in the order
   * @param row as {@link RowStreamRun.Listener} tells it; -1 for a call over its whole output
   * @param stage index of the stage it belongs to
   */
  record Event(int call, int row, int stage) {}

  private final RowModel model;
  private final List<Event> events = new ArrayList<>();

  /** By store and row: the step that writes it, -1 before the run. */
  private final int[][] written;

  private final int[][] read;

  /** By store: whether a kernel sees several of its rows at once. */
  private final boolean[] contiguous;

  /** By call: the step of the first row fed for each image, and of the last. */
  private final List<int[]> states = new ArrayList<>();

  RowLives(RowModel model, List<RowStages.Stage> stages) {
    this.model = model;
    int stores = model.stores().size();
    written = new int[stores][];
    read = new int[stores][];
    contiguous = new boolean[stores];
    for (int store = 0; store < stores; store++) {
      written[store] = new int[model.stores().get(store).rows()];
      read[store] = new int[model.stores().get(store).rows()];
      Arrays.fill(
          written[store], model.stores().get(store).producer() < 0 ? -1 : Integer.MIN_VALUE);
      Arrays.fill(read[store], Integer.MIN_VALUE);
      // Callers see inputs and outputs as one piece.
      Store it = model.stores().get(store);
      contiguous[store] =
          !it.rowwise() || it.kept() || it.producer() < 0 || model.isSeenAsPiece(store);
    }
    for (int i = 0; i < stages.size(); i++) {
      RowStages.Stage stage = stages.get(i);
      int index = i;
      if (stage.streamed()) {
        RowStreamRun.peak(
            model,
            stage.first(),
            stage.last(),
            Long.MAX_VALUE,
            (call, row) -> events.add(new Event(call, row, index)));
      } else if (isEdge(stage.first())) {
        for (int row = 0; row < model.calls().get(stage.first()).rows(); row++) {
          events.add(new Event(stage.first(), row, i));
        }
      } else {
        events.add(new Event(stage.first(), -1, i));
      }
    }
    for (int step = 0; step < events.size(); step++) {
      run(step, events.get(step));
    }
    settle();
  }

  /** Rows come and go one by one, inside of streams and outside. */
  private boolean isEdge(int call) {
    Mode mode = model.calls().get(call).mode();
    return mode == Mode.RECEIVE || mode == Mode.DELIVER;
  }

  List<Event> events() {
    return events;
  }

  int written(int store, int row) {
    return written[store][row];
  }

  /** The last step that needs a row; never before it is written. */
  int read(int store, int row) {
    return read[store][row];
  }

  boolean isContiguous(int store) {
    return contiguous[store];
  }

  /** Triples of call, first step and last step during which an accumulation keeps its state. */
  List<int[]> states() {
    return states;
  }

  private void run(int step, Event event) {
    Call call = model.calls().get(event.call());
    if (event.row() < 0 || call.mode() == Mode.WHOLE) {
      for (RowRead one : call.reads()) {
        readAll(one.store(), step);
        contiguous[one.store()] = true;
      }
      for (int store : call.writes()) {
        writeAll(store, step);
        contiguous[store] |= call.mode() == Mode.WHOLE || event.row() < 0;
      }
    } else if (call.mode() == Mode.ACCUMULATE) {
      feed(step, event, call);
    } else {
      for (RowRead one : call.reads()) {
        readRows(one, event.row(), step);
      }
      for (int store : call.writes()) {
        if (model.stores().get(store).rowwise()) {
          Store it = model.stores().get(store);
          int row = event.row() - it.firstRow();
          if (row >= 0 && row < it.rows()) {
            written[store][row] = step;
          }
        } else if (event.row() == 0) {
          written[store][0] = step;
        }
        if (!model.stores().get(store).rowwise()) {
          // Its later rows are written later: until then nothing else may lie there.
          read[store][0] = Math.max(read[store][0], step);
        }
      }
    }
  }

  private void feed(int step, Event event, Call call) {
    for (RowRead one : call.reads()) {
      int row = one.rowOf(event.row());
      if (row >= 0) {
        read[one.store()][row] = Math.max(read[one.store()][row], step);
      }
    }
    int image = event.row() / call.inputRows();
    int within = event.row() % call.inputRows();
    if (event.row() % call.stateRows() == 0) {
      states.add(new int[] {event.call(), step, step});
    }
    int[] state =
        states.stream().filter(s -> s[0] == event.call()).reduce((a, b) -> b).orElseThrow();
    state[2] = step;
    if (within == call.inputRows() - 1) {
      for (int to : call.writes()) {
        Store it = model.stores().get(to);
        if (it.rowwise()) {
          if (image >= it.firstRow() && image < it.firstRow() + it.rows()) {
            written[to][image - it.firstRow()] = step;
          }
        } else {
          written[to][0] = written[to][0] == Integer.MIN_VALUE ? step : written[to][0];
          read[to][0] = Math.max(read[to][0], step);
        }
      }
    }
  }

  private void readRows(RowRead one, int row, int step) {
    if (one.isAll()) {
      readAll(one.store(), step);
      contiguous[one.store()] |= one.isPiece();
      return;
    }
    for (int tap = 0; tap < one.taps(); tap++) {
      int needed = one.row(row, tap);
      if (needed >= 0) {
        read[one.store()][needed] = Math.max(read[one.store()][needed], step);
      }
    }
  }

  private void readAll(int store, int step) {
    for (int row = 0; row < read[store].length; row++) {
      read[store][row] = Math.max(read[store][row], step);
    }
  }

  private void writeAll(int store, int step) {
    Arrays.fill(written[store], step);
  }

  /**
   * Results of the graph are read after the run; what nobody reads lives for the step that writes
   * it.
   */
  private void settle() {
    for (int store = 0; store < read.length; store++) {
      Store it = model.stores().get(store);
      for (int row = 0; row < read[store].length; row++) {
        read[store][row] =
            it.kept() ? events.size() : Math.max(read[store][row], written[store][row]);
      }
    }
  }
}
