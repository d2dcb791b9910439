package thimble.targets.cmsisnn;

import java.util.List;

/**
 * A sum or product of two operands of one shape.
 *
 * @param operation {@code add} or {@code mul}, as the library's name has it
 * @param before the numbers between the operands and the result
 * @param after the numbers behind the result
 * @param count parameter that holds the number of elements
 */
public record ElementwiseModel(
    String operation, List<Integer> before, List<Integer> after, String count) {
  public ElementwiseModel {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
