package thimble.targets;

import java.util.List;

/**
 * A board with an FPGA; read from {@code fpga/<name>.yaml}, one file a board. What {@code --device}
 * says of another device stands instead of the board's own ({@link Devices}).
 *
 * @param name the target's name on the command line
 * @param title for people
 * @param part the vendor's name of the device
 * @param clockHz of the design
 * @param dsp slices that multiply
 * @param dspPorts bits of the two factors of such a slice, signed
 * @param bram18 blocks of memory of 18 Kbit
 * @param uram blocks of memory of 288 Kbit, which cannot hold constants
 * @param lut look-up tables
 * @param ff flip-flops
 * @param memoryBytesPerSecond that the memory beside the device moves
 */
public record Fpga(
    String name,
    String title,
    String part,
    long clockHz,
    int dsp,
    List<Integer> dspPorts,
    int bram18,
    int uram,
    int lut,
    int ff,
    long memoryBytesPerSecond) {
  public Fpga {
    dspPorts = List.copyOf(dspPorts);
  }

  /** The board, and its device where that is not the board's own. */
  public String label() {
    return name + " (" + part + ")";
  }
}
