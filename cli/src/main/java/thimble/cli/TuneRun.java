package thimble.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.frontend.quantize.Quantizer;
import thimble.tune.Job;
import thimble.tune.Journal;
import thimble.tune.Space;
import thimble.tune.TrialResult;
import thimble.tune.Tuner;
import thimble.tune.Workbench;
import thimble.tune.engine.Engine;
import thimble.tune.engine.EngineException;

/**
 * A search that was made.
 *
 * @param known how many of its trials the journal knew before
 * @param where what the trials ran on
 */
record TuneRun(
    Workbench bench, Tuner.Plan plan, List<TrialResult> results, int known, String where) {
  TuneRun {
    results = List.copyOf(results);
  }

  static TuneRun of(TuneOptions options, Job job, Consumer<String> progress) {
    Space space = job.space();
    Journal journal = options.journal == null ? Journal.none() : Journal.open(options.journal, job);
    Path store = Scratch.directory();
    try {
      Workbench bench = Workbench.open(job, store, progress);
      Tuner.Problem problem = new Tuner.Problem(bench.floatScore(), bench.traits(), options.others);
      Tuner.Plan plan = options.plan().withProblem(problem);
      bench.begin(journal);
      try (Engine engine = TuneEngines.open(options, job, bench)) {
        Tuner tuner = new Tuner(space, plan, journal, progress);
        List<TrialResult> results = tuner.run(engine);
        return new TuneRun(bench, plan, results, tuner.known(), engine.description());
      } catch (EngineException e) {
        throw TuneEngines.failed(e);
      }
    } finally {
      Scratch.delete(store);
    }
  }

  TrialResult best() {
    return Tuner.best(results);
  }

  Quantizer quantizer() {
    return bench.quantizer();
  }

  /** What the best configuration is. */
  QuantizeOptions options() {
    return bench.options(best().trial());
  }
}
