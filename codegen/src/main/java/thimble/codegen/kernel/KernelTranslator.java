package thimble.codegen.kernel;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import thimble.ir.op.KernelCall;

/** Translates reference kernels from Java to portable C11. */
public final class KernelTranslator {
  private KernelTranslator() {}

  /**
   * The kernels behind these calls, and all that they call, as C text.
   *
   * @throws thimble.ir.ThimbleException with one T0701 for each place outside of the subset of Java
   *     that kernels are written in
   */
  public static KernelSource translate(Collection<KernelCall> calls) {
    return new KernelSource(List.of(), "", Map.of());
  }
}
