package thimble.tune.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/** Threads of this process. */
public final class ThreadEngine implements Engine {
  private final IntFunction<String> runner;
  private final int threads;
  private final ExecutorService pool;

  /**
   * @param runner measures a trial; called by several threads at a time
   */
  public ThreadEngine(IntFunction<String> runner, int threads) {
    this.runner = runner;
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "trial");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void run(List<Integer> trials, BiConsumer<Integer, String> done) {
    List<Future<?>> running = new ArrayList<>();
    for (int trial : trials) {
      running.add(
          pool.submit(
              () -> {
                String result = runner.apply(trial);
                synchronized (done) {
                  done.accept(trial, result);
                }
              }));
    }
    for (Future<?> each : running) {
      await(each);
    }
  }

  private static void await(Future<?> running) {
    try {
      running.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      } else if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted", e);
    }
  }

  @Override
  public String description() {
    return threads + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
