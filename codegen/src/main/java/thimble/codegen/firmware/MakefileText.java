package thimble.codegen.firmware;

import java.util.List;
import thimble.targets.Board;
import thimble.targets.Emulation;
import thimble.targets.Toolchain;
import thimble.targets.cmsisnn.CmsisNnLibrary;

/**
 * What the Makefile says.
 *
 * @param cmsisNn whether CMSIS-NN is built too
 * @param archiver the program that makes a library of its objects
 */
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
    String emulatorCommand,
    boolean cmsisNn,
    String archiver,
    String cmsisNnTag) {
  static MakefileText of(List<String> head, Board board, List<String> sources, boolean cmsisNn) {
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
        board.emulator().map(e -> String.join(" ", Emulation.command(e))).orElse(""),
        cmsisNn,
        toolchain.compiler().replaceAll("gcc$", "ar"),
        CmsisNnLibrary.TAG);
  }
}
