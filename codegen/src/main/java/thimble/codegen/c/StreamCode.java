package thimble.codegen.c;

import java.util.List;

/**
 * A row stream as a C function.
 *
 * @param comment lines about it
 * @param type of an entry of the order
 * @param events entries of the order
 * @param order the layers in the order of their turns, as lines of an initialiser
 * @param counters layers whose function wants to know the row
 * @param cases what one turn of each layer does
 */
public record StreamCode(
    String function,
    List<String> comment,
    String type,
    int events,
    List<String> order,
    int counters,
    List<Turn> cases) {

  /**
   * @param local number of the layer within the stream
   * @param statements of its turn
   */
  public record Turn(int local, List<String> statements) {
    public Turn {
      statements = List.copyOf(statements);
    }
  }

  public StreamCode {
    comment = List.copyOf(comment);
    order = List.copyOf(order);
    cases = List.copyOf(cases);
  }

  public boolean hasCounters() {
    return counters > 0;
  }
}
