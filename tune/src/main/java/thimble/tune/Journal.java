package thimble.tune;

import com.fasterxml.jackson.annotation.JsonInclude;
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

  /**
   * The first line.
   *
   * @param job fingerprint of what was measured
   */
  @JsonInclude
  record Head(String journal, String job) {
    static final String NAME = "thimble tune 1";
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
    String head = Job.write(new Head(Head.NAME, job.fingerprint()));
    if (!Files.exists(path)) {
      journal.write(head, StandardOpenOption.CREATE_NEW);
      return journal;
    }
    List<String> lines = lines(path);
    if (lines.isEmpty() || !lines.get(0).equals(head)) {
      throw new ThimbleException(
          Code.T0602,
          "a journal of another search",
          path.toString(),
          "it is about another model, other samples or other choices",
          "another --journal, or remove the file");
    }
    List<String> whole = new ArrayList<>(List.of(head));
    for (String line : lines.subList(1, lines.size())) {
      try {
        TrialResult result = Job.read(line, Line.class).result();
        journal.known.put(result.trial(), result);
        whole.add(line);
      } catch (UncheckedIOException e) {
        // The line at which a search was interrupted; it and what follows is measured again.
        break;
      }
    }
    journal.write(
        String.join("\n", whole), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    return journal;
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
