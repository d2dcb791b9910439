package thimble.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thimble.codegen.ToolVersion;
import thimble.codegen.report.QuantizePage;
import thimble.frontend.ImportOptions;
import thimble.frontend.calibrate.Calibrator;
import thimble.frontend.calibrate.NoiseSamples;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.quantize.EqualizationWay;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.frontend.quantize.QuantizeReport;
import thimble.frontend.quantize.Quantized;
import thimble.frontend.quantize.Quantizer;
import thimble.frontend.quantize.Repairs;
import thimble.tune.Job;
import thimble.tune.Space;

@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Turns a float model into an int8 one after training, with some samples of its inputs: a QDQ ONNX file that compiles"
          + " here and runs elsewhere (docs/quantize.md)."
    })
final class QuantizeCommand implements Callable<Integer> {
  private static final int NOISE = 8;

  /** What an option chooses, by the name that a search knows it under. */
  private static final Map<String, String> SEARCHED =
      Map.of(
          "--calibrator", "ranges",
          "--granularity", "granularity",
          "--clip", "clipping",
          "--rounding", "rounding",
          "--weights", "weights",
          "--bias-correction", "bias",
          "--no-bias-correction", "bias",
          "--equalize", "equalization");

  @Parameters(index = "0", paramLabel = "MODEL", description = "the float ONNX file")
  private Path model;

  @Option(
      names = "--calibration",
      paramLabel = "PATH",
      description =
          "samples: a .npy with one after another, a directory of .npy, of raw .bin or of pictures; for a model with"
              + " several inputs input_K_J.npy, or one .npy for each input")
  private List<Path> calibration = new ArrayList<>();

  @Option(
      names = "--random",
      description = "noise instead of samples: only to see that a model goes through")
  private boolean random;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "Q.onnx",
      description = "the file to write")
  private Path out;

  @Option(names = "--samples", paramLabel = "N", description = "use only the first N samples")
  private Integer count;

  @Option(
      names = "--calibrator",
      paramLabel = "minmax|percentile|entropy|mse",
      description =
          "how activation ranges are chosen (default: whichever of mse, percentile and minmax comes nearest to float)")
  private Calibrator calibrator;

  @Option(
      names = "--percentile",
      paramLabel = "P",
      description =
          "percent of the numbers seen that --calibrator percentile keeps (default: ${DEFAULT-VALUE})")
  private double percentile = 100 * Calibrator.USUAL_PERCENTILE;

  @Option(
      names = "--granularity",
      paramLabel = "channel|tensor",
      description =
          "a scale for each output channel of a weight, or one for all (default: ${DEFAULT-VALUE})")
  private QuantizeOptions.Granularity granularity = QuantizeOptions.DEFAULT.granularity();

  @Option(
      names = "--clip",
      negatable = true,
      fallbackValue = "true",
      description =
          "the largest weights of a filter may be clipped for the layer's result (default: with adaptive rounding)")
  private Boolean clip;

  @Option(
      names = "--weights",
      paramLabel = "int8|int4",
      description = "bits of weights (default: ${DEFAULT-VALUE})")
  private QuantizeOptions.Bits weights = QuantizeOptions.DEFAULT.weights();

  @Option(
      names = "--activations",
      paramLabel = "int8|int16",
      description = "bits of activations (default: ${DEFAULT-VALUE})")
  private QuantizeOptions.Bits activations = QuantizeOptions.DEFAULT.activations();

  @Option(
      names = "--flash",
      paramLabel = "N[K]",
      description =
          "bytes that weights and biases may take: layers that stand it best get 4 bits, as few as will do")
  private String flash;

  @Option(
      names = "--ram",
      paramLabel = "N[K]",
      description =
          "bytes that the compiled program's arena may take: tensors whose 8 bits hurt most get 16, as many as have room")
  private String ram;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "T",
      description = "the board that --ram is meant for (default: host)")
  private String target = "host";

  @Option(
      names = "--rounding",
      paramLabel = "adaptive|nearest",
      description =
          "weights are rounded for the layer's result, or each to the nearest integer (default: with 4 bits adaptive, with 8"
              + " whichever comes nearer to float)")
  private Rounding rounding;

  @Option(
      names = "--no-bias-correction",
      description = "biases do not take up what weights lose on average")
  private boolean uncorrected;

  @Option(
      names = "--bias-correction",
      paramLabel = "none|weights|measured",
      description =
          "biases take up what weights lose on average, or what the quantized network is seen to lose layer by layer"
              + " (default: whichever comes nearer to float)")
  private Correction correction;

  @Option(
      names = "--equalize",
      paramLabel = "none|weights|ranges",
      description =
          "move factors between layers so that channels share a scale well: by weights alone, or by what channels hold on"
              + " the samples (default: whichever comes nearest to float)")
  private EqualizationWay equalization;

  @Option(names = "--layers", description = "print every layer and tensor, not only the worst")
  private boolean layers;

  @Option(names = "--json", paramLabel = "FILE", description = "write the report there too")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "write the report there as a page")
  private Path page;

  enum Rounding {
    ADAPTIVE,
    NEAREST
  }

  enum Correction {
    NONE,
    WEIGHTS,
    MEASURED
  }

  @Mixin private TuneOptions tune;

  @Mixin private SampleOptions samples;

  @Mixin private ShapeOptions shapes;

  @Option(names = "--quiet", description = "no report and no progress, only errors")
  private boolean quiet;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    if (calibration.isEmpty() && !random) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "quantize needs samples of what the network will see: --calibration with about 100 of them"
              + " (a directory of .npy, .png or .jpg, or one .npy); --random only shows that a model goes through");
    }
    if (count != null && count < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--samples takes 1 or more");
    }
    List<QuantizeOptions> candidates = candidates();
    Optional<Long> weightBytes =
        flash == null
            ? Optional.empty()
            : Optional.of(ByteCounts.parse(spec.commandLine(), "--flash", flash));
    Json.requirePlace("the page", page, "--report");
    PrintWriter console =
        quiet ? new PrintWriter(java.io.Writer.nullWriter()) : spec.commandLine().getOut();
    try (Progress progress = new Progress(quiet)) {
      if (tune.asked()) {
        tuned(candidates.get(0), weightBytes, progress, console);
        return 0;
      }
      Quantizer quantizer =
          Quantizer.open(model, ImportOptions.NONE.withShapes(shapes.shapes()), progress);
      SampleSource source = source(quantizer);
      quantizer.calibrate(source);
      QuantizeOptions best = quantizer.best(candidates);
      // Under --flash what matters is how layers of 4 bits take it: those make the noise.
      QuantizeOptions judged =
          flash == null ? best : best.withBits(QuantizeOptions.Bits.INT4, activations);
      QuantizeOptions wanted = best.withRepairs(repaired(quantizer, judged).repairs());
      Optional<MixedPrecision> mixed = mixed(quantizer, wanted, weightBytes);
      Quantized result =
          quantizer.quantize(mixed.map(found -> found.options(wanted)).orElse(wanted));
      Quantizer.write(result.model(), "quantized", out);
      QuantizeReport report = quantizer.report(result);
      progress.clear();
      mixed.ifPresent(found -> MixedPrecisionText.print(found, console));
      QuantizeText.print(report, layers, console);
      Json.write(json, QuantizeJson.write(report, mixed));
      if (page != null) {
        String html =
            QuantizePage.render(
                report, ToolVersion.text(), mixed.map(BudgetCharts::of).orElse(List.of()));
        Json.write(page, html, "--report");
      }
    }
    console.flush();
    return 0;
  }

  private Optional<MixedPrecision> mixed(
      Quantizer quantizer, QuantizeOptions options, Optional<Long> weightBytes) {
    if (weightBytes.isEmpty() && ram == null) {
      return Optional.empty();
    }
    OptionalLong weights = weightBytes.map(OptionalLong::of).orElse(OptionalLong.empty());
    Optional<RamBudget> budget =
        Optional.ofNullable(ram)
            .map(text -> ByteCounts.parse(spec.commandLine(), "--ram", text))
            .map(bytes -> new RamBudget(quantizer, bytes, target));
    return Optional.of(MixedPrecision.of(quantizer, options, weights, budget));
  }

  private void tuned(
      QuantizeOptions base, Optional<Long> weightBytes, Progress progress, PrintWriter console) {
    warnOfNoise();
    Space.Wishes wishes = new Space.Wishes(base, decided(), weightBytes.orElse(0L));
    Job job =
        Job.of(
            model,
            calibration,
            Optional.ofNullable(tune.labels),
            new Job.Reading(
                shapes.shapes(),
                samples.rawType(),
                samples.preprocessing(),
                calibration.isEmpty() ? count == null ? NOISE : count : 0),
            new Job.Scoring(count == null ? 0 : count, tune.samples(), tune.judge),
            wishes);
    TuneRun run = TuneRun.of(tune, job, progress);
    Quantized result = run.quantizer().quantize(run.options());
    Quantizer.write(result.model(), "quantized", out);
    QuantizeReport report = run.quantizer().report(result);
    progress.clear();
    TuneText.print(run, layers, console);
    QuantizeText.print(report, layers, console);
    Json.write(json, QuantizeJson.write(report, run));
    console.flush();
  }

  /** What other options choose is not searched for. */
  private Set<String> decided() {
    Set<String> decided = new TreeSet<>();
    CommandLine.ParseResult given = spec.commandLine().getParseResult();
    SEARCHED.forEach(
        (option, axis) -> {
          if (given.hasMatchedOption(option)) {
            decided.add(axis);
          }
        });
    return decided;
  }

  /** The same with factors moved between layers and biases corrected, where that helps. */
  private QuantizeOptions repaired(Quantizer quantizer, QuantizeOptions plain) {
    // By weights alone is worth a try where weights are what hurts.
    boolean coarse = weights == QuantizeOptions.Bits.INT4 || flash != null;
    List<EqualizationWay> ways =
        equalization != null
            ? List.of()
            : coarse
                ? List.of(EqualizationWay.RANGES, EqualizationWay.WEIGHTS)
                : List.of(EqualizationWay.RANGES);
    QuantizeOptions equal =
        quantizer.repaired(
            plain,
            ways.stream()
                .filter(quantizer::equalizes)
                .map(plain.repairs()::withEqualization)
                .toList());
    return correction == null && !uncorrected
        ? quantizer.repaired(equal, List.of(equal.repairs().withMeasuredBias(true)))
        : equal;
  }

  private List<QuantizeOptions> candidates() {
    if (weights == QuantizeOptions.Bits.INT16 || activations == QuantizeOptions.Bits.INT4) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "weights are int8 or int4, activations int8 or int16");
    }
    List<Calibrator> calibrators =
        calibrator != null
            ? List.of(calibrator)
            : List.of(Calibrator.MSE, Calibrator.PERCENTILE, Calibrator.MINMAX);
    List<Boolean> adaptive =
        rounding != null
            ? List.of(rounding == Rounding.ADAPTIVE)
            : weights == QuantizeOptions.Bits.INT4 || flash != null
                ? List.of(true)
                : List.of(true, false);
    List<QuantizeOptions> candidates = new ArrayList<>();
    for (Calibrator each : calibrators) {
      for (boolean way : adaptive) {
        candidates.add(
            QuantizeOptions.DEFAULT
                .withCalibrator(each)
                .withPercentile(percentile())
                .withBits(weights, activations)
                .withGranularity(granularity)
                .withClipped(clip == null ? way : clip)
                .withAdaptive(way)
                .withCorrected(!uncorrected && correction != Correction.NONE)
                .withRepairs(repairs()));
      }
    }
    return candidates;
  }

  private Repairs repairs() {
    return Repairs.NONE
        .withEqualization(equalization == null ? EqualizationWay.NONE : equalization)
        .withMeasuredBias(correction == Correction.MEASURED && !uncorrected);
  }

  private double percentile() {
    if (!(percentile > 50 && percentile < 100)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--percentile lies between 50 and 100, such as 99.9");
    }
    return percentile / 100;
  }

  private void warnOfNoise() {
    if (calibration.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "WARNING: calibrated on random noise. The ranges have nothing to do with real inputs, and the accuracy of the"
                  + " result means nothing. Give real samples with --calibration.");
    }
  }

  private SampleSource source(Quantizer quantizer) {
    warnOfNoise();
    if (calibration.isEmpty()) {
      return new NoiseSamples(quantizer.inputs(), count == null ? NOISE : count);
    }
    SampleSource all = samples.open(calibration, quantizer.inputs());
    return count == null ? all : all.first(count);
  }
}
