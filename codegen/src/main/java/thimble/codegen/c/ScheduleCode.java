package thimble.codegen.c;

import java.util.List;

/**
 * The whole network as one function that stops where a row of an input is wanted and goes on when
 * it is there.
 *
 * @param comment lines about it
 * @param type of an entry of the order
 * @param turns entries of the order
 * @param order what happens turn by turn, as lines of an initialiser: a layer's number, or one of
 *     those below
 * @param counters rows that the context counts
 * @param counterType of a counter
 * @param layers what a turn of each layer does
 * @param arrivals inputs whose rows come
 * @param departures outputs whose rows go
 */
public record ScheduleCode(
    List<String> comment,
    String type,
    int turns,
    List<String> order,
    int counters,
    String counterType,
    List<StreamCode.Turn> layers,
    List<Arrival> arrivals,
    List<Departure> departures) {

  /**
   * @param turn number in the order
   * @param source the input, as the caller counts them
   * @param place the row's byte in the arena, a C expression
   * @param counter counts its rows
   */
  public record Arrival(int turn, int source, String place, String counter) {}

  /**
   * @param turn number in the order
   * @param place the row's byte in the arena, a C expression
   * @param counter counts its rows
   */
  public record Departure(int turn, int output, String place, String counter) {}

  public ScheduleCode {
    comment = List.copyOf(comment);
    order = List.copyOf(order);
    layers = List.copyOf(layers);
    arrivals = List.copyOf(arrivals);
    departures = List.copyOf(departures);
  }

  public boolean hasCounters() {
    return counters > 0;
  }

  /** Whether rows do more than arrive: an input may be an output, and nothing else happen. */
  public boolean usesArena() {
    return !layers.isEmpty() || !departures.isEmpty();
  }
}
