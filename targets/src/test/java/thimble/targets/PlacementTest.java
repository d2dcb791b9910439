package thimble.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.targets.Board.Content;

class PlacementTest {
  @ParameterizedTest
  @CsvSource({
    "mps2-an386, 100000, 100000, CODE, RAM",
    "mps2-an386, 4100000, 100000, PSRAM, RAM",
    "mps2-an386, 4100000, 4500000, PSRAM, PSRAM",
    "mps3-an547, 300000, 2600000, ITCM, DDR",
    "mps3-an547, 3500000, 2600000, DDR, DDR",
    "netduinoplus2, 300000, 100708, FLASH, RAM",
    "nucleo-h743zi, 300000, 100000, FLASH, DTCM",
    "nucleo-h743zi, 300000, 200000, FLASH, AXI",
    "stm32vldiscovery, 120000, 6000, FLASH, RAM"
  })
  void everyPartGoesWhereItFirstFits(
      String board, long weights, long arena, String weightsRegion, String arenaRegion) {
    Placement placement = Placement.choose(Boards.find(board), weights, arena);
    assertThat(placement.region(Content.WEIGHTS).name()).isEqualTo(weightsRegion);
    assertThat(placement.region(Content.ARENA).name()).isEqualTo(arenaRegion);
  }

  @Test
  void weightsAndArenaInOneRegionMustFitTogether() {
    Board board = Boards.find("mps2-an386");
    long most = board.memory("PSRAM").bytes() - Placement.GUARD_BYTES;
    assertThat(Placement.choose(board, 5_000_000, most - 5_000_000).region(Content.ARENA).name())
        .isEqualTo("PSRAM");
    assertThat(refusal(board, 5_000_000, most - 5_000_000 + 1)).isEqualTo(Code.T0401);
  }

  @Test
  void theLargestArenaFitsAndOneByteMoreDoesNot() {
    for (Board board : Boards.all()) {
      if (!board.isHost()) {
        assertThat(Placement.choose(board, 0, board.arenaBytes()).region(Content.ARENA))
            .isNotNull();
        assertThat(refusal(board, 0, board.arenaBytes() + 1)).isEqualTo(Code.T0401);
      }
    }
  }

  @Test
  void aRefusalSaysTheNumbers() {
    Board board = Boards.find("stm32vldiscovery");
    ThimbleException error =
        catchThrowableOfType(ThimbleException.class, () -> Placement.choose(board, 200_000, 1000));
    assertThat(error)
        .hasMessage(
            """
            error[T0402]: weights of 200,000 bytes do not fit the board
              at: target stm32vldiscovery
              why: FLASH has 131,072 bytes, of which 129,024 are left
              try: a smaller model, int8 weights, or a target with more flash (thimble targets)""");
  }

  private static Code refusal(Board board, long weights, long arena) {
    return catchThrowableOfType(
            ThimbleException.class, () -> Placement.choose(board, weights, arena))
        .diagnostics()
        .get(0)
        .code();
  }
}
