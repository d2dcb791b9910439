package thimble.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thimble.frontend.calibrate.InputPort;
import thimble.frontend.calibrate.Preprocessing;
import thimble.frontend.calibrate.SampleFiles;
import thimble.frontend.calibrate.SampleSource;
import thimble.ir.ElementType;

/** How files become a model's inputs. */
final class SampleOptions {
  @Option(
      names = "--raw",
      paramLabel = "f32|u8|s8|s16",
      description = "what the numbers of .bin files are (default: f32)")
  String raw = "f32";

  @Option(
      names = "--resize",
      paramLabel = "stretch|crop|fit",
      description =
          "how a picture is made to fit: both sides stretched (default), the middle cut out, or black at the sides")
  Preprocessing.Resizing resize = Preprocessing.Resizing.STRETCH;

  @Option(
      names = "--zero",
      paramLabel = "X",
      description =
          "subtracted first from pictures and stored integers: the zero point where samples are quantized (default: 0)")
  double zero;

  @Option(
      names = "--scale",
      paramLabel = "X",
      description =
          "then they are multiplied by this: 1/255 for numbers from 0 to 1, the scale where samples are quantized (default: 1)")
  String scale = "1";

  @Option(
      names = "--mean",
      paramLabel = "X[,X...]",
      split = ",",
      description = "then this is subtracted, by channel or for all")
  List<Double> mean = new ArrayList<>();

  @Option(
      names = "--std",
      paramLabel = "X[,X...]",
      split = ",",
      description = "then divided by this, by channel or for all")
  List<Double> std = new ArrayList<>();

  @Option(
      names = "--channels-last",
      description =
          "pictures are height x width x channels where the model's shape could mean both")
  boolean channelsLast;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  SampleSource open(List<Path> paths, List<InputPort> inputs) {
    return SampleFiles.open(paths, inputs, rawType(), preprocessing());
  }

  Preprocessing preprocessing() {
    Preprocessing preprocessing =
        new Preprocessing(
            zero,
            factor(),
            mean.isEmpty() ? List.of(0.0) : mean,
            std.isEmpty() ? List.of(1.0) : std,
            resize,
            channelsLast);
    if (preprocessing.std().stream().anyMatch(value -> !(Math.abs(value) > 0))) {
      throw usage("--std takes numbers other than 0");
    }
    return preprocessing;
  }

  ElementType rawType() {
    return switch (raw.toLowerCase(Locale.ROOT)) {
      case "f32", "float32" -> ElementType.F32;
      case "u8", "uint8" -> ElementType.U8;
      case "s8", "int8" -> ElementType.S8;
      case "s16", "int16" -> ElementType.S16;
      default -> throw usage("--raw takes f32, u8, s8 or s16, not \"" + raw + "\"");
    };
  }

  /** A number, or a fraction such as 1/255. */
  private double factor() {
    String[] parts = scale.split("/", 2);
    try {
      double value =
          Double.parseDouble(parts[0]) / (parts.length > 1 ? Double.parseDouble(parts[1]) : 1);
      if (Double.isFinite(value) && value != 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw usage("--scale takes a number such as 0.5 or 1/255, not \"" + scale + "\"");
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
