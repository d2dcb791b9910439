package thimble.tune.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The other end of a {@link ProcessEngine}: takes a job and trials from a stream, gives results.
 */
public final class Worker {
  private Worker() {}

  /** What turns a job into an engine on the worker's side. */
  public interface Host {
    /** Hashes of the job's files that are not on this machine. */
    List<String> missing(String job);

    /**
     * @throws RuntimeException whose message is told to the asker
     */
    Engine open(String job);
  }

  /**
   * Serves until the stream ends.
   *
   * @param store where files are put that are sent, by their hash
   */
  public static void serve(InputStream in, PrintStream out, Path store, Host host)
      throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String job = "";
    Engine engine = null;
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        List<String> words = List.of(line.split(" "));
        switch (words.get(0)) {
          case Wire.JOB -> {
            job = Wire.decode(words.get(1));
            Wire.send(out, Wire.NEED, host.missing(job).toArray());
          }
          case Wire.FILE -> Wire.receive(store, words);
          case Wire.OPEN -> {
            engine = open(host, job, out);
            if (engine == null) {
              return;
            }
          }
          case Wire.RUN -> run(engine, words, out);
          default -> throw new EngineException("\"" + words.get(0) + "\" is no word of the wire");
        }
      }
    } finally {
      if (engine != null) {
        engine.close();
      }
    }
  }

  private static Engine open(Host host, String job, PrintStream out) {
    try {
      Engine engine = host.open(job);
      Wire.send(out, Wire.READY);
      return engine;
    } catch (RuntimeException e) {
      Wire.send(out, Wire.FAILED, Wire.encode(String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static void run(Engine engine, List<String> words, PrintStream out) {
    List<Integer> trials = new ArrayList<>();
    words.subList(1, words.size()).forEach(word -> trials.add(Integer.valueOf(word)));
    try {
      engine.run(
          trials, (trial, result) -> Wire.send(out, Wire.RESULT, trial, Wire.encode(result)));
    } catch (RuntimeException e) {
      Wire.send(out, Wire.FAILED, Wire.encode(String.valueOf(e.getMessage())));
    }
  }
}
