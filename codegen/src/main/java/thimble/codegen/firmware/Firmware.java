package thimble.codegen.firmware;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thimble.codegen.SourceTree;
import thimble.codegen.Templates;
import thimble.targets.Board;
import thimble.targets.Placement;
import thimble.targets.Toolchain;

/**
 * The program around a network: {@code main.c}, which runs and measures it, the port to the board
 * or the host, and the Makefile.
 */
public final class Firmware {
  private static final String DIRECTORY = "firmware/";

  private Firmware() {}

  /**
   * A generated network as the program sees it.
   *
   * @param net prefix of its functions; {@code <net>.h} and {@code <net>_layers.h} declare it
   * @param upper prefix of its macros
   * @param sources its C files, relative to the project's directory
   */
  public record Network(String net, String upper, int inputs, int outputs, List<String> sources) {
    public Network {
      sources = List.copyOf(sources);
    }
  }

  /**
   * The project with its program.
   *
   * @param tree the network's files
   * @param head lines at the head of every file
   */
  public static SourceTree addTo(
      SourceTree tree, List<String> head, Network network, Placement placement) {
    Board board = placement.board();
    List<String> sources = new ArrayList<>(network.sources());
    SourceTree project =
        tree.with(DIRECTORY + "port.h", Templates.render("firmware/port.h.ftl", new PortText(head)))
            .with(
                DIRECTORY + "main.c",
                Templates.render("firmware/main.c.ftl", mainText(head, network, board)));
    sources.add(DIRECTORY + "main.c");
    if (board.isHost()) {
      sources.add(DIRECTORY + "port_host.c");
      project =
          project.with(
              DIRECTORY + "port_host.c",
              Templates.render("firmware/port_host.c.ftl", new PortText(head)));
    } else {
      BoardText text = BoardText.of(head, placement);
      for (String name : List.of("port_cortexm.c", "startup.c", "link.ld")) {
        project =
            project.with(DIRECTORY + name, Templates.render("firmware/" + name + ".ftl", text));
      }
      sources.add(DIRECTORY + "port_cortexm.c");
      sources.add(DIRECTORY + "startup.c");
    }
    return project.with(
        "Makefile",
        Templates.render("firmware/Makefile.ftl", MakefileText.of(head, board, sources)));
  }

  /** The file that {@code make} leaves in the build directory. */
  public static String programName(Board board) {
    return board.isHost() ? "program" : "program.elf";
  }

  private static MainText mainText(List<String> head, Network network, Board board) {
    return new MainText(
        head,
        board.name(),
        network.net(),
        network.upper(),
        IntStream.range(0, network.inputs()).boxed().toList(),
        IntStream.range(0, network.outputs()).boxed().toList(),
        Placement.GUARD_BYTES / 2,
        board.isHost() ? "" : " __attribute__((section(\"" + Toolchain.ARENA_SECTION + "\")))");
  }
}
