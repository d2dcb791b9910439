package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.LookupKernel;

/**
 * Any function of one stored element, of which a table has the results; what they mean is in the
 * quantizations of x and y (see {@link thimble.ir.run.LookupTable}). y has x's type and shape.
 *
 * <p>s8: {@code y = table[x + 128]}, table s8 [256]. s16: table s16 [2^n + 1], n in [1, 15],
 * entries {@code 2^(16 - n)} inputs apart, the first for -32768; straight lines between them,
 * rounded half up.
 */
public record Lookup() implements Op {
  /** Entries of a table: one for each s8. */
  public static final int ENTRIES = 256;

  /** Most entries of a table for s16. */
  private static final int MOST_ENTRIES = (1 << 15) + 1;

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 2, "C1", "takes x and a table, not " + inputs.size());
    if (!checks.passed()) {
      return;
    }
    TensorType x = inputs.get(0);
    TensorType table = inputs.get(1);
    checks
        .require(
            x.element() == ElementType.S8 || x.element() == ElementType.S16,
            "C2",
            "x is s8 or s16, not " + x)
        .require(
            table.element() == x.element()
                && (x.element() == ElementType.S8
                    ? table.count() == ENTRIES
                    : isPowerAndOne(table.count())),
            "C3",
            "the table has 256 elements of s8, or 2^n + 1 of s16, not " + table);
  }

  private static boolean isPowerAndOne(int count) {
    return count >= 3 && count <= MOST_ENTRIES && Integer.bitCount(count - 1) == 1;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(inputs.get(0).element(), inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same(), RowWindow.all());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    if (signature.input(0).element() == ElementType.S8) {
      return Elementwise.call(LookupKernel.class, "s8", signature, new Argument.Source(1));
    }
    int intervals = signature.input(1).count() - 1;
    return Elementwise.call(
        LookupKernel.class,
        "s16",
        signature,
        new Argument.Source(1),
        new Argument.Int("shift", 16 - Integer.numberOfTrailingZeros(intervals)));
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
