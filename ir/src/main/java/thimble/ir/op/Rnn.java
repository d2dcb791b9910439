package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.RnnKernel;

/**
 * A plain recurrent layer over a sequence, in one direction; f32.
 *
 * <pre>  h' = f(W x + R h + b)</pre>
 *
 * Inputs: x [steps, batch, inputs], weight [units, inputs], recurrent [units, units], bias [2
 * units] (of the inputs, then of the state), hidden [batch, units] before the first step. Results:
 * the hidden states of all steps [steps, batch, units] with {@code sequence}, then hidden [batch,
 * units] after the last step.
 *
 * @param reverse from the last step to the first
 * @param sequence whether the hidden states of all steps are a result
 * @param limit the function's operand is brought into [-limit, limit]; may be infinite
 */
public record Rnn(boolean reverse, boolean sequence, float limit, CellFunction hidden)
    implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    Cell.check(inputs, 1, 1, 0, "x, weight, recurrent, bias and hidden", checks);
    Cell.checkFunctions(limit, checks, hidden);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Cell.infer(inputs, 1, sequence);
  }

  @Override
  public Access access(Signature signature) {
    return Access.whole();
  }

  @Override
  public Optional<Recurrence> recurrence() {
    Op whole = new Rnn(reverse, true, limit, hidden);
    return Optional.of(new Recurrence(reverse, List.of(4), sequence, whole));
  }

  @Override
  public KernelCall kernel(Signature signature) {
    Arguments arguments = Cell.arguments(signature, reverse).real("limit", limit);
    Cell.function(arguments, "hidden", hidden);
    return Cell.results(arguments, 1, sequence)
        .scratch("next", ElementType.F32, Cell.units(signature.inputs()))
        .call(RnnKernel.class, "f32");
  }

  @Override
  public Optional<Accumulation> accumulation(Signature signature) {
    if (!Cell.accumulates(signature, reverse)) {
      return Optional.empty();
    }
    int units = Cell.units(signature.inputs());
    Arguments arguments = Cell.stepArguments(signature, sequence).real("limit", limit);
    Cell.function(arguments, "hidden", hidden);
    KernelCall call =
        arguments
            .scratch("state", ElementType.F32, units)
            .sink(0)
            .scratch("next", ElementType.F32, units)
            .call(RnnKernel.class, "f32Row");
    return Optional.of(Cell.steps(signature, sequence, call));
  }

  @Override
  public long macs(Signature signature) {
    return Cell.macs(signature, 1);
  }
}
