package thimble.targets;

import java.util.List;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;

/** All libraries, the fastest first; the portable one, which has everything, stands last. */
public final class KernelLibraries {
  private static final List<KernelLibrary> ALL = List.of(new PortableLibrary());

  private KernelLibraries() {}

  public static List<KernelLibrary> all() {
    return ALL;
  }

  /** The first library's kernel that exists for this processor. */
  public static Kernel choose(Board.Core core, Op op, Signature signature) {
    return ALL.stream()
        .filter(library -> library.supports(core))
        .flatMap(library -> library.find(op, signature).stream())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no kernel for " + op.name()));
  }
}
