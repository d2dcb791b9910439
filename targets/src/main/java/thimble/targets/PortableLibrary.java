package thimble.targets;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;

/** The reference kernels themselves, translated to C: every operator, every processor. */
public final class PortableLibrary implements KernelLibrary {
  static final String NAME = "portable";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean supports(Board.Core core) {
    return true;
  }

  @Override
  public Optional<Kernel> find(Op op, Signature signature, List<Optional<TensorData>> constants) {
    return Optional.of(kernel(op, signature));
  }

  static Kernel kernel(Op op, Signature signature) {
    return new Kernel(
        NAME,
        op.kernel(signature),
        op.access(signature),
        op.overwritable(signature),
        Optional.empty(),
        Cost.ofReference(op, signature));
  }
}
