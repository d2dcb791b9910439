package thimble.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Compilers and other programs that tests call. */
public final class Programs {
  /** What generated C must compile with, without a word. */
  public static final List<String> STRICT =
      List.of(
          "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-Wtrigraphs");

  private static final long GUARD_MINUTES = 10;

  private Programs() {}

  /**
   * @param output standard output and standard error
   */
  public record Outcome(int status, String output) {}

  /** Runs a program; a hanging one ends the test. */
  public static Outcome run(Path directory, Map<String, String> environment, List<String> command) {
    try {
      Path text = Files.createTempFile("program", ".txt");
      try {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).redirectOutput(text.toFile()).start();
        boolean ended = process.waitFor(GUARD_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("ended: %s", command).isTrue();
        return new Outcome(process.exitValue(), Files.readString(text, StandardCharsets.UTF_8));
      } finally {
        Files.delete(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a program that must succeed, and gives what it wrote. */
  public static String succeed(Path directory, List<String> command) {
    Outcome outcome = run(directory, Map.of(), command);
    assertThat(outcome.status()).as("%s%n%s", command, outcome.output()).isZero();
    return outcome.output();
  }

  public static String succeed(Path directory, String... command) {
    return succeed(directory, List.of(command));
  }

  /** One list of all parts, each a word or a list of words. */
  public static List<String> words(Object... parts) {
    List<String> words = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof Iterable<?> list && !(part instanceof Path)) {
        list.forEach(word -> words.add(word.toString()));
      } else {
        words.add(part.toString());
      }
    }
    return words;
  }
}
