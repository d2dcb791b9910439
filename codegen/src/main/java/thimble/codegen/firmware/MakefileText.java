package thimble.codegen.firmware;

import java.util.List;
import thimble.targets.Board;
import thimble.targets.Emulation;
import thimble.targets.Toolchain;

/** What the Makefile says. */
public record MakefileText(
    List<String> head,
    boolean host,
    boolean emulated,
    String unitName,
    String compiler,
    String machineFlags,
    String compileFlags,
    String warnings,
    String linkFlags,
    String programName,
    List<String> sources,
    String emulatorCommand) {
  static MakefileText of(List<String> head, Board board, List<String> sources) {
    Toolchain toolchain = Toolchain.of(board);
    return new MakefileText(
        head,
        board.isHost(),
        board.emulator().isPresent(),
        BoardText.unitName(board),
        toolchain.compiler(),
        String.join(" ", toolchain.machine()),
        String.join(" ", toolchain.compile()),
        String.join(" ", Toolchain.WARNINGS),
        String.join(" ", toolchain.link())
            + (board.isHost() ? "" : " -T firmware/link.ld -Wl,-Map=$(BUILD)/program.map"),
        Firmware.programName(board),
        sources,
        board.emulator().map(e -> String.join(" ", Emulation.command(e))).orElse(""));
  }
}
