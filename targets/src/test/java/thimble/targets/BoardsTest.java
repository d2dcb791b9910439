package thimble.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.Code;
import thimble.ir.ThimbleException;

class BoardsTest {
  @Test
  void allBoardsAreThereTheHostFirst() {
    assertThat(Boards.all())
        .extracting(Board::name)
        .containsExactly(
            "host",
            "microbit",
            "mps2-an385",
            "mps2-an386",
            "mps2-an500",
            "mps2-an505",
            "mps3-an547",
            "netduinoplus2",
            "stm32vldiscovery",
            "b-u585i-iot02a",
            "nucleo-f411re",
            "nucleo-h743zi",
            "nucleo-l4r5zi",
            "stm32f746g-disco");
  }

  @Test
  void aFileSaysWhatTheRecordHolds() {
    Board board = Boards.find("netduinoplus2");
    assertThat(board.core())
        .isEqualTo(
            new Board.Core(
                "cortex-m4",
                java.util.Optional.of("fpv4-sp-d16"),
                java.util.Set.of(Board.Feature.DSP, Board.Feature.FPU)));
    assertThat(board.memory("FLASH").origin()).isEqualTo(0x0800_0000L);
    assertThat(board.memory("FLASH").bytes()).isEqualTo(1 << 20);
    assertThat(board.memory("CCM").holds()).isEmpty();
    assertThat(board.emulator()).contains(new Board.Emulator("netduinoplus2", 168_000_000));
    assertThat(board.runsHere()).isTrue();
    assertThat(board.flashBytes()).isEqualTo(1 << 20);
    assertThat(board.ramBytes()).isEqualTo(128 << 10);
    assertThat(Boards.find("nucleo-h743zi").runsHere()).isFalse();
    assertThat(Boards.find("host").isHost()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "mps2-an368, mps2-an386",
    "an547, mps3-an547",
    "NUCLEO-H743ZI2, nucleo-h743zi",
    "stm32vldiscover, stm32vldiscovery"
  })
  void anUnknownTargetIsToldItsNeighbours(String wrong, String right) {
    ThimbleException error = catchThrowableOfType(ThimbleException.class, () -> Boards.find(wrong));
    assertThat(error.diagnostics()).hasSize(1);
    assertThat(error.diagnostics().get(0).code()).isEqualTo(Code.T0501);
    assertThat(error).hasMessageContaining(wrong).hasMessageContaining('"' + right + '"');
  }

  @Test
  void anUnknownTargetWithoutNeighboursIsToldWhereToLook() {
    ThimbleException error =
        catchThrowableOfType(ThimbleException.class, () -> Boards.find("toaster"));
    assertThat(error.diagnostics().get(0).hint()).isEqualTo("thimble targets lists them");
  }

  private static final String GOOD =
      """
      title: test
      core: {cpu: cortex-m4, fpu: fpv4-sp-d16, features: [dsp, fpu]}
      clockHz: 1000000
      memories:
        - {name: FLASH, origin: 0x0, bytes: 64K, writable: false, holds: [code, weights]}
        - {name: RAM, origin: 0x20000000, bytes: 0x4000, writable: true, holds: [data, stack, arena]}
      """;

  @Test
  void sizesMayBeHexOrCarryAUnit() {
    Board board = BoardFile.parse("x", GOOD);
    assertThat(board.memory("FLASH").bytes()).isEqualTo(65536);
    assertThat(board.memory("RAM").bytes()).isEqualTo(16384);
    assertThat(board.memory("RAM").origin()).isEqualTo(0x2000_0000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          clockHz: 1000000 | clockMHz: 1 | clockMHz
          title: test | # no title | a title is missing
          dsp, fpu | dsp, gpu | "gpu" is no feature
          bytes: 64K | bytes: 64KB | "64KB" is no number of bytes
          writable: true | writable: false | RAM holds data but is not writable
          data, stack, arena | data, stack | no region holds arena
          name: RAM | name: FLASH | two regions are called FLASH
          name: RAM | name: "RAM {" | "RAM {" is no name for a region
          origin: 0x20000000 | origin: 0xFFFFFFF0 | RAM does not lie in the 32-bit address space
          """)
  void aFileThatMakesNoSenseIsRefusedByName(String good, String bad, String message) {
    assertThat(GOOD).contains(good);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BoardFile.parse("x", GOOD.replace(good, bad)))
        .withMessageContaining("board x")
        .withMessageContaining(message);
  }
}
