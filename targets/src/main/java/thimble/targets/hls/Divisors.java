package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;

/** Numbers that divide another. */
final class Divisors {
  private Divisors() {}

  /** Ascending. */
  static List<Integer> of(int number) {
    List<Integer> divisors = new ArrayList<>();
    for (int divisor = 1; divisor <= number; divisor++) {
      if (number % divisor == 0) {
        divisors.add(divisor);
      }
    }
    return divisors;
  }

  /** The smallest divisor of a number that is at least as large as another. */
  static int atLeast(int number, double least) {
    return of(number).stream().filter(divisor -> divisor >= least).findFirst().orElse(number);
  }
}
