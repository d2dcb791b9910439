package thimble.ir.op;

import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.MoveKernel;

/** Constraints that operators share which move elements and compute nothing. */
final class Movement {
  private Movement() {}

  /**
   * Constraints {@code C1} (one input) and {@code C2} (rank; one scale for the whole tensor).
   *
   * @return whether to look further
   */
  static boolean check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 1, "C1", "takes 1 input, not " + inputs.size());
    return checks.passed() && checkMovable(inputs.get(0), checks);
  }

  static boolean checkMovable(TensorType x, Checks checks) {
    checks.require(
        x.rank() <= Shapes.MAX_RANK && (!x.isQuantized() || x.quant().isPerTensor()),
        "C2",
        "takes a tensor of rank 8 at most, quantized per tensor if at all, not " + x);
    return checks.passed();
  }

  static List<TensorType> infer(TensorType x, List<Integer> shape) {
    return List.of(TensorType.of(x.element(), shape));
  }

  /** The output is the input's memory from {@code elements} on. */
  static List<Alias> view(TensorType x, int elements) {
    return List.of(new Alias(0, 0, elements * x.element().bytes(), Alias.Kind.OUTPUT_IN_INPUT));
  }

  /** The axes of a shape that are longer than 1. */
  static List<Integer> longAxes(List<Integer> shape) {
    return IntStream.range(0, shape.size()).filter(axis -> shape.get(axis) != 1).boxed().toList();
  }

  /** A kernel that writes the output in order and reads the input as the nest says. */
  static KernelCall strided(ElementType element, Nest nest) {
    return strided(element, 0, nest);
  }

  /** As above, from element {@code first} of the input (where by rows: of each row) on. */
  static KernelCall strided(ElementType element, int first, Nest nest) {
    return KernelCall.of(
        MoveKernel.class,
        Types.width(element),
        new Argument.Source(0),
        new Argument.Int("srcFirst", first),
        nest.step("srcStep", 0),
        nest.levels(),
        nest.table(),
        new Argument.Sink(0),
        nest.blocks(),
        nest.run());
  }

  /** A plain copy, for a view that the planner could not grant. */
  static KernelCall copy(TensorType x) {
    return KernelCall.of(
        MoveKernel.class,
        Types.width(x.element()) + "Copy",
        new Argument.Source(0),
        new Argument.Sink(0),
        new Argument.Int("count", x.count()));
  }
}
