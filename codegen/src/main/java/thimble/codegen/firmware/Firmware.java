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
   * @param pushes whether its inputs come by rows
   * @param delivered outputs whose rows go one by one
   * @param choice whether the first output is the index of a class
   * @param sources its C files, relative to the project's directory
   * @param cmsisNn whether some of its layers are calls of CMSIS-NN
   */
  public record Network(
      String net,
      String upper,
      int inputs,
      int outputs,
      boolean pushes,
      List<Integer> delivered,
      boolean choice,
      List<String> sources,
      boolean cmsisNn) {
    /** Inputs and outputs stand in the arena. */
    public Network(String net, String upper, int inputs, int outputs, List<String> sources) {
      this(net, upper, inputs, outputs, false, List.of(), false, sources, false);
    }

    public Network {
      delivered = List.copyOf(delivered);
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
    MainText main = mainText(head, network, board);
    PortText port = new PortText(head);
    SourceTree project = tree;
    project = with(project, sources, "main.c", main);
    project = with(project, sources, "hooks.h", main);
    project = with(project, sources, "hooks.c", main);
    project = with(project, sources, "console.h", port);
    project = with(project, sources, "console.c", port);
    project = with(project, sources, "port.h", port);
    if (board.isHost()) {
      project = with(project, sources, "port_host.c", port);
    } else {
      BoardText text = BoardText.of(head, placement);
      project = with(project, sources, "port_cortexm.c", text);
      project = with(project, sources, "startup.c", text);
      project = with(project, sources, "link.ld", text);
    }
    return project.with(
        "Makefile",
        Templates.render(
            "firmware/Makefile.ftl", MakefileText.of(head, board, sources, network.cmsisNn())));
  }

  private static SourceTree with(
      SourceTree project, List<String> sources, String name, Record model) {
    if (name.endsWith(".c")) {
      sources.add(DIRECTORY + name);
    }
    return project.with(DIRECTORY + name, Templates.render(DIRECTORY + name + ".ftl", model));
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
        network.pushes(),
        network.delivered(),
        network.choice(),
        Placement.GUARD_BYTES / 2,
        board.isHost() ? "" : " __attribute__((section(\"" + Toolchain.ARENA_SECTION + "\")))");
  }
}
