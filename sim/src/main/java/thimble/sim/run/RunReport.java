package thimble.sim.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a program told about its run.
 *
 * @param inferences how many
 * @param outputs for each inference all outputs, one behind the other in order
 * @param trace with {@link Instrumentation#TRACE}, for each inference the first output of every
 *     layer; otherwise empty
 * @param instructions of one inference; empty on the host
 * @param layers with {@link Instrumentation#PROFILE} in the emulator; otherwise empty
 * @param arenaBytes size of the arena
 * @param arenaTouchedBytes one past the last byte of the arena that an inference writes: exact
 * @param stackBytes the deepest word that an inference writes, counted from its caller; 0 on the
 *     host
 * @param correct inferences whose class was the label's, where there were labels
 * @param size of the program; empty on the host
 */
public record RunReport(
    int inferences,
    byte[] outputs,
    byte[] trace,
    Optional<Instructions> instructions,
    List<Layer> layers,
    long arenaBytes,
    long arenaTouchedBytes,
    long stackBytes,
    OptionalInt correct,
    Optional<ProgramSize> size) {
  public RunReport {
    layers = List.copyOf(layers);
  }

  /** Executed instructions of the first inference, of the shortest and of the longest. */
  public record Instructions(long first, long least, long most) {}

  /**
   * @param name the layer's, as the project's table says
   * @param instructions average over all inferences
   */
  public record Layer(String name, long instructions) {}
}
