package thimble.codegen.hls;

import java.util.List;
import thimble.targets.hls.Parameter;

/**
 * What the templates of an HLS project write down.
 *
 * @param net name of the top function and stem of the files
 * @param memory whether the design reads and writes memory itself
 * @param axiBytes bytes of a word of the interface
 * @param units files of the unit templates that the design uses, sorted
 * @param streams inside of the design
 */
public record HlsCode(
    List<String> head,
    String net,
    String upper,
    boolean memory,
    int axiBytes,
    List<String> units,
    List<PortText> inputs,
    List<PortText> outputs,
    List<StreamText> streams,
    List<ProcessText> processes,
    List<TableText> tables) {
  /**
   * @param text what the tensor is
   * @param words of the interface
   * @param parameter how the top function takes it
   * @param declaration how a program declares what it hands to the top function
   * @param pragmas of its interface
   * @param register byte offset of the registers that take its address
   */
  public record PortText(
      String name,
      String text,
      long bytes,
      long words,
      String parameter,
      String declaration,
      List<String> pragmas,
      int register) {}

  /** A stream, with the C++ type of its words. */
  public record StreamText(String name, String type, int depth, boolean large) {}

  /**
   * @param template function of the unit
   * @param ports its parameters: the streams under names of its own, or memory
   * @param arguments of the template: ports, then tables
   */
  public record ProcessText(
      String name,
      String comment,
      String template,
      List<Parameter> parameters,
      List<StreamText> inputs,
      List<StreamText> outputs,
      List<String> ports,
      List<String> arguments) {}

  /**
   * @param extents such as {@code [4][16]}
   * @param lines of the initializer
   * @param hash of all elements, see {@link Trace}
   */
  public record TableText(
      String name, String type, String extents, List<String> lines, int count, String hash) {}
}
