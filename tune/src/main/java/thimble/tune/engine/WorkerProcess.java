package thimble.tune.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** One worker, seen from the asker: a command that speaks {@link Wire} on its streams. */
final class WorkerProcess implements AutoCloseable {
  private static final int LAST_LINES = 20;
  private static final long PATIENCE_SECONDS = 20;

  private final Process process;
  private final BufferedReader in;
  private final PrintStream out;
  private final Deque<String> complaints = new ArrayDeque<>();

  private WorkerProcess(Process process) {
    this.process = process;
    this.in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.out = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8);
    Thread listener = new Thread(this::listen, "worker's complaints");
    listener.setDaemon(true);
    listener.start();
  }

  /**
   * @throws EngineException where it cannot be started
   */
  static WorkerProcess start(List<String> command) {
    try {
      return new WorkerProcess(new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw new EngineException("cannot start " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  /** What a worker says about itself is kept for when it fails. */
  private void listen() {
    try (BufferedReader errors =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        synchronized (complaints) {
          complaints.addLast(line);
          if (complaints.size() > LAST_LINES) {
            complaints.removeFirst();
          }
        }
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }

  /** Tells the job and sends what the worker's machine lacks. */
  void tell(String job, Map<String, Path> sources) {
    Wire.send(out, Wire.JOB, Wire.encode(job));
    List<String> answer = List.of(read(Wire.NEED).split(" "));
    try {
      for (String hash : answer.subList(1, answer.size())) {
        Wire.sendFile(out, hash, sources.get(hash));
      }
    } catch (IOException e) {
      throw new EngineException("cannot send a file: " + e.getMessage(), e);
    }
    Wire.send(out, Wire.OPEN);
  }

  void awaitReady() {
    read(Wire.READY);
  }

  /** Runs some trials and returns when all are done. */
  void run(List<Integer> trials, BiConsumer<Integer, String> done) {
    Wire.send(out, Wire.RUN, trials.toArray());
    for (int i = 0; i < trials.size(); i++) {
      String[] words = read(Wire.RESULT).split(" ");
      done.accept(Integer.valueOf(words[1]), Wire.decode(words[2]));
    }
  }

  private String read(String wanted) {
    try {
      String line = in.readLine();
      if (line == null) {
        process.waitFor(1, TimeUnit.SECONDS);
        throw new EngineException("a worker ended: " + complaints());
      } else if (line.startsWith(Wire.FAILED + " ")) {
        throw new EngineException(Wire.decode(line.split(" ")[1]));
      } else if (!line.split(" ")[0].equals(wanted)) {
        throw new EngineException("a worker said \"" + shortened(line) + "\" instead of " + wanted);
      }
      return line;
    } catch (IOException e) {
      throw new EngineException("a worker cannot be heard: " + complaints(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted", e);
    }
  }

  private static String shortened(String line) {
    return line.substring(0, Math.min(60, line.length()));
  }

  private String complaints() {
    synchronized (complaints) {
      return complaints.isEmpty() ? "it said nothing" : String.join("\n    ", complaints);
    }
  }

  @Override
  public void close() {
    out.close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
