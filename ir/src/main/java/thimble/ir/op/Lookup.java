package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.LookupKernel;

/**
 * {@code y = table[x + 128]}, any function of one s8 element. x s8, table s8 [256], y s8 of x's
 * shape; what the table means is in the quantizations of x and y (see {@link
 * thimble.ir.run.LookupTable}).
 */
public record Lookup() implements Op {
  /** Entries of a table: one for each s8. */
  public static final int ENTRIES = 256;

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 2, "C1", "takes x and a table, not " + inputs.size());
    if (!checks.passed()) {
      return;
    }
    TensorType x = inputs.get(0);
    TensorType table = inputs.get(1);
    checks
        .require(x.element() == ElementType.S8, "C2", "x is s8, not " + x)
        .require(
            table.element() == ElementType.S8 && table.count() == ENTRIES,
            "C3",
            "the table has 256 elements of s8, not " + table);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(ElementType.S8, inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same(), RowWindow.all());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    return Elementwise.call(LookupKernel.class, "s8", signature, new Argument.Source(1));
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    return Parts.elementwise(this, signature, 1, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Broadcast.overwritable(signature, 1);
  }
}
