package thimble.tune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import thimble.tune.engine.Engine;
import thimble.tune.search.Candidates;
import thimble.tune.search.Exhaustive;
import thimble.tune.search.Experience;
import thimble.tune.search.Observation;
import thimble.tune.search.RandomSearch;
import thimble.tune.search.Strategy;
import thimble.tune.search.Surrogate;

/** Runs a search: proposes trials in rounds, has them run, keeps the journal. */
public final class Tuner {
  /** How trials are chosen. */
  public enum Method {
    XGBOOST,
    RANDOM,
    EXHAUSTIVE
  }

  /**
   * How long and how.
   *
   * @param trials how many at most
   * @param round how many are chosen at once: as many can run side by side; a property of the
   *     search, not of the machine, or results would depend on it
   */
  public record Plan(Method method, int trials, int round, long seed, Problem problem) {
    public Plan withProblem(Problem other) {
      return new Plan(method, trials, round, seed, other);
    }
  }

  /**
   * What is searched for.
   *
   * @param real the float model's score
   * @param traits what kind of network it is
   * @param others journals of other networks, to learn from
   */
  public record Problem(double real, Map<String, Double> traits, List<Path> others) {
    /** Nothing known. */
    public static final Problem UNKNOWN = new Problem(0, Map.of(), List.of());

    public Problem {
      traits = Map.copyOf(traits);
      others = List.copyOf(others);
    }
  }

  private final Space space;
  private final Plan plan;
  private final Journal journal;
  private final Consumer<String> progress;
  private int known;

  public Tuner(Space space, Plan plan, Journal journal, Consumer<String> progress) {
    this.space = space;
    this.plan = plan;
    this.journal = journal;
    this.progress = progress;
  }

  /** What was tried, in the order in which it was chosen. */
  public List<TrialResult> run(Engine engine) {
    Strategy strategy = strategy();
    List<TrialResult> results = new ArrayList<>();
    int most = Math.min(plan.trials(), space.size());
    while (results.size() < most) {
      List<Integer> next =
          strategy.next(
              Math.min(plan.round(), most - results.size()),
              results.stream().map(this::observation).toList());
      if (next.isEmpty()) {
        break;
      }
      results.addAll(round(engine, next, results, most));
    }
    return results;
  }

  /** How many of the trials the journal knew before. */
  public int known() {
    return known;
  }

  private Strategy strategy() {
    Candidates candidates =
        new Candidates(
            space.extents(), index -> Experiences.features(space, index, plan.problem().traits()));
    return switch (plan.method()) {
      case XGBOOST -> new Surrogate(candidates, plan.seed(), experience());
      case RANDOM -> new RandomSearch(candidates, plan.seed());
      case EXHAUSTIVE -> new Exhaustive(candidates);
    };
  }

  private Experience experience() {
    return Experiences.of(plan.problem().others(), space);
  }

  private Observation observation(TrialResult result) {
    return new Observation(result.trial(), Experiences.value(result, plan.problem().real()));
  }

  private List<TrialResult> round(
      Engine engine, List<Integer> trials, List<TrialResult> before, int most) {
    Map<Integer, TrialResult> results = new LinkedHashMap<>();
    List<Integer> open = new ArrayList<>();
    for (int trial : trials) {
      journal
          .known(trial)
          .ifPresentOrElse(result -> results.put(trial, result), () -> open.add(trial));
    }
    known += results.size();
    List<Integer> written = new ArrayList<>();
    if (!open.isEmpty()) {
      engine.run(
          open,
          (trial, text) -> {
            results.put(trial, Job.read(text, TrialResult.class));
            write(open, results, written);
            tell(before, results, most);
          });
    }
    return trials.stream().map(results::get).toList();
  }

  /** In the order in which they were chosen, as far as they are there. */
  private void write(
      List<Integer> trials, Map<Integer, TrialResult> results, List<Integer> written) {
    while (written.size() < trials.size() && results.containsKey(trials.get(written.size()))) {
      int trial = trials.get(written.size());
      journal.add(results.get(trial), space.labels(trial));
      written.add(trial);
    }
  }

  private void tell(List<TrialResult> before, Map<Integer, TrialResult> results, int most) {
    List<TrialResult> all = new ArrayList<>(before);
    all.addAll(results.values());
    TrialResult best = best(all);
    progress.accept(
        String.format(
            Locale.ROOT,
            "trial %d of %d, best so far %.2f %% (%s)",
            all.size(),
            most,
            100 * best.score(),
            String.join(", ", space.labels(best.trial()).values())));
  }

  /** The best one of some. */
  public static TrialResult best(List<TrialResult> results) {
    return results.stream().min(TrialResult.BEST_FIRST).orElseThrow();
  }
}
