package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.LstmKernel;

/**
 * A layer of long short-term memory over a sequence, in one direction; f32.
 *
 * <pre>
 *   i = f(Wi x + Ri h + bi + Pi c)    k = f(Wf x + Rf h + bf + Pf c)    g = g(Wc x + Rc h + bc)
 *   c' = k c + i g                    o = f(Wo x + Ro h + bo + Po c')   h' = o h(c')
 * </pre>
 *
 * Inputs: x [steps, batch, inputs], weight [4 units, inputs], recurrent [4 units, units], bias [8
 * units] (of the inputs, then of the state), hidden and cell [batch, units] before the first step
 * and, with {@code peepholes}, P [3 units]. Gates stand in the order input, output, forget, cell;
 * peepholes in the order input, output, forget. Results: the hidden states of all steps [steps,
 * batch, units] with {@code sequence}, then hidden and cell [batch, units] after the last step.
 *
 * @param reverse from the last step to the first
 * @param coupled the forget gate is 1 minus the input gate, {@code k = 1 - i}
 * @param sequence whether the hidden states of all steps are a result
 * @param limit operands of f and g are brought into [-limit, limit]; may be infinite
 */
public record Lstm(
    boolean reverse,
    boolean peepholes,
    boolean coupled,
    boolean sequence,
    float limit,
    CellFunction gate,
    CellFunction cell,
    CellFunction hidden)
    implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    String names = "x, weight, recurrent, bias, hidden, cell" + (peepholes ? " and peephole" : "");
    if (Cell.check(inputs, 4, 2, peepholes ? 1 : 0, names, checks) && peepholes) {
      Cell.shape(inputs.get(6), "C11", "peepholes", List.of(3 * Cell.units(inputs)), checks);
    }
    Cell.checkFunctions(limit, checks, gate, cell, hidden);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Cell.infer(inputs, 2, sequence);
  }

  @Override
  public Access access(Signature signature) {
    return Access.whole();
  }

  @Override
  public Optional<Recurrence> recurrence() {
    Op whole = new Lstm(reverse, peepholes, coupled, true, limit, gate, cell, hidden);
    return Optional.of(new Recurrence(reverse, List.of(4, 5), sequence, whole));
  }

  @Override
  public KernelCall kernel(Signature signature) {
    Arguments arguments =
        Cell.arguments(signature, reverse)
            .source(5)
            .source(peepholes ? 6 : 5)
            .integer("peepholes", peepholes ? 1 : 0)
            .integer("coupled", coupled ? 1 : 0)
            .real("limit", limit);
    Cell.function(arguments, "gate", gate);
    Cell.function(arguments, "cell", cell);
    Cell.function(arguments, "hidden", hidden);
    return Cell.results(arguments, 2, sequence)
        .scratch("gates", ElementType.F32, 4 * Cell.units(signature.inputs()))
        .call(LstmKernel.class, "f32");
  }

  @Override
  public Optional<Accumulation> accumulation(Signature signature) {
    if (!Cell.accumulates(signature, reverse)) {
      return Optional.empty();
    }
    int units = Cell.units(signature.inputs());
    Arguments arguments =
        Cell.stepArguments(signature, sequence)
            .source(5)
            .source(peepholes ? 6 : 5)
            .integer("peepholes", peepholes ? 1 : 0)
            .integer("coupled", coupled ? 1 : 0)
            .real("limit", limit);
    Cell.function(arguments, "gate", gate);
    Cell.function(arguments, "cell", cell);
    Cell.function(arguments, "hidden", hidden);
    KernelCall call =
        arguments
            .scratch("state", ElementType.F32, units)
            .scratch("memory", ElementType.F32, units)
            .sink(0)
            .scratch("gates", ElementType.F32, 4 * units)
            .call(LstmKernel.class, "f32Row");
    return Optional.of(Cell.steps(signature, sequence, call));
  }

  @Override
  public long macs(Signature signature) {
    return Cell.macs(signature, 4);
  }
}
