package thimble.tune.engine;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;

/**
 * Other processes, each a command that serves as a {@link Worker}: on this machine, or on another
 * one where the command is an ssh. A worker takes the next trial when it is done with one.
 */
public final class ProcessEngine implements Engine {
  private final List<WorkerProcess> workers = new ArrayList<>();
  private final String description;
  private final boolean whole;

  private ProcessEngine(String description, boolean whole) {
    this.description = description;
    this.whole = whole;
  }

  /**
   * @param commands one for each worker
   * @param sources where the job's files are, by their hash
   */
  public static ProcessEngine open(
      List<List<String>> commands, String job, Map<String, Path> sources) {
    return open(
        commands,
        job,
        sources,
        false,
        commands.size() + (commands.size() == 1 ? " process" : " processes"));
  }

  /** One command that spreads trials itself: it is given all at once. */
  public static ProcessEngine openDistributor(
      List<String> command, String job, Map<String, Path> sources, String description) {
    return open(List.of(command), job, sources, true, description);
  }

  private static ProcessEngine open(
      List<List<String>> commands,
      String job,
      Map<String, Path> sources,
      boolean whole,
      String description) {
    ProcessEngine engine = new ProcessEngine(description, whole);
    try {
      for (List<String> command : commands) {
        WorkerProcess worker = WorkerProcess.start(command);
        engine.workers.add(worker);
        worker.tell(job, sources);
      }
      // All of them get ready at the same time.
      engine.workers.forEach(WorkerProcess::awaitReady);
      return engine;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  @Override
  public void run(List<Integer> trials, BiConsumer<Integer, String> done) {
    if (whole) {
      workers.get(0).run(trials, done);
      return;
    }
    Queue<Integer> left = new ArrayDeque<>(trials);
    List<RuntimeException> failures = new ArrayList<>();
    while (!left.isEmpty()) {
      if (workers.isEmpty()) {
        throw failures.get(0);
      }
      List<Thread> threads = new ArrayList<>();
      for (WorkerProcess worker : List.copyOf(workers)) {
        Thread thread = new Thread(() -> serve(worker, left, done, failures), "worker");
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
      join(threads);
    }
  }

  private static void join(List<Thread> threads) {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted", e);
    }
  }

  /** A worker that fails is given up; what it was at goes to the others. */
  private void serve(
      WorkerProcess worker,
      Queue<Integer> left,
      BiConsumer<Integer, String> done,
      List<RuntimeException> failures) {
    for (Integer trial = next(left); trial != null; trial = next(left)) {
      try {
        worker.run(
            List.of(trial),
            (number, result) -> {
              synchronized (left) {
                done.accept(number, result);
              }
            });
      } catch (EngineException e) {
        synchronized (left) {
          failures.add(e);
          left.add(trial);
          workers.remove(worker);
        }
        worker.close();
        return;
      }
    }
  }

  private static Integer next(Queue<Integer> left) {
    synchronized (left) {
      return left.poll();
    }
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    workers.forEach(WorkerProcess::close);
  }
}
