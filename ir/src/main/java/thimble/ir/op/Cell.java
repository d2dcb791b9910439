package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.TensorType;

/**
 * What recurrent layers have in common. Their inputs begin with
 *
 * <pre>
 *   x [steps, batch, inputs], weight [gates units, inputs], recurrent [gates units, units],
 *   bias [2 gates units] (of the inputs, then of the state), states [batch, units] before the first step
 * </pre>
 *
 * and their results are the hidden states of all steps [steps, batch, units], where somebody wants
 * them, and each state after the last step.
 */
final class Cell {
  private Cell() {}

  /**
   * @param gates how many the cell has
   * @param states how many states it keeps
   * @param more inputs beyond the states
   */
  static boolean check(
      List<TensorType> inputs, int gates, int states, int more, String names, Checks checks) {
    if (!checks.inputs(inputs, 4 + states + more, names)) {
      return false;
    }
    TensorType x = inputs.get(0);
    TensorType recurrent = inputs.get(2);
    checks
        .require(
            inputs.stream()
                .allMatch(type -> type.element() == ElementType.F32 && !type.isQuantized()),
            "C2",
            "no kernel for " + inputs)
        .require(x.rank() == 3, "C3", "x is [steps, batch, inputs], not " + x)
        .require(recurrent.rank() == 2, "C4", "recurrent weights are a matrix, not " + recurrent);
    if (!checks.passed()) {
      return false;
    }
    int units = recurrent.extent(1);
    shape(inputs.get(1), "C5", "weights", List.of(gates * units, x.extent(2)), checks);
    shape(recurrent, "C6", "recurrent weights", List.of(gates * units, units), checks);
    shape(inputs.get(3), "C7", "bias", List.of(2 * gates * units), checks);
    for (int state = 0; state < states; state++) {
      shape(inputs.get(4 + state), "C8", "first state", List.of(x.extent(1), units), checks);
    }
    return checks.passed();
  }

  static void shape(
      TensorType type, String constraint, String what, List<Integer> expected, Checks checks) {
    checks.require(
        type.shape().equals(expected), constraint, what + " " + type + ", not " + expected);
  }

  static void checkFunctions(float limit, Checks checks, CellFunction... functions) {
    checks.require(limit > 0, "C9", "limit " + limit + " is not above 0");
    for (CellFunction function : functions) {
      checks.require(function.isFinite(), "C10", "parameters are finite, not " + function);
    }
  }

  static int units(List<TensorType> inputs) {
    return inputs.get(2).extent(1);
  }

  static List<TensorType> infer(List<TensorType> inputs, int states, boolean sequence) {
    TensorType x = inputs.get(0);
    int units = units(inputs);
    List<TensorType> results = new ArrayList<>();
    if (sequence) {
      results.add(TensorType.of(ElementType.F32, x.extent(0), x.extent(1), units));
    }
    for (int state = 0; state < states; state++) {
      results.add(TensorType.of(ElementType.F32, x.extent(1), units));
    }
    return results;
  }

  /** The arguments that every cell begins with. */
  static Arguments arguments(Signature signature, boolean reverse) {
    TensorType x = signature.input(0);
    return new Arguments()
        .source(0)
        .integer("steps", x.extent(0))
        .integer("batch", x.extent(1))
        .integer("inputs", x.extent(2))
        .integer("reverse", reverse ? 1 : 0)
        .source(1)
        .source(2)
        .source(3)
        .integer("units", units(signature.inputs()))
        .source(4);
  }

  /** Whether steps may be taken one by one: of one sequence, forward. */
  static boolean accumulates(Signature signature, boolean reverse) {
    TensorType x = signature.input(0);
    return !reverse && x.extent(1) == 1 && x.extent(0) > 0;
  }

  /**
   * Step by step.
   *
   * @param sequence whether each step has a result
   */
  static Accumulation steps(Signature signature, boolean sequence, KernelCall kernel) {
    int steps = signature.input(0).extent(0);
    return new Accumulation(0, sequence ? 1 : steps, steps, kernel);
  }

  /** The arguments that every cell's step begins with. */
  static Arguments stepArguments(Signature signature, boolean sequence) {
    TensorType x = signature.input(0);
    return new Arguments()
        .source(0)
        .inputRow()
        .integer("steps", x.extent(0))
        .integer("each", sequence ? 1 : 0)
        .integer("inputs", x.extent(2))
        .source(1)
        .source(2)
        .source(3)
        .integer("units", units(signature.inputs()))
        .source(4);
  }

  static Arguments function(Arguments arguments, String name, CellFunction function) {
    return arguments
        .integer(name + "Function", function.kind().ordinal())
        .real(name + "Alpha", function.alpha())
        .real(name + "Beta", function.beta());
  }

  /** The results; where nobody wants the sequence the last state stands in for it, untouched. */
  static Arguments results(Arguments arguments, int states, boolean sequence) {
    arguments.sink(0).integer("sequences", sequence ? 1 : 0);
    for (int state = 0; state < states; state++) {
      arguments.sink(state + (sequence ? 1 : 0));
    }
    return arguments;
  }

  static long macs(Signature signature, int gates) {
    TensorType x = signature.input(0);
    long units = units(signature.inputs());
    return (long) x.extent(0) * x.extent(1) * gates * units * (x.extent(2) + units);
  }
}
