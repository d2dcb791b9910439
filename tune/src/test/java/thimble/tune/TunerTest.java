package thimble.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.calibrate.Preprocessing;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.ir.ElementType;
import thimble.ir.ThimbleException;
import thimble.sim.evaluate.Evaluation;
import thimble.tune.engine.ThreadEngine;

class TunerTest {
  private static final Job JOB = job("a");

  @TempDir Path directory;

  private final List<Integer> measured = Collections.synchronizedList(new ArrayList<>());

  private static Job job(String hash) {
    return new Job(
        new Job.Files("/somewhere", List.of(new Job.Item("m.onnx", 3, hash))),
        List.of(),
        List.of(),
        new Job.Reading(java.util.Map.of(), ElementType.F32, Preprocessing.NONE, 8),
        new Job.Scoring(0, 0, Evaluation.Judge.CLASS),
        new Space.Wishes(QuantizeOptions.DEFAULT, Set.of("equalization"), 0));
  }

  /** As slow as chance wants: results come in any order. */
  private String measure(int trial) {
    measured.add(trial);
    try {
      Thread.sleep(trial % 7);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    double score = 0.9 - 0.001 * ((trial * 37) % 100);
    return Job.write(new TrialResult(trial, score, 0.9, trial % 40, 1000, ""));
  }

  private List<TrialResult> search(Tuner.Method method, int trials, int threads, Path journal) {
    Journal kept = Journal.open(journal, JOB);
    kept.begin(JOB, 0.9, java.util.Map.of("layers", 3.0));
    Tuner tuner =
        new Tuner(
            JOB.space(),
            new Tuner.Plan(method, trials, 4, 1, Tuner.Problem.UNKNOWN),
            kept,
            stage -> {});
    try (ThreadEngine engine = new ThreadEngine(this::measure, threads)) {
      return tuner.run(engine);
    }
  }

  @Test
  void nothingDependsOnTheNumberOfWorkers() throws IOException {
    for (Tuner.Method method : Tuner.Method.values()) {
      Path one = directory.resolve(method + "1");
      Path many = directory.resolve(method + "5");
      List<TrialResult> results = search(method, 22, 1, one);
      assertThat(results).hasSize(22);
      assertThat(search(method, 22, 5, many)).isEqualTo(results);
      assertThat(Files.readString(many)).isEqualTo(Files.readString(one));
    }
  }

  @Test
  void anInterruptedSearchGoesOn() throws IOException {
    Path whole = directory.resolve("whole");
    List<TrialResult> results = search(Tuner.Method.XGBOOST, 24, 1, whole);
    String text = Files.readString(whole);
    Path cut = directory.resolve("cut");
    // In the middle of a line.
    Files.writeString(cut, text.substring(0, text.length() / 2));
    measured.clear();
    assertThat(search(Tuner.Method.XGBOOST, 24, 2, cut)).isEqualTo(results);
    assertThat(measured).hasSizeBetween(10, 14);
    assertThat(Files.readString(cut)).isEqualTo(text);
  }

  @Test
  void aJournalOfAnotherSearchIsRefused() {
    Path journal = directory.resolve("journal");
    search(Tuner.Method.RANDOM, 3, 1, journal);
    assertThatThrownBy(() -> Journal.open(journal, job("b")))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("T0602");
  }

  @Test
  void aJobIsTheSameWhereverItIs() {
    assertThat(Job.parse(JOB.json())).isEqualTo(JOB);
    Job elsewhere =
        new Job(
            new Job.Files("/elsewhere", JOB.model().items()),
            List.of(),
            List.of(),
            JOB.reading(),
            JOB.scoring(),
            JOB.wishes());
    assertThat(elsewhere.fingerprint()).isEqualTo(JOB.fingerprint());
    assertThat(job("b").fingerprint()).isNotEqualTo(JOB.fingerprint());
  }

  @Test
  void theBestIsTheBestAndThenTheNearest() {
    TrialResult near = new TrialResult(7, 0.9, 1, 30, 100, "");
    assertThat(
            Tuner.best(
                List.of(
                    new TrialResult(1, 0.9, 1, 20, 100, ""),
                    near,
                    new TrialResult(2, 0.8, 1, 50, 100, ""),
                    TrialResult.failed(3, "no"))))
        .isEqualTo(near);
  }
}
