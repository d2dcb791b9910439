package thimble.tune.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;

/**
 * The words that the asker and a worker exchange, a line each: they go through pipes, through ssh,
 * through anything that carries text.
 *
 * <pre>
 *   asker                                 worker
 *   job TEXT                              need HASH HASH ...   (what is not on its machine)
 *   file HASH BASE64  (pieces, in order)
 *   open                                  ready   or   failed TEXT
 *   run 3 17 4                            result 17 TEXT
 *                                         result 3 TEXT ...
 *   (end of input: the worker ends)
 * </pre>
 *
 * Texts are Base64 as well: no line is broken, whatever they hold.
 */
final class Wire {
  static final String JOB = "job";
  static final String NEED = "need";
  static final String FILE = "file";
  static final String OPEN = "open";
  static final String READY = "ready";
  static final String FAILED = "failed";
  static final String RUN = "run";
  static final String RESULT = "result";

  private static final int PIECE = 3 << 14;

  private Wire() {}

  static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String decode(String word) {
    return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
  }

  static void send(PrintStream out, String word, Object... more) {
    StringBuilder line = new StringBuilder(word);
    for (Object each : more) {
      line.append(' ').append(each);
    }
    out.print(line.append('\n'));
    out.flush();
  }

  static void sendFile(PrintStream out, String hash, Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] piece = stream.readNBytes(PIECE);
      do {
        send(out, FILE, hash, Base64.getEncoder().encodeToString(piece));
        piece = stream.readNBytes(PIECE);
      } while (piece.length > 0);
    }
  }

  /** Appends a piece to the file of that name; only names that are hashes are files. */
  static void receive(Path store, List<String> words) throws IOException {
    String hash = words.get(1);
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new EngineException("\"" + hash + "\" is no hash");
    }
    byte[] piece = words.size() < 3 ? new byte[0] : Base64.getDecoder().decode(words.get(2));
    Files.write(store.resolve(hash), piece, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
