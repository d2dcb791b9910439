package thimble.targets;

import java.util.Optional;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;

/** The reference kernels themselves, translated to C: every operator, every processor. */
public final class PortableLibrary implements KernelLibrary {
  @Override
  public String name() {
    return "portable";
  }

  @Override
  public boolean supports(Board.Core core) {
    return true;
  }

  @Override
  public Optional<Kernel> find(Op op, Signature signature) {
    return Optional.of(
        new Kernel(name(), op.kernel(signature), op.access(signature), Optional.empty()));
  }
}
