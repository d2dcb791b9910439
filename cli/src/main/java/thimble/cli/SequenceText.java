package thimble.cli;

import java.io.PrintWriter;
import java.util.List;
import thimble.ir.Diagnostic;
import thimble.ir.Port;
import thimble.ir.sequence.Sequence;

/** What a user must know of a model that takes frames. */
final class SequenceText {
  private static final int SHOWN = 6;

  private SequenceText() {}

  static void print(Sequence sequence, PrintWriter out) {
    long bytes = 0;
    for (Port state : sequence.graph().states()) {
      bytes += state.value().type().bytes();
    }
    out.printf(
        "sequence %d new frame(s) a run instead of a window of %d; %s B are kept between runs%n",
        sequence.frames(), sequence.window(), ReportText.number(bytes));
    out.printf(
        "         %s MACs a run, %s for the window; results end %d frame(s) before the newest one,"
            + " and stand for a whole window from run %d on%n",
        ReportText.number(sequence.graph().macs()),
        ReportText.number(sequence.batch().macs()),
        sequence.lag(),
        sequence.warmUp());
    if (!sequence.recurrent().isEmpty()) {
      out.printf(
          "         these layers carry a state from step to step, so that results are of all frames"
              + " since the reset: %s%n",
          names(sequence.recurrent()));
    }
    if (!sequence.padded().isEmpty()) {
      out.printf(
          "         not equal to the model at the edges of a window, where these layers pad along"
              + " time and a stream has frames: %s%n",
          names(sequence.padded()));
    }
    if (!sequence.whole().isEmpty()) {
      out.printf("         computed anew in each run: %s%n", names(sequence.whole()));
    }
  }

  private static String names(List<String> names) {
    List<String> shown =
        names.subList(0, Math.min(SHOWN, names.size())).stream().map(Diagnostic::clean).toList();
    return String.join(", ", shown)
        + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
  }
}
