package thimble.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import thimble.frontend.quantize.QuantizeOptions;

/**
 * One thing that a search may choose.
 *
 * @param name for people, scripts and the journal
 */
record Axis(String name, List<Value> values) {
  /**
   * One choice.
   *
   * @param size where values have an order: the surrogate may cut between them
   */
  record Value(String label, double size, UnaryOperator<Configuration> change) {}

  Axis {
    values = List.copyOf(values);
  }

  /** A switch of the options, off and on. */
  static Axis of(String name, String off, String on, Switch change) {
    return new Axis(
        name,
        List.of(
            new Value(off, 0, c -> c.withOptions(change.set(c.options(), false))),
            new Value(on, 1, c -> c.withOptions(change.set(c.options(), true)))));
  }

  /** Sets a switch. */
  interface Switch {
    QuantizeOptions set(QuantizeOptions options, boolean on);
  }

  /** Values of the options, in the order of their size. */
  static <T> Axis of(
      String name,
      List<T> values,
      Function<T, String> label,
      Function<T, UnaryOperator<QuantizeOptions>> change) {
    List<Value> result = new ArrayList<>();
    for (T value : values) {
      UnaryOperator<QuantizeOptions> one = change.apply(value);
      result.add(
          new Value(label.apply(value), result.size(), c -> c.withOptions(one.apply(c.options()))));
    }
    return new Axis(name, result);
  }

  /** The one value that leaves everything as it is. */
  Axis fixed() {
    return new Axis(name, List.of(new Value("given", 0, UnaryOperator.identity())));
  }

  Stream<String> labels() {
    return values.stream().map(Value::label);
  }
}
