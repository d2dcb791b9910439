package thimble.tune.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A worker for tests, in a process of its own: gives trials back with the job and the file that it
 * was sent.
 */
final class EchoWorker {
  private EchoWorker() {}

  /**
   * @param arguments the store; then the trial at which it ends itself, or -1
   */
  public static void main(String... arguments) throws IOException {
    Path store = Path.of(arguments[0]);
    int fatal = Integer.parseInt(arguments[1]);
    Worker.serve(System.in, System.out, store, new Host(store, fatal));
  }

  private record Host(Path store, int fatal) implements Worker.Host {
    @Override
    public List<String> missing(String job) {
      return job.startsWith("file ") ? List.of(job.substring(5)) : List.of();
    }

    @Override
    public Engine open(String job) {
      if (job.equals("bad")) {
        throw new IllegalArgumentException("the job is bad\nin two lines");
      }
      return new ThreadEngine(trial -> run(job, trial), 2);
    }

    private String run(String job, int trial) {
      if (trial == fatal) {
        System.err.println("trial " + trial + " was too much");
        System.exit(1);
      }
      try {
        String sent =
            job.startsWith("file ") ? Files.size(store.resolve(job.substring(5))) + " bytes" : job;
        return trial + ": " + sent + "\nßü";
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
