package thimble.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Code;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.cmsisnn.CmsisNnLibrary;
import thimble.targets.cortexm.CortexMLibrary;
import thimble.targets.mve.MveLibrary;
import thimble.targets.plain.PlainLibrary;

/**
 * Which libraries a compilation takes kernels from. The choice is made once for each node, before
 * planning: the kernel travels in the plan.
 *
 * @param inOrder the preferred one first; the portable one, which has everything, stands last
 */
public record KernelLibraries(List<KernelLibrary> inOrder) {
  /** The fastest that fits the processor. */
  public static final String AUTO = "auto";

  private static final PortableLibrary PORTABLE = new PortableLibrary();

  /** The fastest first. */
  private static final List<KernelLibrary> ALL =
      List.of(
          new MveLibrary(),
          new CortexMLibrary(),
          new PlainLibrary(),
          new CmsisNnLibrary(),
          PORTABLE);

  public KernelLibraries {
    inOrder = List.copyOf(inOrder);
  }

  /** The reference kernels only. */
  public static KernelLibraries portable() {
    return new KernelLibraries(List.of(PORTABLE));
  }

  /** What {@link #named} understands. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(AUTO));
    ALL.forEach(library -> names.add(library.name()));
    return names;
  }

  /**
   * The libraries for a processor.
   *
   * @param name {@link #AUTO}, or a library that is to be taken whatever the processor: all of them
   *     are C that computes the same everywhere. Where one that is not bundled has nothing, the
   *     fastest of the others serve
   * @throws ThimbleException T0501 for a name that no library has
   */
  public static KernelLibraries named(String name, Board.Core core) {
    if (!names().contains(name)) {
      throw new ThimbleException(
          Code.T0501,
          "no kernels are called \"" + name + "\"",
          "",
          "there are " + String.join(", ", names()),
          "--kernels " + AUTO);
    }
    List<KernelLibrary> chosen = new ArrayList<>();
    boolean bundled = true;
    for (KernelLibrary library : ALL) {
      if (library.name().equals(name)) {
        chosen.add(library.on(core));
        bundled = library.isBundled();
      }
    }
    if (name.equals(AUTO) || !bundled) {
      ALL.stream()
          .filter(library -> library.isBundled() && library.supports(core))
          .forEach(library -> chosen.add(library.on(core)));
    }
    if (!chosen.contains(PORTABLE)) {
      chosen.add(PORTABLE);
    }
    return new KernelLibraries(chosen);
  }

  /** The same libraries with loops that are unrolled less, or more. */
  public KernelLibraries unrolled(Unrolling unrolling) {
    return new KernelLibraries(
        inOrder.stream().map(library -> library.unrolled(unrolling)).toList());
  }

  /**
   * The first library's kernel that exists.
   *
   * @param constants for each input its data, where it is known at compile time
   */
  public Kernel choose(Op op, Signature signature, List<Optional<TensorData>> constants) {
    return inOrder.stream()
        .flatMap(library -> library.find(op, signature, constants).stream())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no kernel for " + op.name()));
  }

  /** Why the preferred libraries left an operator to a later one; empty where the first serves. */
  public List<String> refusals(
      Op op, Signature signature, List<Optional<TensorData>> constants, String chosen) {
    List<String> refusals = new ArrayList<>();
    for (KernelLibrary library : inOrder) {
      if (library.name().equals(chosen)) {
        break;
      }
      refusals.add(library.name() + ": " + library.refusal(op, signature, constants));
    }
    return refusals;
  }
}
