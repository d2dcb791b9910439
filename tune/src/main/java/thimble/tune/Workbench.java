package thimble.tune;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import thimble.frontend.ImportOptions;
import thimble.frontend.Importer;
import thimble.frontend.calibrate.NoiseSamples;
import thimble.frontend.calibrate.SampleFiles;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.frontend.quantize.Quantized;
import thimble.frontend.quantize.Quantizer;
import thimble.frontend.quantize.Traits;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.pass.PassPipeline;
import thimble.sim.Labels;
import thimble.sim.evaluate.Evaluation;
import thimble.sim.evaluate.Score;

/**
 * Where trials are run: the model read and calibrated once, the float model's outputs computed
 * once, then any number of configurations, each measured on the integer arithmetic that the
 * firmware has. Several threads may run trials at a time.
 */
public final class Workbench {
  private static final String FLOAT = "float";
  private static final String REFERENCE = "integer reference";

  private final Job job;
  private final Split split;
  private final Space space;
  private final Quantizer quantizer;
  private final SampleSource scored;
  private final Optional<List<Integer>> labels;
  private final List<float[]> real;
  private final Score floatScore;
  private final Widths widths;

  private Workbench(
      Job job,
      Split split,
      Quantizer quantizer,
      SampleSource scored,
      Optional<List<Integer>> labels,
      List<float[]> real,
      Score floatScore) {
    this.job = job;
    this.split = split;
    this.space = job.space();
    this.quantizer = quantizer;
    this.scored = scored;
    this.labels = labels;
    this.real = real;
    this.floatScore = floatScore;
    this.widths = new Widths(quantizer, job.wishes());
  }

  /**
   * @param store where files lie by their hash that are not at their place on this machine
   * @throws ThimbleException as {@link Quantizer} does; T0602 where samples and labels do not fit
   */
  public static Workbench open(Job job, Path store, Consumer<String> progress) {
    Path directory = JobFiles.locate(job.model(), store);
    Path model = directory.resolve(job.model().items().get(0).name());
    ImportOptions imports = ImportOptions.NONE.withShapes(job.reading().shapes());
    Quantizer quantizer = Quantizer.open(model, imports, progress);
    SampleSource all = Shared.of(samples(job, store, quantizer));
    Split split = Split.of(job, all.count());
    quantizer.calibrate(all.first(split.calibrated()));
    SampleSource scored = all.part(split.from(), split.scored());
    Optional<List<Integer>> labels =
        job.labels().stream()
            .findFirst()
            .map(files -> labels(JobFiles.locate(files, store), all.count(), split));
    Evaluation evaluation =
        new Evaluation(floatGraph(model, imports), scored, labels, job.scoring().judge(), progress);
    evaluation.onnxRuntime(FLOAT, model);
    return new Workbench(
        job,
        split,
        quantizer,
        scored,
        labels,
        evaluation.outputs(FLOAT),
        evaluation.scores().get(FLOAT));
  }

  private static SampleSource samples(Job job, Path store, Quantizer quantizer) {
    if (job.reading().noise() > 0) {
      return new NoiseSamples(quantizer.inputs(), job.reading().noise());
    }
    List<Path> paths = job.samples().stream().map(files -> JobFiles.locate(files, store)).toList();
    return SampleFiles.open(
        paths, quantizer.inputs(), job.reading().raw(), job.reading().preprocessing());
  }

  /** Which samples calibrate and which are scored: others, where there are any. */
  record Split(int calibrated, int from, int scored) {
    static Split of(Job job, int count) {
      int calibrated =
          job.scoring().calibrated() == 0 ? count : Math.min(job.scoring().calibrated(), count);
      int from = calibrated < count ? calibrated : 0;
      int most = job.scoring().scored() == 0 ? count : job.scoring().scored();
      return new Split(calibrated, from, Math.min(most, count - from));
    }
  }

  /**
   * A list for all samples is cut as they are; any other must have the length of what is scored.
   */
  private static List<Integer> labels(Path file, int samples, Split split) {
    List<Integer> read = Labels.read(file);
    return read.size() == samples
        ? read.subList(split.from(), split.from() + split.scored())
        : read;
  }

  private static Graph floatGraph(Path model, ImportOptions imports) {
    return PassPipeline.standard(PassPipeline.IoMode.FLOAT).run(Importer.read(model, imports));
  }

  /** One sample is read at a time: files have one position, threads are many. */
  private record Shared(SampleSource all) implements SampleSource {
    static SampleSource of(SampleSource all) {
      return new Shared(all);
    }

    @Override
    public int count() {
      return all.count();
    }

    @Override
    public synchronized List<TensorData> sample(int index) {
      return all.sample(index);
    }

    @Override
    public String description() {
      return all.description();
    }
  }

  /** Which samples are scored, for people. */
  public String scored() {
    return split.scored()
        + (split.from() == 0
            ? " samples, those that calibrate"
            : " samples that did not calibrate");
  }

  public Quantizer quantizer() {
    return quantizer;
  }

  public Space space() {
    return space;
  }

  /** How good the float model itself is, by the measure of the trials. */
  public double floatScore() {
    return value(floatScore, 1);
  }

  /** How a configuration quantizes, layer by layer. */
  public QuantizeOptions options(int trial) {
    Configuration configuration = space.configuration(trial);
    Map<String, QuantizeOptions.Bits> layers = widths.of(configuration);
    return layers.isEmpty() ? configuration.options() : configuration.options().withLayers(layers);
  }

  /** Measures a configuration. What goes wrong with one is no reason to give up the others. */
  public TrialResult run(int trial) {
    try {
      Quantized quantized = quantizer.quantize(options(trial));
      Evaluation evaluation = evaluation(graph(quantized));
      evaluation.known(FLOAT, real);
      evaluation.reference(REFERENCE);
      Score score = evaluation.scores().get(REFERENCE);
      double agreement = score.agreement().orElse(0);
      double sqnr = Math.min(TrialResult.EQUAL, score.sqnr().orElse(0));
      return new TrialResult(
          trial,
          value(score, agreement),
          agreement,
          Double.isNaN(sqnr) ? 0 : sqnr,
          Traits.weightBytes(quantized),
          "");
    } catch (ThimbleException e) {
      return TrialResult.failed(trial, e.diagnostics().get(0).what());
    }
  }

  private static Graph graph(Quantized quantized) {
    return PassPipeline.standard(PassPipeline.IoMode.QUANTIZED)
        .run(Importer.of("trial.onnx", quantized.model(), ImportOptions.NONE));
  }

  private Evaluation evaluation(Graph graph) {
    return new Evaluation(graph, scored, labels, job.scoring().judge(), stage -> {});
  }

  private double value(Score score, double agreement) {
    if (labels.isEmpty()) {
      return agreement;
    }
    return score.top1().isPresent() ? score.top1().getAsDouble() : score.auc().orElse(0);
  }

  /** What a score is. */
  public String measure() {
    if (labels.isEmpty()) {
      return "agreement";
    }
    return floatScore.top1().isPresent() ? "top-1" : "AUC";
  }

  /** Tells a journal what it is about. */
  public void begin(Journal journal) {
    journal.begin(job, floatScore(), traits());
  }

  /** Trials in, lines of JSON out. */
  public IntFunction<String> runner() {
    return trial -> Job.write(run(trial));
  }

  /** What kind of network this is, in numbers: a surrogate that saw others can compare. */
  public Map<String, Double> traits() {
    return Traits.of(quantizer);
  }

  /** For hosts that know no more than text: trials in, lines of JSON out. */
  public static IntFunction<String> runner(String job, String store) {
    return open(Job.parse(job), Path.of(store), stage -> {}).runner();
  }

  /** For such hosts: where a job's files lie, by their hash. */
  public static Map<String, Path> sources(String job) {
    return JobFiles.sources(Job.parse(job));
  }
}
