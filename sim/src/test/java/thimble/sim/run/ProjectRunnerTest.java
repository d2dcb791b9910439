package thimble.sim.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.sim.run.FakeProject.Action;
import thimble.targets.Board;
import thimble.targets.Boards;

class ProjectRunnerTest {
  /** One for the class: what one test has built, the next need not. */
  @TempDir static Path directory;

  static List<String> boardsHere() {
    return Boards.all().stream().filter(Board::runsHere).map(Board::name).toList();
  }

  static Stream<String> emulated() {
    return boardsHere().stream().filter(name -> !name.equals("host"));
  }

  @ParameterizedTest
  @MethodSource("boardsHere")
  void resultsComeBackInOrderOnEveryBoard(String board) throws IOException {
    RunReport report =
        runner(board)
            .run(
                inferences(Action.COUNT, 10, 77, 1000),
                Optional.of(new byte[] {4, 7, 4}),
                Instrumentation.NONE);
    ByteBuffer outputs = ByteBuffer.wrap(report.outputs()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(report.inferences()).isEqualTo(3);
    for (int amount : List.of(10, 77, 1000)) {
      byte[] scores = new byte[8];
      outputs.get(scores);
      assertThat(scores).containsExactly(8, 8, 8, 8, 12, 8, 8, 8);
      assertThat(outputs.getInt()).isEqualTo(amount);
    }
    assertThat(outputs.hasRemaining()).isFalse();
    assertThat(report.correct()).hasValue(2);
    assertThat(report.trace()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("emulated")
  void instructionsAreCountedToATickAndTheSameEveryTime(String board) throws IOException {
    long less = 1000;
    long more = 101_000;
    byte[] inputs = inferences(Action.COUNT, less, more, less);
    RunReport.Instructions counted = run(board, inputs).instructions().orElseThrow();
    assertThat((double) (counted.most() - counted.least()))
        .isBetween(10 * (more - less) - tick(board), 10 * (more - less) + tick(board));
    // Around the loop are less than 200 instructions.
    assertThat(counted.first()).isBetween(10 * less, 10 * less + 200 + (long) tick(board));
    assertThat(run(board, inputs).instructions()).contains(counted);
  }

  @Test
  void theCounterMayWrapAroundInARun() throws IOException {
    // 2^24 ticks of this board are 100 million instructions.
    long turns = 25_000_000;
    RunReport report = run("netduinoplus2", inferences(Action.COUNT, turns));
    assertThat(report.instructions().orElseThrow().first()).isBetween(10 * turns, 10 * turns + 400);
  }

  @ParameterizedTest
  @MethodSource("emulated")
  void aProfileSharesTheInstructionsOutAmongTheLayers(String board) throws IOException {
    RunReport report =
        runner(board)
            .run(
                inferences(Action.COUNT, 1000, 2000, 3000),
                Optional.empty(),
                Instrumentation.PROFILE);
    assertThat(report.layers())
        .extracting(RunReport.Layer::name)
        .containsExactly("the loop", "act");
    assertThat((double) report.layers().get(0).instructions())
        .isBetween(20_000 - tick(board), 20_150 + tick(board));
    assertThat((double) report.layers().get(1).instructions()).isBetween(0.0, 50 + tick(board));
    RunReport plain = run(board, inferences(Action.COUNT, 1000));
    // What the hooks take is measured beforehand and taken off: some instructions too much or too
    // few.
    assertThat((double) report.instructions().orElseThrow().first())
        .isBetween(
            plain.instructions().orElseThrow().first() - 2 * tick(board) - 50,
            plain.instructions().orElseThrow().first() + 2 * tick(board) + 50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "stm32vldiscovery"})
  void aTraceHasTheFirstOutputOfEveryLayer(String board) throws IOException {
    RunReport report =
        runner(board)
            .run(inferences(Action.COUNT, 3, 0x0A0B0C), Optional.empty(), Instrumentation.TRACE);
    assertThat(report.trace())
        .containsExactly(
            8, 8, 8, 8, 12, 8, 8, 8, 3, 0, 0, 0, //
            8, 8, 8, 8, 12, 8, 8, 8, 12, 11, 10, 0);
  }

  /** Vector units that flush subnormal numbers to zero would give another result than the JVM. */
  @ParameterizedTest
  @MethodSource("boardsHere")
  void smallFloatsAreNotLost(String board) throws IOException {
    int index = 6;
    RunReport report = run(board, inferences(Action.SMALL_FLOATS, index));
    float product = 1.0e-20f * (index + 1) * 1.0e-20f;
    assertThat(product).isPositive();
    assertThat(ByteBuffer.wrap(report.outputs()).order(ByteOrder.LITTLE_ENDIAN).getFloat(8))
        .isEqualTo(product);
  }

  @ParameterizedTest
  @CsvSource({
    "host, 500, 501",
    "host, 999, 1000",
    "host, 20, 28",
    "mps2-an386, 500, 501",
    "mps3-an547, 999, 1000"
  })
  void theArenaMarkSeesAByteThatIsWrittenLikePaint(String board, int touched, int mark)
      throws IOException {
    RunReport report = run(board, inferences(Action.TOUCH, touched));
    assertThat(report.arenaBytes()).isEqualTo(FakeProject.ARENA_BYTES);
    assertThat(report.arenaTouchedBytes()).isEqualTo(mark);
  }

  @ParameterizedTest
  @MethodSource("emulated")
  void theStackMarkFollowsTheStack(String board) throws IOException {
    long little = run(board, inferences(Action.USE_STACK, 64)).stackBytes();
    long much = run(board, inferences(Action.USE_STACK, 512)).stackBytes();
    assertThat(little).isBetween(64L, 64L + 100);
    assertThat(much - little).isEqualTo(512 - 64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host | TOUCH_OUTSIDE | 0 | something was written outside the arena
          netduinoplus2 | TOUCH_OUTSIDE | 0 | something was written outside the arena
          host | READ_UNWRITTEN | 400 | the result depends on what the arena held before
          netduinoplus2 | READ_UNWRITTEN | 400 | the result depends on what the arena held before
          host | REFUSE | 0 | failed: refused
          netduinoplus2 | REFUSE | 0 | failed: refused
          netduinoplus2 | READ_NOWHERE | 0x60000000 | read or written where nothing is
          stm32vldiscovery | READ_NOWHERE | 0x20010000 | address 0x20010000
          netduinoplus2 | READ_NOWHERE | 0x60000000 | nothing is, at 0x0800
          mps2-an500 | UNDEFINED | 0 | undefined instruction
          mps3-an547 | UNDEFINED | 0 | undefined instruction
          stm32vldiscovery | USE_STACK | 7040 | the stack is full
          mps3-an547 | USE_STACK | 70000 | stack overflow
          """)
  void aBreakdownSaysWhatHappened(String board, Action action, String amount, String message)
      throws IOException {
    ThimbleException error = failure(board, inferences(action, Long.decode(amount)));
    assertThat(error.diagnostics().get(0).code()).isEqualTo(Code.T0601);
    assertThat(error).hasMessageContaining(message).hasMessageContaining("target " + board);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "netduinoplus2"})
  void inputsThatAreNotWholeInferencesAreRefused(String board) throws IOException {
    ThimbleException error = failure(board, new byte[15]);
    assertThat(error.diagnostics().get(0).code()).isEqualTo(Code.T0602);
    assertThat(error).hasMessageContaining("15 bytes, not a number of inferences of 16");
  }

  @Test
  void aProgramThatHangsIsEnded() throws IOException {
    ProjectRunner patient = runner("mps2-an386");
    ProjectRunner runner =
        new ProjectRunner(patient.project(), patient.board(), Duration.ofMillis(300));
    ThimbleException error =
        catchThrowableOfType(
            ThimbleException.class,
            () ->
                runner.run(
                    inferences(Action.COUNT, 0xFFFF_FFFFL),
                    Optional.empty(),
                    Instrumentation.NONE));
    assertThat(error).hasMessageContaining("did not end within");
  }

  @Test
  void aBoardThatIsNotEmulatedCannotRun() throws IOException {
    ThimbleException error = failure("nucleo-f411re", inferences(Action.COUNT, 1));
    assertThat(error.diagnostics().get(0).code()).isEqualTo(Code.T0603);
  }

  private static RunReport run(String board, byte[] inputs) throws IOException {
    return runner(board).run(inputs, Optional.empty(), Instrumentation.NONE);
  }

  private static ThimbleException failure(String board, byte[] inputs) {
    return catchThrowableOfType(ThimbleException.class, () -> run(board, inputs));
  }

  private static ProjectRunner runner(String board) throws IOException {
    Path project = directory.resolve(board);
    return Files.exists(project)
        ? new ProjectRunner(project, Boards.find(board))
        : FakeProject.in(Files.createDirectory(project), Boards.find(board));
  }

  private static double tick(String board) {
    return 1e9 / Boards.find(board).emulator().orElseThrow().timerHz() + 1;
  }

  private static byte[] inferences(Action action, long... amounts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long amount : amounts) {
      bytes.write(FakeProject.inference(action, amount));
    }
    return bytes.toByteArray();
  }
}
