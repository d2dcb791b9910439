package thimble.targets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolchainTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stm32vldiscovery | -mcpu=cortex-m3 -mthumb -mfloat-abi=soft
          netduinoplus2 | -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16
          nucleo-h743zi | -mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-d16
          b-u585i-iot02a | -mcpu=cortex-m33 -mthumb -mfloat-abi=hard -mfpu=fpv5-sp-d16
          mps3-an547 | -mcpu=cortex-m55+nomve.fp -mthumb -mfloat-abi=hard -mfpu=auto
          """)
  void theCoreDecidesTheMachineFlags(String board, String flags) {
    Toolchain toolchain = Toolchain.of(Boards.find(board));
    assertThat(toolchain.machine()).containsExactly(flags.split(" "));
    assertThat(toolchain.compiler()).isEqualTo("arm-none-eabi-gcc");
  }

  @ParameterizedTest
  @CsvSource({"host", "netduinoplus2", "mps3-an547"})
  void resultsDoNotDependOnTheCompilersLiberties(String board) {
    assertThat(Toolchain.of(Boards.find(board)).compile())
        .contains(
            "-ffp-contract=off",
            "-fwrapv",
            "-fno-strict-aliasing",
            "-fno-delete-null-pointer-checks");
  }
}
