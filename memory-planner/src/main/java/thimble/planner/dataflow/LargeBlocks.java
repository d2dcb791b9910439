package thimble.planner.dataflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import thimble.planner.dataflow.Design.Process;
import thimble.planner.dataflow.Design.Stream;
import thimble.targets.Fpga;
import thimble.targets.hls.Resources;

/**
 * Which buffers and streams lie in blocks of 288 Kbit, on devices that have them: those first that
 * free the most blocks of 18 Kbit for each. Constants cannot: these blocks begin empty.
 */
public final class LargeBlocks {
  /** Blocks of 18 Kbit that one of 288 Kbit must free: it holds sixteen times as much. */
  private static final int LEAST_GAIN = 4;

  private LargeBlocks() {}

  /**
   * @param at index of the process or stream
   */
  private record Choice(boolean stream, int at, int freed, int taken) {
    double gain() {
      return (double) freed / Math.max(1, taken);
    }
  }

  /** The design with what is worth it moved there, as far as the device's blocks go. */
  public static Design assigned(Design design, Fpga fpga) {
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < design.processes().size(); i++) {
      Process process = design.processes().get(i);
      if (process.unit().inLargeBlocks().isPresent()) {
        Resources small = process.unit().resources(fpga);
        Resources large = process.unit().inLargeBlocks().get().resources(fpga);
        choices.add(new Choice(false, i, small.bram18() - large.bram18(), large.uram()));
      }
    }
    for (int i = 0; i < design.streams().size(); i++) {
      Stream stream = design.streams().get(i);
      if (!design.isPort(i)) {
        int freed = Resources.stream(stream.flow(), stream.depth()).bram18();
        int taken = Resources.largeStream(stream.flow(), stream.depth()).uram();
        choices.add(new Choice(true, i, freed, taken));
      }
    }
    choices.removeIf(choice -> choice.gain() < LEAST_GAIN);
    choices.sort(Comparator.comparingDouble(choice -> -choice.gain()));
    List<Process> processes = new ArrayList<>(design.processes());
    List<Stream> streams = new ArrayList<>(design.streams());
    int there = fpga.uram() - design.resources(fpga).uram();
    int left = there;
    for (Choice choice : choices) {
      if (choice.taken() <= left) {
        left -= choice.taken();
        move(choice, processes, streams);
      }
    }
    return left == there ? design : design.with(processes, streams);
  }

  private static void move(Choice choice, List<Process> processes, List<Stream> streams) {
    if (choice.stream()) {
      Stream stream = streams.get(choice.at());
      streams.set(choice.at(), new Stream(stream.name(), stream.flow(), stream.depth(), true));
    } else {
      Process process = processes.get(choice.at());
      processes.set(
          choice.at(),
          new Process(
              process.name(),
              process.node(),
              process.unit().inLargeBlocks().orElseThrow(),
              process.inputs(),
              process.outputs()));
    }
  }
}
