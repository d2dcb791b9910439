package thimble.targets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import thimble.ir.Code;
import thimble.ir.ThimbleException;

/** All boards: whatever lies in the resource directory {@code boards}. */
public final class Boards {
  private static final String SUFFIX = ".yaml";
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

  private static String hint(String name) {
    List<String> near = NearNames.of(name, BY_NAME.keySet());
    return near.isEmpty()
        ? "thimble targets lists them"
        : near.stream().map(n -> "\"" + n + "\"").collect(Collectors.joining(" or "))
            + "; thimble targets lists all";
  }

  private static Map<String, Board> load() {
    URL directory = Boards.class.getResource("boards/host" + SUFFIX);
    if (directory == null) {
      throw new IllegalStateException("the board files are missing from this build");
    }
    try {
      URI uri = directory.toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Path.of(uri).getParent());
      }
      String jar = uri.getRawSchemeSpecificPart();
      Path file = Path.of(URI.create(jar.substring(0, jar.indexOf("!/"))));
      try (FileSystem inside = FileSystems.newFileSystem(file)) {
        return read(inside.getPath(jar.substring(jar.indexOf("!/") + 1)).getParent());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Board> read(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(entry -> entry.toString().endsWith(SUFFIX)).sorted().toList();
    }
    Map<String, Board> boards = new TreeMap<>();
    for (Path file : files) {
      String fileName = file.getFileName().toString();
      String name = fileName.substring(0, fileName.length() - SUFFIX.length());
      boards.put(name, BoardFile.parse(name, Files.readString(file)));
    }
    return boards;
  }
}
