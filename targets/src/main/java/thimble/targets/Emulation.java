package thimble.targets;

import java.util.List;

/** How QEMU is called. */
public final class Emulation {
  public static final String PROGRAM = "qemu-system-arm";

  private Emulation() {}

  /**
   * The command line, to which the program's file is still to be added. Virtual time advances by
   * one nanosecond with each instruction, so a run is the same on every computer; the program's
   * files are this computer's, in the working directory.
   */
  public static List<String> command(Board.Emulator emulator) {
    return List.of(
        PROGRAM,
        "-M",
        emulator.machine(),
        "-nographic",
        "-monitor",
        "none",
        "-serial",
        "none",
        "-icount",
        "shift=0",
        "-semihosting-config",
        "enable=on,target=native",
        "-kernel");
  }
}
