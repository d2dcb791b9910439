package thimble.targets;

import java.util.Optional;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;

/**
 * Kernels for some processors and some operators. A library's kernel gives the reference kernel's
 * result bit for bit.
 */
public interface KernelLibrary {
  /** The name in reports: {@code portable}, {@code cortexm}. */
  String name();

  /** Whether its kernels run on this processor. */
  boolean supports(Board.Core core);

  /** Its kernel for an operator between these types, if it has one. */
  Optional<Kernel> find(Op op, Signature signature);
}
