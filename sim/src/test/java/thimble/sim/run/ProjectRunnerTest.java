package thimble.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.sim.run.FakeProject.Action;
import thimble.targets.Board;
import thimble.targets.Boards;

class ProjectRunnerTest {
  @TempDir Path directory;

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
  }

  @ParameterizedTest
  @MethodSource("emulated")
  void instructionsAreCountedToATickAndTheSameEveryTime(String name) throws IOException {
    Board board = Boards.find(name);
    ProjectRunner runner = runner(name);
    int least = 1000;
    int most = 101_000;
    byte[] inputs = inferences(Action.COUNT, least, most, least);
    RunReport report = runner.run(inputs, Optional.empty(), Instrumentation.NONE);
    RunReport.Instructions counted = report.instructions().orElseThrow();
    double tick = 1e9 / board.emulator().orElseThrow().timerHz();
    assertThat((double) counted.most() - counted.least())
        .isBetween(10.0 * (most - least) - tick - 1, 10.0 * (most - least) + tick + 1);
    // Around the loop are some 150 instructions more.
    assertThat(counted.first()).isBetween(10L * least, 10L * least + 300);
    RunReport again = runner.run(inputs, Optional.empty(), Instrumentation.NONE);
    assertThat(again.instructions()).isEqualTo(report.instructions());
  }

  private ProjectRunner runner(String board) throws IOException {
    return FakeProject.in(directory, Boards.find(board));
  }

  private static byte[] inferences(Action action, long... amounts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long amount : amounts) {
      bytes.write(FakeProject.inference(action, amount));
    }
    return bytes.toByteArray();
  }
}
