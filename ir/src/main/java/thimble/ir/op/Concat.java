package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import thimble.ir.TensorType;
import thimble.ir.kernel.ConcatKernel;

/**
 * Inputs one after another along an axis. All have one element type and one quantization or none
 * (unequal scales are brought together by a {@link Requantize} before). Along the outermost axis
 * longer than 1 the inputs are parts of the output's memory and no kernel runs.
 *
 * <p>At most {@link #MOST_INPUTS} inputs: more are joined in a tree.
 */
public record Concat(int axis) implements Op {
  /** A kernel has a fixed number of parameters. */
  public static final int MOST_INPUTS = 8;

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(
        !inputs.isEmpty() && inputs.size() <= MOST_INPUTS,
        "C1",
        "takes 1 to " + MOST_INPUTS + " inputs, not " + inputs.size());
    if (!checks.passed() || !Movement.checkMovable(inputs.get(0), checks)) {
      return;
    }
    TensorType first = inputs.get(0);
    checks.require(axis >= 0 && axis < first.rank(), "C3", "no axis " + axis + " in " + first);
    if (!checks.passed()) {
      return;
    }
    checks
        .require(
            inputs.stream()
                .allMatch(x -> x.element() == first.element() && differsOnlyAlongAxis(x, first)),
            "C4",
            "cannot be joined along axis " + axis + ": " + inputs)
        .require(
            Types.sameQuantization(inputs), "C5", "the inputs' quantizations differ: " + inputs);
    if (checks.passed()) {
      long extent = inputs.stream().mapToLong(x -> x.extent(axis)).sum();
      checks.require(
          extent <= Integer.MAX_VALUE && Shapes.fits(shape(inputs, (int) extent)),
          "C6",
          "the result is too large: " + extent + " along axis " + axis);
    }
  }

  private boolean differsOnlyAlongAxis(TensorType x, TensorType first) {
    return x.rank() == first.rank()
        && IntStream.range(0, first.rank())
            .allMatch(other -> other == axis || x.extent(other) == first.extent(other));
  }

  private List<Integer> shape(List<TensorType> inputs, int extent) {
    List<Integer> shape = new ArrayList<>(inputs.get(0).shape());
    shape.set(axis, extent);
    return shape;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    int extent = inputs.stream().mapToInt(x -> x.extent(axis)).sum();
    return Movement.infer(inputs.get(0), shape(inputs, extent));
  }

  @Override
  public List<Alias> aliases(Signature signature) {
    if (signature.output().product(0, axis) != 1) {
      return List.of();
    }
    List<Alias> aliases = new ArrayList<>();
    int offset = 0;
    for (int input = 0; input < signature.inputs().size(); input++) {
      aliases.add(new Alias(input, 0, offset, Alias.Kind.INPUT_IN_OUTPUT));
      offset += signature.input(input).bytes();
    }
    return aliases;
  }

  /** By rows where the axis lies inside a row. */
  @Override
  public Access access(Signature signature) {
    return axis >= signature.output().rowAxes()
        ? Access.mergeableRows(
            signature.inputs().stream().map(x -> RowWindow.same()).toArray(RowWindow[]::new))
        : Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType y = signature.output();
    boolean byRows = access(signature) instanceof Access.ByRows;
    int behind = y.product(axis + 1, y.rank());
    int inputs = signature.inputs().size();
    boolean few = inputs <= 2;
    List<Argument> arguments = new ArrayList<>();
    for (int input = 0; input < (few ? 2 : MOST_INPUTS); input++) {
      // A source that is not there has no elements: the first input stands in for it.
      boolean present = input < inputs;
      int run = present ? signature.input(input).extent(axis) * behind : 0;
      arguments.add(new Argument.Source(present ? input : 0));
      arguments.add(new Argument.Int("run" + input, run));
    }
    arguments.add(new Argument.Sink(0));
    arguments.add(
        byRows
            ? new Argument.PerRow("blocks", y.product(y.rowAxes(), axis))
            : new Argument.Int("blocks", y.product(0, axis)));
    return KernelCall.of(
        ConcatKernel.class,
        Types.width(y.element()) + (few ? "Two" : "Eight"),
        arguments.toArray(Argument[]::new));
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    return output.axis() == axis
        ? Optional.empty()
        : Parts.elementwise(this, signature, signature.inputs().size(), output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
