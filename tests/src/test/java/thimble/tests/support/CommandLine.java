package thimble.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  /**
   * Runs a command in a process of its own.
   *
   * @param options for the Java machine
   * @param environment variables to set
   */
  public static Outcome runApart(
      List<String> options, Map<String, String> environment, List<String> arguments) {
    Programs.Outcome outcome =
        Programs.run(
            Path.of("").toAbsolutePath(),
            environment,
            Programs.words(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "-XX:+UseSerialGC",
                options,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                arguments));
    return new Outcome(outcome.status(), outcome.output());
  }

  public static Outcome run(String... arguments) {
    return run(List.of(arguments));
  }
}
