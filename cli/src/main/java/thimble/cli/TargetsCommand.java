package thimble.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import thimble.targets.Board;
import thimble.targets.Boards;
import thimble.targets.Devices;
import thimble.targets.Fpga;
import thimble.targets.Fpgas;

@Command(
    name = "targets",
    mixinStandardHelpOptions = true,
    description = "Lists the boards, from their data files.")
final class TargetsCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    Table table = new Table(List.of("target", "board", "core", "memory", "runs here"));
    for (Board board : Boards.all()) {
      table.row(
          List.of(
              board.name(),
              board.title(),
              board.core().cpu(),
              board.memories().stream()
                  .map(memory -> memory.name() + " " + memory.bytes() / 1024 + "K")
                  .collect(Collectors.joining(", ")),
              board.isHost()
                  ? "directly"
                  : board.emulator().isPresent()
                      ? "in the emulator"
                      : "no, it is built and linked"));
    }
    for (Fpga fpga : Fpgas.all()) {
      table.row(
          List.of(
              fpga.name(),
              fpga.title(),
              fpga.part(),
              fpga.dsp()
                  + " DSP, "
                  + fpga.bram18()
                  + " BRAM18, "
                  + fpga.lut()
                  + " LUT"
                  + (fpga.uram() == 0 ? "" : ", " + fpga.uram() + " URAM"),
              "as C simulation"));
    }
    table.print(spec.commandLine().getOut());
    spec.commandLine()
        .getOut()
        .printf("%ndevices for --device: %s%n", String.join(", ", Devices.names()));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
