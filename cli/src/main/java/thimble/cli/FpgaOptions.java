package thimble.cli;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thimble.codegen.hls.HlsCompiler;

/** What a design for an FPGA is to reach. */
final class FpgaOptions {
  @Option(
      names = "--fps",
      paramLabel = "N",
      description =
          "FPGA: inferences a second; the fewest multipliers that reach them are taken (default: the fastest that fits)")
  private Double fps;

  @Option(
      names = "--multipliers",
      paramLabel = "N",
      description = "FPGA: products a cycle at the most; the shortest latency is taken")
  private Integer multipliers;

  @Option(
      names = "--streams",
      paramLabel = "fast|minimal",
      description =
          "FPGA: how deep streams between layers are: so deep that they cost no time (default), or none a word deeper than it"
              + " takes not to deadlock")
  private HlsCompiler.Streams streams = HlsCompiler.Streams.FAST;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  HlsCompiler.Goal goal() {
    if (fps != null && !(fps > 0 && fps < 1e9)) {
      throw usage("--fps takes a positive number, not " + fps);
    }
    if (multipliers != null && multipliers < 1) {
      throw usage("--multipliers takes a positive number, not " + multipliers);
    }
    return new HlsCompiler.Goal(
        fps == null ? OptionalDouble.empty() : OptionalDouble.of(fps),
        multipliers == null ? OptionalInt.empty() : OptionalInt.of(multipliers),
        streams);
  }

  /** The options as generated files quote them. */
  String text() {
    return ((fps == null ? "" : " --fps " + fps)
            + (multipliers == null ? "" : " --multipliers " + multipliers)
            + (streams == HlsCompiler.Streams.FAST
                ? ""
                : " --streams " + streams.name().toLowerCase(Locale.ROOT)))
        .strip();
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
