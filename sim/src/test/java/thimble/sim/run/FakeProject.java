package thimble.sim.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import thimble.codegen.SourceTree;
import thimble.codegen.firmware.Firmware;
import thimble.targets.Board;
import thimble.targets.Placement;

/** The generated program around a network written by hand, whose second input says what it does. */
final class FakeProject {
  /** In the order of the C file's. */
  enum Action {
    COUNT,
    TOUCH,
    TOUCH_OUTSIDE,
    READ_UNWRITTEN,
    USE_STACK,
    READ_NOWHERE,
    REFUSE,
    UNDEFINED,
    SMALL_FLOATS
  }

  static final int ARENA_BYTES = 1000;

  private FakeProject() {}

  static SourceTree tree(Board board) throws IOException {
    return tree(board, 8, ARENA_BYTES);
  }

  /** Placed as if weights and arena had these sizes. */
  static SourceTree tree(Board board, long weightsBytes, long arenaBytes) throws IOException {
    SourceTree tree = new SourceTree(Map.of());
    for (String name : List.of("fake.h", "fake.c", "fake_layers.h", "fake_layers.c")) {
      tree = tree.with(name, resource(name));
    }
    return Firmware.addTo(
        tree,
        List.of("Generated for a test."),
        new Firmware.Network("fake", "FAKE", 2, 2, List.of("fake.c", "fake_layers.c")),
        Placement.choose(board, weightsBytes, arenaBytes));
  }

  /** A runner on a project written to a directory. */
  static ProjectRunner in(Path directory, Board board) throws IOException {
    tree(board).writeTo(directory);
    return new ProjectRunner(directory, board);
  }

  /** One inference's inputs: eight bytes 0 to 7, then what to do. */
  static byte[] inference(Action action, long amount) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 8; i++) {
      bytes.put((byte) i);
    }
    return bytes.putInt(action.ordinal()).putInt((int) amount).array();
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = FakeProject.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
