package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.run.Evaluator;

/** What runs of a sequence gave, beside what the model gives for whole windows of their frames. */
public final class Windows {
  private final Sequence sequence;
  private final List<List<TensorData>> arguments;
  private final List<List<TensorData>> results;

  /**
   * A result of a window.
   *
   * @param from the window's first frame
   * @param result its number
   * @param actual of the runs
   * @param expected of the model
   */
  public record Pair(int from, int result, TensorData actual, TensorData expected) {}

  /**
   * @param arguments by run since the reset, for each argument of the sequence's graph
   * @param results by run, for each of its results
   */
  public Windows(
      Sequence sequence, List<List<TensorData>> arguments, List<List<TensorData>> results) {
    this.sequence = sequence;
    this.arguments = List.copyOf(arguments);
    this.results = List.copyOf(results);
  }

  /**
   * All results of some windows, the first one among them. Where a layer is recurrent, of that one
   * alone: later ones begin with what the layer remembers.
   *
   * @param most so many windows at most
   */
  public List<Pair> pairs(int most) {
    int last = arguments.size() * sequence.frames() - sequence.window();
    List<Integer> starts = new ArrayList<>();
    for (int from = 0; from <= (sequence.recurrent().isEmpty() ? last : Math.min(0, last)); ) {
      int start = from++;
      if (sequence.inputs().stream()
          .anyMatch(input -> input.isSequence() && start % input.framesPerRow() != 0)) {
        continue;
      }
      if (sequence.results().stream().anyMatch(result -> isThere(result, start))) {
        starts.add(start);
      }
    }
    List<Pair> pairs = new ArrayList<>();
    int step = Math.max(1, starts.size() / Math.max(1, most));
    for (int i = 0; i < starts.size(); i += step) {
      add(starts.get(i), pairs);
    }
    return pairs;
  }

  private void add(int from, List<Pair> pairs) {
    List<TensorData> window = new ArrayList<>();
    for (int i = 0; i < sequence.inputs().size(); i++) {
      window.add(frames(i, from));
    }
    List<TensorData> expected = Evaluator.outputs(sequence.batch(), window);
    for (int i = 0; i < sequence.results().size(); i++) {
      Sequence.Result result = sequence.results().get(i);
      int output = sequence.batch().outputs().indexOf(sequence.batch().results().get(i));
      TensorData whole = expected.get(output);
      if (isThere(result, from)) {
        pairs.add(new Pair(from, i, actual(i, from, whole), whole));
      }
    }
  }

  /** Whether runs gave a result of the window that begins with a frame. */
  private boolean isThere(Sequence.Result result, int from) {
    if (result.kind() == Sequence.Kind.STATE && from > 0) {
      return false;
    }
    boolean meets =
        result.kind() == Sequence.Kind.WINDOW
            ? (from + sequence.window() + result.lag()) % sequence.frames() == 0
            : from % result.framesPerRow() == 0;
    return meets && lastRun(result, from) < results.size();
  }

  /** The run that gives the last of a window's results. */
  private int lastRun(Sequence.Result result, int from) {
    if (result.kind() == Sequence.Kind.WINDOW) {
      return (from + sequence.window() + result.lag()) / sequence.frames() - 1;
    }
    int end = from + result.rows() * result.framesPerRow() + result.lag();
    return (end + sequence.frames() - 1) / sequence.frames() - 1;
  }

  private TensorData actual(int number, int from, TensorData expected) {
    Sequence.Result result = sequence.results().get(number);
    int last = lastRun(result, from);
    if (result.kind() != Sequence.Kind.ROWS) {
      return results.get(last).get(number);
    }
    int each = result.framesPerRow();
    int row = expected.count() / result.rows();
    int newRows = sequence.frames() / each;
    // Row 0 of the first run's result is so many rows before the sequence.
    int first = from / each + result.lag() / each;
    TensorData rows = TensorData.allocate(expected.element(), expected.count());
    for (int i = 0; i < result.rows(); i++) {
      TensorData run = results.get((first + i) / newRows).get(number);
      System.arraycopy(run.array(), (first + i) % newRows * row, rows.array(), i * row, row);
    }
    return rows;
  }

  /** A window's frames of one argument; of one that is no sequence what the first run took. */
  private TensorData frames(int argument, int from) {
    Sequence.Input input = sequence.inputs().get(argument);
    if (!input.isSequence()) {
      return arguments.get(0).get(argument);
    }
    Port port = sequence.batch().arguments().get(argument);
    TensorType type = port.value().type();
    TensorData data = TensorData.allocate(type.element(), type.count());
    int row = type.count() / (sequence.window() / input.framesPerRow());
    int at = from / input.framesPerRow() * row;
    for (int i = 0; i < data.count(); ) {
      int each = arguments.get(0).get(argument).count();
      TensorData part = arguments.get((at + i) / each).get(argument);
      int count = Math.min(each - (at + i) % each, data.count() - i);
      System.arraycopy(part.array(), (at + i) % each, data.array(), i, count);
      i += count;
    }
    return data;
  }
}
