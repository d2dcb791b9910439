package thimble.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import thimble.tune.Job;
import thimble.tune.JobFiles;
import thimble.tune.Workbench;
import thimble.tune.engine.Engine;
import thimble.tune.engine.ThreadEngine;
import thimble.tune.engine.Worker;

@Command(
    name = "worker",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = {
      "Runs trials of a search for somebody else (quantize --tune --worker): takes a job and trials on standard input, gives"
          + " results on standard output (docs/tune.md)."
    })
final class WorkerCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    PrintStream out = System.out;
    // Whatever else is printed must not come between results.
    System.setOut(System.err);
    Path store = Scratch.directory();
    try {
      Worker.serve(System.in, out, store, new Host(store));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Scratch.delete(store);
      System.setOut(out);
    }
    return 0;
  }

  private record Host(Path store) implements Worker.Host {
    @Override
    public List<String> missing(String job) {
      return JobFiles.missing(Job.parse(job));
    }

    @Override
    public Engine open(String job) {
      return new ThreadEngine(Workbench.open(Job.parse(job), store, stage -> {}).runner(), 1);
    }
  }
}
