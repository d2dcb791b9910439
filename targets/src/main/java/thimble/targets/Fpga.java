package thimble.targets;

import java.util.List;

/**
 * A board with an FPGA; read from {@code fpga/<name>.yaml}, one file a board.
 *
 * @param name the target's name on the command line
 * @param title for people
 * @param part the vendor's name of the device
 * @param clockHz of the design
 * @param dsp slices that multiply
 * @param dspPorts bits of the two factors of such a slice, signed
 * @param bram18 blocks of memory of 18 Kbit
 * @param lut look-up tables
 * @param ff flip-flops
 */
public record Fpga(
    String name,
    String title,
    String part,
    long clockHz,
    int dsp,
    List<Integer> dspPorts,
    int bram18,
    int lut,
    int ff) {
  public Fpga {
    dspPorts = List.copyOf(dspPorts);
  }
}
