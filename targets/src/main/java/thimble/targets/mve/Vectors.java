package thimble.targets.mve;

import java.util.List;
import java.util.Optional;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;

/** Kernels of the DSP extension, which go by words, made kernels of vectors. */
final class Vectors {
  /** Bytes of a vector. */
  static final int LANES = 16;

  private Vectors() {}

  /** The same operator over the same memory; another template writes its function. */
  static Kernel kernel(
      Kernel words, List<Argument> arguments, String stem, String label, Record model, Cost cost) {
    return new Kernel(
        MveLibrary.NAME,
        new KernelCall(MveLibrary.NAME, label, arguments),
        words.access(),
        words.overwritable(),
        Optional.of(
            new KernelTemplate(MveLibrary.NAME + "/" + stem, label, model, MveLibrary.NAME)),
        cost);
  }

  /** With the arguments that it has. */
  static Kernel kernel(Kernel words, String stem, String label, Record model, Cost cost) {
    return kernel(words, words.call().arguments(), stem, label, model, cost);
  }

  /** How many vectors so many bytes take. */
  static double count(int bytes) {
    return (bytes + LANES - 1) / LANES;
  }
}
