package thimble.tune;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/**
 * What was measured, a line for each trial, written as soon as it is known: a search that was
 * interrupted goes on where it stopped, and another search over the same space need not measure
 * again. The lines are in the order in which trials were chosen, however many workers there are.
 */
public final class Journal {
  private final Optional<Path> file;
  private final Map<Integer, TrialResult> known = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  /**
   * The first line.
   *
   * @param job fingerprint of what was measured
   * @param real the float model's score
   * @param traits what kind of network it is
   */
  record Head(String journal, String job, double real, Map<String, Double> traits) {
    static final String NAME = "thimble tune 1";

    Head {
      traits = traits == null ? Map.of() : Map.copyOf(traits);
    }
  }

  /** What other searches measured: heads with their lines. */
  record Other(Head head, List<Line> lines) {
    Other {
      lines = List.copyOf(lines);
    }
  }

  /** A line; the configuration is for people. */
  record Line(TrialResult result, Map<String, String> configuration) {}

  private Journal(Optional<Path> file) {
    this.file = file;
  }

  /** Of a search that leaves nothing behind. */
  public static Journal none() {
    return new Journal(Optional.empty());
  }

  /**
   * Reads what is there, or begins a new one.
   *
   * @throws ThimbleException T0602 where it belongs to another search; T0502 where it cannot be
   *     written
   */
  public static Journal open(Path path, Job job) {
    Journal journal = new Journal(Optional.of(path));
    if (Files.exists(path)) {
      Other found = read(path);
      if (!found.head().job().equals(job.fingerprint())) {
        throw foreign(path, "it is about another model, other samples or other choices");
      }
      for (Line line : found.lines()) {
        journal.known.put(line.result().trial(), line.result());
        journal.lines.add(Job.write(line));
      }
    }
    return journal;
  }

  /** Writes the first line, and what was known before. */
  void begin(Job job, double real, Map<String, Double> traits) {
    lines.add(0, Job.write(new Head(Head.NAME, job.fingerprint(), real, traits)));
    write(
        String.join("\n", lines), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /**
   * Any journal.
   *
   * @throws ThimbleException T0602 where it is none
   */
  static Other read(Path path) {
    List<String> lines = lines(path);
    try {
      Head head = Job.read(lines.isEmpty() ? "" : lines.get(0), Head.class);
      if (!Head.NAME.equals(head.journal()) || head.job() == null) {
        throw foreign(path, "it is no journal");
      }
      return new Other(head, results(lines.subList(1, lines.size())));
    } catch (UncheckedIOException e) {
      throw foreign(path, "it is no journal");
    }
  }

  private static List<Line> results(List<String> lines) {
    List<Line> results = new ArrayList<>();
    for (String line : lines) {
      try {
        results.add(Job.read(line, Line.class));
      } catch (UncheckedIOException e) {
        // The line at which a search was interrupted; it and what follows is measured again.
        break;
      }
    }
    return results;
  }

  private static ThimbleException foreign(Path path, String why) {
    return new ThimbleException(
        Code.T0602,
        "a journal of another search",
        path.toString(),
        why,
        "another --journal, or remove the file");
  }

  private static List<String> lines(Path path) {
    try {
      return Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw Digests.unreadable(path, e);
    }
  }

  /** What was measured before. */
  Optional<TrialResult> known(int trial) {
    return Optional.ofNullable(known.get(trial));
  }

  /** How many trials are in it. */
  public int size() {
    return known.size();
  }

  void add(TrialResult result, Map<String, String> configuration) {
    if (known.putIfAbsent(result.trial(), result) == null) {
      write(Job.write(new Line(result, configuration)), StandardOpenOption.APPEND);
    }
  }

  private void write(String line, StandardOpenOption... options) {
    if (file.isEmpty()) {
      return;
    }
    try {
      List<StandardOpenOption> all = new ArrayList<>(List.of(options));
      all.add(StandardOpenOption.WRITE);
      Files.write(
          file.get(),
          (line + "\n").getBytes(StandardCharsets.UTF_8),
          all.toArray(StandardOpenOption[]::new));
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502,
          "cannot write the journal",
          file.get().toString(),
          Diagnostic.reason(e),
          "another --journal");
    }
  }
}
