package thimble.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import thimble.cli.Main;

/** The front door as a user meets it: arguments in, exit code and text out. */
public final class CommandLine {
  private CommandLine() {}

  /**
   * @param output what came on standard output and standard error
   */
  public record Outcome(int exit, String output) {
    /** This outcome, where the command succeeded; otherwise the test ends with what it said. */
    public Outcome requireSuccess() {
      assertThat(exit).as(output).isZero();
      return this;
    }
  }

  /** Runs a command in this process. */
  public static Outcome run(List<String> arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream capture = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    System.setOut(capture);
    System.setErr(capture);
    int exit;
    try {
      exit = Main.run(arguments.toArray(String[]::new));
    } finally {
      capture.flush();
      System.setOut(out);
      System.setErr(err);
    }
    return new Outcome(exit, bytes.toString(StandardCharsets.UTF_8));
  }

  public static Outcome run(String... arguments) {
    return run(List.of(arguments));
  }
}
