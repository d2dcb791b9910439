package thimble.cli;

import java.io.PrintStream;
import java.util.function.Consumer;

/** Tells on standard error what is being done, in one line that rewrites itself on a terminal. */
final class Progress implements Consumer<String>, AutoCloseable {
  private final PrintStream out = System.err;
  private final boolean shown;
  private int width;

  /**
   * @param quiet nothing is told
   */
  Progress(boolean quiet) {
    shown = !quiet && System.console() != null;
  }

  @Override
  public synchronized void accept(String what) {
    if (shown) {
      String line = "  " + what + " ...";
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      out.flush();
      width = line.length();
    }
  }

  @Override
  public void close() {
    clear();
  }

  /** Clears the line, so that a report can begin. */
  synchronized void clear() {
    if (shown && width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      out.flush();
      width = 0;
    }
  }
}
