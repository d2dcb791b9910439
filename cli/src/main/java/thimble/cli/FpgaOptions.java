package thimble.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thimble.codegen.hls.HlsCompiler;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.targets.Devices;
import thimble.targets.Fpga;
import thimble.targets.hls.Ports;

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

  @Option(
      names = "--device",
      paramLabel = "D",
      description =
          "FPGA: another device in place of the board's: a part (xc7z020), a YAML file of what a board's file has, or single"
              + " values (bram18=60); several with commas, later ones stand over earlier ones")
  private String device;

  @Option(
      names = "--interface",
      paramLabel = "stream|memory",
      description =
          "FPGA: how tensors come and go: as AXI streams that a DMA feeds (default), or the design reads and writes memory itself")
  private Ports ports = Ports.STREAM;

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
        streams,
        ports);
  }

  /** The board, with another device where one is asked for. */
  Fpga on(Fpga board) {
    if (device == null) {
      return board;
    }
    try {
      return Devices.on(board, device);
    } catch (IllegalArgumentException e) {
      throw new ThimbleException(
          Code.T0501,
          "no such device",
          "--device " + device,
          String.valueOf(e.getMessage()),
          "thimble targets lists boards and devices");
    }
  }

  /** Refuses what has no meaning on another target. */
  void requireNone(String target) {
    if (!text().isEmpty()) {
      throw usage(text() + ": target " + target + " is no FPGA; thimble targets lists those");
    }
  }

  /** The options as generated files quote them. */
  String text() {
    return ((fps == null ? "" : " --fps " + fps)
            + (multipliers == null ? "" : " --multipliers " + multipliers)
            + (streams == HlsCompiler.Streams.FAST
                ? ""
                : " --streams " + streams.name().toLowerCase(Locale.ROOT))
            + (ports == Ports.STREAM ? "" : " --interface memory")
            + (device == null ? "" : " --device " + withoutDirectories(device)))
        .strip();
  }

  private static String withoutDirectories(String device) {
    return Arrays.stream(device.split(","))
        .map(part -> part.strip().replaceFirst(".*[/\\\\]", ""))
        .collect(Collectors.joining(","));
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
