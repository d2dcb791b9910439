package thimble.codegen.c;

import java.util.List;

/**
 * A constant array that says where the rows of a value lie, for rows without a regular place.
 *
 * @param type of its entries
 * @param comment what it is about
 * @param count entries, one for each row
 * @param bytes its size
 * @param lines the entries, in elements of the value's type from the arena's first byte
 */
public record RowPlaces(
    String name, String type, String comment, int count, long bytes, List<String> lines) {
  public RowPlaces {
    lines = List.copyOf(lines);
  }
}
