package thimble.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thimble.frontend.ImportOptions;
import thimble.frontend.calibrate.Calibrator;
import thimble.frontend.calibrate.NoiseSamples;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.frontend.quantize.Quantizer;

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
      description = "how activation ranges are chosen (default: ${DEFAULT-VALUE})")
  private Calibrator calibrator = QuantizeOptions.DEFAULT.calibrator();

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
    PrintWriter console =
        quiet ? new PrintWriter(java.io.Writer.nullWriter()) : spec.commandLine().getOut();
    try (Progress progress = new Progress(quiet)) {
      Quantizer quantizer =
          Quantizer.open(model, ImportOptions.NONE.withShapes(shapes.shapes()), progress);
      SampleSource source = source(quantizer);
      OnnxModel result = quantizer.quantize(source, new QuantizeOptions(calibrator));
      Quantizer.write(result, "quantized", out);
      progress.clear();
      console.printf("%s: calibrated on %d samples%n", out, source.count());
    }
    console.flush();
    return 0;
  }

  private SampleSource source(Quantizer quantizer) {
    if (calibration.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "WARNING: calibrated on random noise. The ranges have nothing to do with real inputs, and the accuracy of the"
                  + " result means nothing. Give real samples with --calibration.");
      return new NoiseSamples(quantizer.inputs(), count == null ? NOISE : count);
    }
    SampleSource all = samples.open(calibration, quantizer.inputs());
    return count == null ? all : all.first(count);
  }
}
