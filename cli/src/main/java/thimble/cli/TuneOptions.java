package thimble.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thimble.sim.evaluate.Evaluation;
import thimble.tune.Tuner;

/** How the best way to quantize is searched for. */
final class TuneOptions {
  /** Where trials run. */
  enum Where {
    THREADS,
    PROCESSES,
    SPARK
  }

  @Option(
      names = "--tune",
      paramLabel = "N|all",
      description =
          "search for the best way to quantize in N trials (docs/tune.md); what other options choose is not searched")
  private String tune;

  @Option(
      names = "--tune-strategy",
      paramLabel = "xgboost|random|exhaustive",
      description = "how trials are chosen (default: xgboost)")
  private Tuner.Method method = Tuner.Method.XGBOOST;

  @Option(
      names = "--labels",
      paramLabel = "L.csv",
      description =
          "the right class of each sample, in the last column: trials are scored by accuracy, otherwise by agreement with"
              + " the float model")
  Path labels;

  @Option(
      names = "--judge",
      paramLabel = "class|reconstruction",
      description = "what labels are held against, as in evaluate")
  Evaluation.Judge judge = Evaluation.Judge.CLASS;

  @Option(
      names = "--tune-samples",
      paramLabel = "N",
      description =
          "score trials on at most N samples (default: all that --samples leaves over, or those that calibrate)")
  private Integer samples;

  @Option(
      names = "--tune-seed",
      paramLabel = "N",
      description = "other random choices (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--tune-round",
      paramLabel = "N",
      description =
          "trials that are chosen at once and can run side by side; part of the search, so that results do not depend on the"
              + " number of workers (default: ${DEFAULT-VALUE})")
  private int round = 4;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "keep what was measured there, a line for each trial; a search that was interrupted goes on from it")
  Path journal;

  @Option(
      names = "--tune-from",
      paramLabel = "FILE",
      description = "a journal of another network to learn from; may be given several times")
  List<Path> others = new ArrayList<>();

  @Option(
      names = "--engine",
      paramLabel = "threads|processes|spark",
      description =
          "where trials run: in this process, in other ones, or on Apache Spark (default: threads)")
  private Where engine;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "how many threads or processes (default: one for each processor)")
  private Integer workers;

  @Option(
      names = "--worker",
      paramLabel = "COMMAND",
      description =
          "a command that starts a worker, such as \"ssh other thimble worker\"; may be given several times")
  List<String> commands = new ArrayList<>();

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "of Apache Spark (default: ${DEFAULT-VALUE})")
  String master = "local[*]";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  boolean asked() {
    return tune != null;
  }

  Tuner.Plan plan() {
    return new Tuner.Plan(
        method, trials(), positive(round, "--tune-round"), seed, Tuner.Problem.UNKNOWN);
  }

  private int trials() {
    if (tune.equals("all")) {
      return Integer.MAX_VALUE;
    }
    if (!tune.matches("[0-9]{1,9}") || Integer.parseInt(tune) < 1) {
      throw usage("--tune takes a number of trials, or all, not \"" + tune + "\"");
    }
    return Integer.parseInt(tune);
  }

  /** 0 for all. */
  int samples() {
    return samples == null ? 0 : positive(samples, "--tune-samples");
  }

  Where engine() {
    if (engine != null) {
      return engine;
    }
    return commands.isEmpty() ? Where.THREADS : Where.PROCESSES;
  }

  int workers() {
    return workers == null
        ? Runtime.getRuntime().availableProcessors()
        : positive(workers, "--workers");
  }

  private int positive(int value, String option) {
    if (value < 1) {
      throw usage(option + " takes 1 or more");
    }
    return value;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
