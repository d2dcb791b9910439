package thimble.sim.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.targets.Board;
import thimble.targets.Emulation;

/**
 * Builds a generated project and runs it: on this computer or in the emulator, whichever its board
 * is.
 *
 * @param project the directory with the Makefile
 * @param limit a guard against programs that hang, not a measurement
 */
public record ProjectRunner(Path project, Board board, Duration limit) {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int EXIT_FILES = 1;

  public ProjectRunner(Path project, Board board) {
    this(project, board, LIMIT);
  }

  /** Builds the program and tells its size; also for boards that cannot run here. */
  public Optional<ProgramSize> build() {
    return size(ProjectBuild.build(project, board, Instrumentation.NONE));
  }

  /**
   * @param inputs inferences one behind the other, each all inputs in order, nothing between them
   * @param labels where given: for each inference the right class, a byte or 32 bits each
   * @throws ThimbleException T0503 where a tool fails, T0401 and T0402 where the program does not
   *     fit, T0603 where the board cannot run here, T0601 where the program breaks down, T0602
   *     where the inputs are not whole inferences
   */
  public RunReport run(byte[] inputs, Optional<byte[]> labels, Instrumentation instrumentation) {
    if (!board.runsHere()) {
      throw new ThimbleException(
          Code.T0603,
          "programs for this board cannot run here",
          "target " + board.name(),
          "no emulator knows it",
          "thimble targets says which boards are emulated");
    }
    Path program = ProjectBuild.build(project, board, instrumentation);
    try {
      Path directory = Files.createTempDirectory("thimble");
      try {
        return run(program, directory, inputs, labels);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The program's files are those of its working directory, which is therefore its own.
  private RunReport run(Path program, Path directory, byte[] inputs, Optional<byte[]> labels)
      throws IOException {
    Files.write(directory.resolve("input.bin"), inputs);
    if (labels.isPresent()) {
      Files.write(directory.resolve("labels.bin"), labels.get());
    }
    List<String> command = new ArrayList<>();
    board.emulator().ifPresent(emulator -> command.addAll(Emulation.command(emulator)));
    command.add(program.toString());
    Tool.Outcome outcome = Tool.run(directory, limit, command);
    Console console = Console.of(outcome.text());
    if (outcome.timedOut() || outcome.status() != 0 || !console.has("done")) {
      throw breakdown(outcome, console);
    }
    return report(console, directory, size(program));
  }

  private static RunReport report(Console console, Path directory, Optional<ProgramSize> size)
      throws IOException {
    Path trace = directory.resolve("trace.bin");
    return new RunReport(
        Math.toIntExact(console.number("inferences", 0)),
        Files.readAllBytes(directory.resolve("output.bin")),
        Files.exists(trace) ? Files.readAllBytes(trace) : new byte[0],
        console
            .find("instructions")
            .map(
                words ->
                    new RunReport.Instructions(
                        Long.parseLong(words.get(1)),
                        Long.parseLong(words.get(3)),
                        Long.parseLong(words.get(5)))),
        size.isPresent() ? console.layers() : List.of(),
        console.number("arena", 0),
        console.number("arena", 2),
        console.number("stack", 0),
        console
            .find("correct")
            .map(words -> OptionalInt.of(Integer.parseInt(words.get(0))))
            .orElse(OptionalInt.empty()),
        size);
  }

  private Optional<ProgramSize> size(Path program) {
    try {
      return board.isHost() ? Optional.empty() : Optional.of(ProgramSize.of(program));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ThimbleException breakdown(Tool.Outcome outcome, Console console) {
    String why =
        outcome.timedOut()
            ? "it did not end within " + limit.toSeconds() + " s"
            : console.complaint().orElseGet(() -> lastWords(outcome, console));
    boolean files = outcome.status() == EXIT_FILES && console.complaint().isPresent();
    return new ThimbleException(
        files ? Code.T0602 : Code.T0601,
        files ? "the program refused its files" : "the program broke down",
        "target " + board.name(),
        why,
        "");
  }

  private static String lastWords(Tool.Outcome outcome, Console console) {
    String last = console.lines().isEmpty() ? "" : console.lines().get(console.lines().size() - 1);
    return "exit status " + outcome.status() + (last.isEmpty() ? "" : ", last words: " + last);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
