package thimble.targets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import thimble.ir.Code;
import thimble.ir.ThimbleException;

/** All boards: whatever lies in the resource directory {@code boards}. */
public final class Boards {
  private static final Map<String, Board> BY_NAME = load();

  private Boards() {}

  /** In the order of {@code thimble targets}: the host, then what runs here, then the others. */
  public static List<Board> all() {
    return BY_NAME.values().stream()
        .sorted(
            Comparator.comparing((Board board) -> !board.isHost())
                .thenComparing(board -> !board.runsHere())
                .thenComparing(Board::name))
        .toList();
  }

  /**
   * The board of that name.
   *
   * @throws ThimbleException T0501, with names that are near
   */
  public static Board find(String name) {
    Board board = BY_NAME.get(name);
    if (board == null) {
      throw new ThimbleException(
          Code.T0501, "no target is called \"" + name + "\"", "", "", hint(name));
    }
    return board;
  }

  /** The computer at hand. */
  public static Board host() {
    return find("host");
  }

  private static String hint(String name) {
    List<String> names = new ArrayList<>(BY_NAME.keySet());
    Fpgas.all().forEach(fpga -> names.add(fpga.name()));
    List<String> near = NearNames.of(name, names);
    return near.isEmpty()
        ? "thimble targets lists them"
        : near.stream().map(n -> "\"" + n + "\"").collect(Collectors.joining(" or "))
            + "; thimble targets lists all";
  }

  private static Map<String, Board> load() {
    Map<String, Board> boards = new TreeMap<>();
    ResourceFiles.beside("boards/host.yaml")
        .forEach((name, text) -> boards.put(name, BoardFile.parse(name, text)));
    return boards;
  }
}
