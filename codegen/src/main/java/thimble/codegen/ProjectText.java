package thimble.codegen;

import java.util.ArrayList;
import java.util.List;
import thimble.codegen.c.CText;
import thimble.codegen.c.NetworkCode;
import thimble.codegen.firmware.Firmware;
import thimble.targets.Board;
import thimble.targets.Toolchain;
import thimble.targets.cmsisnn.CmsisNnLibrary;

/**
 * What the files around a network say: the generated project's README and its CMake files.
 *
 * @param runCommand builds and runs the program; empty where it cannot run on this computer
 * @param cmakeArguments what {@code cmake} is told beside the directories
 * @param librarySources the network's C files
 * @param programSources the C files of the program around it
 * @param programName CMake's name of the program
 * @param cmsisNn whether some layers are calls of CMSIS-NN
 * @param cmsisNnTag the release of CMSIS-NN that was compared
 */
public record ProjectText(
    NetworkCode network,
    String boardTitle,
    String runCommand,
    String cmakeArguments,
    String compiler,
    String machineFlags,
    String compileFlags,
    String linkFlags,
    List<String> librarySources,
    List<String> programSources,
    String programName,
    boolean cmsisNn,
    String cmsisNnTag) {

  /**
   * @param files all files so far; the program's sources are those that lie in {@code firmware/}
   */
  static ProjectText of(NetworkCode network, Board board, SourceTree files) {
    Toolchain toolchain = Toolchain.of(board);
    List<String> link = new ArrayList<>(toolchain.link());
    if (!board.isHost()) {
      link.add("-T${CMAKE_CURRENT_SOURCE_DIR}/firmware/link.ld");
    }
    return new ProjectText(
        network,
        CText.comment(board.title()),
        board.runsHere() ? "make run" : "",
        board.isHost() ? "" : " -DCMAKE_TOOLCHAIN_FILE=firmware/toolchain.cmake",
        toolchain.compiler(),
        String.join(" ", toolchain.machine()),
        String.join(" ", toolchain.compile()),
        String.join(" ", link),
        sources(network),
        files.files().keySet().stream()
            .filter(path -> path.startsWith("firmware/") && path.endsWith(".c"))
            .toList(),
        Firmware.programName(board),
        network.usesCmsisNn(),
        CmsisNnLibrary.TAG);
  }

  static List<String> sources(NetworkCode network) {
    return List.of(network.net() + ".c", network.net() + "_weights.c", network.net() + "_layers.c");
  }
}
