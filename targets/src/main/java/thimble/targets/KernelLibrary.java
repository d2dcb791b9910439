package thimble.targets;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;

/**
 * Kernels for some processors and some operators. A library's kernel gives the reference kernel's
 * result bit for bit.
 */
public interface KernelLibrary {
  /** The name in reports and on the command line: {@code portable}, {@code cortexm}. */
  String name();

  /** Whether its kernels are made for this processor. */
  boolean supports(Board.Core core);

  /**
   * Its kernel for an operator between these types, if it has one.
   *
   * @param constants for each input its data, where it is known at compile time
   */
  Optional<Kernel> find(Op op, Signature signature, List<Optional<TensorData>> constants);

  /** Whether generated projects carry its code; another's sources must be there to build with. */
  default boolean isBundled() {
    return true;
  }

  /** The same library for one processor. */
  default KernelLibrary on(Board.Core core) {
    return this;
  }

  /** The same library with loops that are unrolled less, or more. */
  default KernelLibrary unrolled(Unrolling unrolling) {
    return this;
  }

  /** Why {@link #find} finds nothing, in a few words that follow the library's name. */
  default String refusal(Op op, Signature signature, List<Optional<TensorData>> constants) {
    return "it has no kernel for this " + op.name();
  }
}
