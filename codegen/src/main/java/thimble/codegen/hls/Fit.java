package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.Design.Process;
import thimble.targets.Fpga;
import thimble.targets.hls.Resources;

/** Whether a design fits a device, and by how much it does not. */
final class Fit {
  /** Share of a device's look-up tables that a design can take and still be routed. */
  static final double ROUTABLE = 0.8;

  private Fit() {}

  /** What a device has less of than a design takes, in words, a line each. */
  static List<String> exceeded(Design design, Fpga fpga) {
    Resources resources = design.resources(fpga);
    List<String> words = new ArrayList<>();
    if (resources.dsp() > fpga.dsp()) {
      words.add(resources.dsp() + " DSP slices of " + fpga.dsp());
    }
    if (resources.bram18() > fpga.bram18()) {
      words.add(resources.bram18() + " blocks of 18 Kbit of " + fpga.bram18());
    }
    if (resources.uram() > fpga.uram()) {
      words.add(resources.uram() + " blocks of 288 Kbit of " + fpga.uram());
    }
    if (resources.lut() > fpga.lut() * ROUTABLE) {
      words.add(
          resources.lut()
              + " look-up tables of "
              + fpga.lut()
              + " (of which "
              + Math.round(ROUTABLE * 100)
              + " % can be routed)");
    }
    return words;
  }

  /** The same, and what takes most of it. */
  static String words(Design design, Fpga fpga) {
    StringBuilder words = new StringBuilder(String.join("; ", exceeded(design, fpga)));
    words.append(", with ").append(design.multipliers()).append(" multipliers");
    Resources resources = design.resources(fpga);
    if (resources.bram18() > fpga.bram18()) {
      words.append("; blocks: ").append(blocks(design, fpga));
    }
    if (resources.lut() > fpga.lut() * ROUTABLE) {
      Process most = largest(design, Comparator.comparingInt(p -> p.unit().resources(fpga).lut()));
      words
          .append("; most tables: ")
          .append(most.unit().resources(fpga).lut())
          .append(" in ")
          .append(most.name());
    }
    return words.toString();
  }

  /** Where blocks of memory go. */
  private static String blocks(Design design, Fpga fpga) {
    int buffers = 0;
    int constants = 0;
    for (Process process : design.processes()) {
      int blocks = process.unit().resources(fpga).bram18();
      buffers += process.unit().isBuffer() ? blocks : 0;
      constants += process.unit().isBuffer() ? 0 : blocks;
    }
    int streams = design.resources(fpga).bram18() - buffers - constants;
    Process most = largest(design, Comparator.comparingInt(p -> p.unit().resources(fpga).bram18()));
    return "%d for weights and tables, %d for line buffers, %d for streams; most: %d in %s"
        .formatted(constants, buffers, streams, most.unit().resources(fpga).bram18(), most.name());
  }

  private static Process largest(Design design, Comparator<Process> by) {
    return design.processes().stream().max(by).orElseThrow();
  }
}
