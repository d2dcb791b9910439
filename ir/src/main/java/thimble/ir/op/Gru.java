package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.GruKernel;

/**
 * A layer of gated recurrent units over a sequence, in one direction; f32.
 *
 * <pre>
 *   z = f(Wz x + Rz h + bz)    r = f(Wr x + Rr h + br)
 *   n = g(Wh x + Rh (r h) + bh)                      or, with {@code resetLast},
 *   n = g(Wh x + r (Rh h + bh of the state) + bh)    h' = (1 - z) n + z h
 * </pre>
 *
 * Inputs: x [steps, batch, inputs], weight [3 units, inputs], recurrent [3 units, units], bias [6
 * units] (of the inputs, then of the state), hidden [batch, units] before the first step. Gates
 * stand in the order update, reset, hidden. Results: the hidden states of all steps [steps, batch,
 * units] with {@code sequence}, then hidden [batch, units] after the last step.
 *
 * @param reverse from the last step to the first
 * @param resetLast ONNX's {@code linear_before_reset}
 * @param sequence whether the hidden states of all steps are a result
 * @param limit operands of all functions are brought into [-limit, limit]; may be infinite
 */
public record Gru(
    boolean reverse,
    boolean resetLast,
    boolean sequence,
    float limit,
    CellFunction gate,
    CellFunction hidden)
    implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    Cell.check(inputs, 3, 1, 0, "x, weight, recurrent, bias and hidden", checks);
    Cell.checkFunctions(limit, checks, gate, hidden);
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
    Op whole = new Gru(reverse, resetLast, true, limit, gate, hidden);
    return Optional.of(new Recurrence(reverse, List.of(4), sequence, whole));
  }

  @Override
  public KernelCall kernel(Signature signature) {
    Arguments arguments =
        Cell.arguments(signature, reverse)
            .integer("resetLast", resetLast ? 1 : 0)
            .real("limit", limit);
    Cell.function(arguments, "gate", gate);
    Cell.function(arguments, "hidden", hidden);
    return Cell.results(arguments, 1, sequence)
        .scratch("gates", ElementType.F32, 4 * Cell.units(signature.inputs()))
        .call(GruKernel.class, "f32");
  }

  @Override
  public Optional<Accumulation> accumulation(Signature signature) {
    if (!Cell.accumulates(signature, reverse)) {
      return Optional.empty();
    }
    int units = Cell.units(signature.inputs());
    Arguments arguments =
        Cell.stepArguments(signature, sequence)
            .integer("resetLast", resetLast ? 1 : 0)
            .real("limit", limit);
    Cell.function(arguments, "gate", gate);
    Cell.function(arguments, "hidden", hidden);
    KernelCall call =
        arguments
            .scratch("state", ElementType.F32, units)
            .sink(0)
            .scratch("gates", ElementType.F32, 4 * units)
            .call(GruKernel.class, "f32Row");
    return Optional.of(Cell.steps(signature, sequence, call));
  }

  @Override
  public long macs(Signature signature) {
    return Cell.macs(signature, 3);
  }
}
