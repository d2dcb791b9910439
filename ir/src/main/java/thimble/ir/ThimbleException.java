package thimble.ir;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Ends a stage with everything that was found wrong; the command line prints the diagnostics, never
 * a stack trace.
 */
public final class ThimbleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public ThimbleException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::text).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  public ThimbleException(Code code, String what, String where, String why, String hint) {
    this(List.of(new Diagnostic(code, what, where, why, hint)));
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** The exit code of the first problem. */
  public Code.Exit exit() {
    return diagnostics.get(0).code().exit();
  }
}
