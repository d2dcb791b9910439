package thimble.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thimble.tune.Space;
import thimble.tune.TrialResult;

/** What a search found, in words and for scripts. */
final class TuneText {
  private static final int BEST = 10;

  private TuneText() {}

  static void print(TuneRun run, boolean all, PrintWriter out) {
    Space space = run.bench().space();
    TrialResult best = run.best();
    out.printf(
        Locale.ROOT,
        "tuned    %d of %d configurations tried (%s, seed %d%s) by %s%n",
        run.results().size(),
        space.size(),
        run.plan().method().name().toLowerCase(Locale.ROOT),
        run.plan().seed(),
        run.known() > 0 ? ", " + run.known() + " known from the journal" : "",
        run.where());
    out.printf(
        Locale.ROOT,
        "best     %s %.2f %% on %s, float has %.2f %%; found in trial %d%n%n",
        run.bench().measure(),
        100 * best.score(),
        run.bench().scored(),
        100 * run.bench().floatScore(),
        run.results().indexOf(best) + 1);
    List<String> head = new ArrayList<>(List.of(run.bench().measure(), "agreement", "dB", "bytes"));
    head.addAll(space.labels(best.trial()).keySet());
    Table table = new Table(head);
    run.results().stream()
        .sorted(TrialResult.BEST_FIRST)
        .limit(all ? Integer.MAX_VALUE : BEST)
        .forEach(result -> table.row(row(result, space)));
    table.print(out);
    out.println();
  }

  private static List<String> row(TrialResult result, Space space) {
    List<String> row = new ArrayList<>();
    row.add(
        result.failure().isEmpty()
            ? String.format(Locale.ROOT, "%.2f%%", 100 * result.score())
            : "failed");
    row.add(String.format(Locale.ROOT, "%.2f%%", 100 * result.agreement()));
    row.add(String.format(Locale.ROOT, "%.1f", result.sqnr()));
    row.add(String.format(Locale.ROOT, "%,d", result.bytes()));
    row.addAll(space.labels(result.trial()).values());
    return row;
  }

  static ObjectNode json(TuneRun run) {
    ObjectMapper mapper = new ObjectMapper();
    Space space = run.bench().space();
    ObjectNode root = mapper.createObjectNode();
    root.put("strategy", run.plan().method().name().toLowerCase(Locale.ROOT));
    root.put("seed", run.plan().seed());
    root.put("space", space.size());
    root.put("measure", run.bench().measure());
    root.put("float", run.bench().floatScore());
    root.put("best", run.best().trial());
    ArrayNode trials = root.putArray("trials");
    for (TrialResult result : run.results()) {
      ObjectNode trial = mapper.valueToTree(result);
      trial.set("configuration", mapper.valueToTree(space.labels(result.trial())));
      trials.add(trial);
    }
    return root;
  }
}
