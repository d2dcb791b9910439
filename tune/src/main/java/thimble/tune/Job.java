package thimble.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import thimble.frontend.calibrate.Preprocessing;
import thimble.ir.ElementType;
import thimble.sim.evaluate.Evaluation;

/**
 * All that a worker needs to know to run any trial of a search: it is told this once, then only
 * numbers of configurations. Whoever has the same job and the same files measures the same.
 *
 * @param model the float model, and files beside it that hold its weights
 * @param samples where samples are, as {@link thimble.frontend.calibrate.SampleFiles} takes them
 * @param labels none, or one file
 */
public record Job(
    Files model,
    List<Files> samples,
    List<Files> labels,
    Reading reading,
    Scoring scoring,
    Space.Wishes wishes) {
  /**
   * How files become inputs.
   *
   * @param shapes extents that the model leaves open
   * @param raw what the numbers of raw samples are
   * @param noise so much noise instead of samples; 0 where there are samples
   */
  public record Reading(
      Map<String, List<Integer>> shapes, ElementType raw, Preprocessing preprocessing, int noise) {
    public Reading {
      shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
    }
  }

  /**
   * What is measured.
   *
   * @param calibrated how many of the samples, from the first one on, calibrate; 0 for all. The
   *     others are scored, or the same where there are no others
   * @param scored how many are scored at most; 0 for all
   */
  public record Scoring(int calibrated, int scored, Evaluation.Judge judge) {}

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /**
   * A file, or a directory with what lies below.
   *
   * @param path where it is on the machine of whoever asks
   */
  public record Files(String path, List<Item> items) {
    public Files {
      items = List.copyOf(items);
    }
  }

  /**
   * One file's bytes.
   *
   * @param name relative to the directory; empty where the path itself is the file
   */
  public record Item(String name, long bytes, String sha256) {}

  public Job {
    samples = List.copyOf(samples);
    labels = List.copyOf(labels);
  }

  /** A job on files of this machine. */
  public static Job of(
      Path model,
      List<Path> samples,
      Optional<Path> labels,
      Reading reading,
      Scoring scoring,
      Space.Wishes wishes) {
    return new Job(
        JobFiles.describeModel(model),
        samples.stream().map(JobFiles::describe).toList(),
        labels.stream().map(JobFiles::describe).toList(),
        reading,
        scoring,
        wishes);
  }

  public Space space() {
    return Space.of(wishes);
  }

  /** Everything that is read. */
  Stream<Files> files() {
    return Stream.of(Stream.of(model), samples.stream(), labels.stream()).flatMap(all -> all);
  }

  /** One line of JSON. */
  public String json() {
    return write(this);
  }

  /** What distinguishes this job from others, wherever its files lie. */
  public String fingerprint() {
    Job nowhere =
        new Job(
            nowhere(model),
            samples.stream().map(Job::nowhere).toList(),
            labels.stream().map(Job::nowhere).toList(),
            reading,
            scoring,
            wishes);
    return Digests.of((nowhere.json() + "\n" + space().text()).getBytes(StandardCharsets.UTF_8));
  }

  private static Files nowhere(Files files) {
    return new Files("", files.items());
  }

  public static Job parse(String json) {
    return read(json, Job.class);
  }

  static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
