package thimble.frontend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import thimble.frontend.onnx.OnnxPort;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** Inputs whose values the user fixes, so that what depends on them alone is computed now. */
public final class GivenInputs {
  private final String file;
  private final Map<String, List<Double>> constants;
  private final List<Diagnostic> problems = new ArrayList<>();

  GivenInputs(String file, List<OnnxPort> inputs, Map<String, List<Double>> constants) {
    this.file = file;
    this.constants = constants;
    for (String name : constants.keySet()) {
      if (inputs.stream().noneMatch(input -> input.name().equals(name))) {
        String names =
            inputs.stream()
                .map(input -> "\"" + input.name() + "\"")
                .collect(Collectors.joining(", "));
        problem(
            "a constant for nothing",
            file,
            "no input is called \"" + name + "\"",
            "the inputs are " + names);
      }
    }
  }

  boolean has(String input) {
    return constants.containsKey(input);
  }

  List<Diagnostic> problems() {
    return problems;
  }

  /** The elements of an input; none where there is a problem. */
  Optional<TensorData> value(String input, TensorType type) {
    Optional<TensorData> data = elements(constants.get(input), type);
    if (data.isEmpty()) {
      problem(
          "a constant that does not fit its input",
          file + ", input \"" + input + "\"",
          "it is " + type + ", --constant gives " + constants.get(input),
          "one number for all elements, or one for each");
    }
    return data;
  }

  /**
   * Numbers as a tensor.
   *
   * @param numbers one for all elements, or one for each
   * @return none where their count is another or an element cannot hold its number
   */
  public static Optional<TensorData> elements(List<Double> numbers, TensorType type) {
    int count = type.count();
    if (numbers.size() != 1 && numbers.size() != count) {
      return Optional.empty();
    }
    TensorData data = TensorData.allocate(type.element(), count);
    for (int i = 0; i < count; i++) {
      double number = numbers.get(numbers.size() == 1 ? 0 : i);
      boolean fits =
          !type.element().isInteger()
              || number == Math.rint(number)
                  && number >= type.element().min()
                  && number <= type.element().max();
      if (!fits) {
        return Optional.empty();
      }
      data.set(i, number);
    }
    return Optional.of(data);
  }

  private void problem(String what, String where, String why, String hint) {
    problems.add(new Diagnostic(Code.T0205, what, where, why, hint));
  }
}
