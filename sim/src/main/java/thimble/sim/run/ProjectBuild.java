package thimble.sim.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thimble.codegen.firmware.Firmware;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.targets.Board;
import thimble.targets.Toolchain;
import thimble.targets.cmsisnn.CmsisNnLibrary;

/** Runs {@code make} in a generated project. */
final class ProjectBuild {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Pattern OVERFLOW =
      Pattern.compile("region [`']([A-Z0-9_]+)' overflowed by ([0-9]+) bytes");
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "(error:|ld: (?!warning).*[^:]$|undefined reference|multiple definition|No rule|No such file)");

  private ProjectBuild() {}

  /**
   * @return the program's file
   * @throws ThimbleException T0503 with the first complaint of the compiler; T0401, T0402 where the
   *     linker finds that the program does not fit
   */
  static Path build(Path project, Board board, Instrumentation instrumentation) {
    Tool.require("make");
    Tool.require(Toolchain.of(board).compiler());
    List<String> command = new ArrayList<>(List.of("make", "--no-print-directory", "-j2"));
    command.add("BUILD=" + instrumentation.directory());
    command.addAll(instrumentation.makeArguments());
    Tool.Outcome outcome = Tool.run(project, LIMIT, command);
    Path program =
        project.resolve(instrumentation.directory()).resolve(Firmware.programName(board));
    if (outcome.timedOut() || outcome.status() != 0 || !Files.exists(program)) {
      throw overflow(outcome.text(), board).orElseGet(() -> failure(outcome, board));
    }
    return program.toAbsolutePath();
  }

  private static Optional<ThimbleException> overflow(String text, Board board) {
    Matcher matcher = OVERFLOW.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    Board.Memory memory = board.memory(matcher.group(1));
    return Optional.of(
        new ThimbleException(
            memory.writable() ? Code.T0401 : Code.T0402,
            "the program does not fit the board",
            "target " + board.name(),
            String.format(
                Locale.ROOT,
                "%s has %,d bytes, %,d too few",
                memory.name(),
                memory.bytes(),
                Long.parseLong(matcher.group(2))),
            "a target with more memory (thimble targets)"));
  }

  private static ThimbleException failure(Tool.Outcome outcome, Board board) {
    if (outcome.text().contains("CMSIS_NN_DIR is to name")) {
      return new ThimbleException(
          Code.T0503,
          "CMSIS-NN is not where the project looks for it",
          "target " + board.name(),
          "the environment variable CMSIS_NN_DIR "
              + Optional.ofNullable(System.getenv("CMSIS_NN_DIR"))
                  .map(directory -> "is " + directory + ", which has no Include/arm_nnfunctions.h")
                  .orElse("is not set"),
          "git clone --branch "
              + CmsisNnLibrary.TAG
              + " https://github.com/ARM-software/CMSIS-NN, and set CMSIS_NN_DIR to that directory");
    }
    String why =
        outcome.timedOut()
            ? "it did not end within " + LIMIT.toMinutes() + " minutes"
            : outcome
                .text()
                .lines()
                .filter(line -> COMPLAINT.matcher(line).find())
                .findFirst()
                .map(line -> line.replaceFirst("^\\S*/ld: ", "ld: "))
                .orElseGet(() -> lastLine(outcome.text()));
    String hint =
        why.contains(".h: No such file") && !board.isHost()
            ? "apt-get install libnewlib-arm-none-eabi"
            : "make in the project's directory shows everything";
    return new ThimbleException(
        Code.T0503, "the generated project does not build", "target " + board.name(), why, hint);
  }

  private static String lastLine(String text) {
    return text.lines().reduce("", (last, line) -> line.isBlank() ? last : line);
  }
}
