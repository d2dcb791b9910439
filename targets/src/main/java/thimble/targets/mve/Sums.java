package thimble.targets.mve;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.op.Argument;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.cortexm.ExactSumModel;
import thimble.targets.cortexm.Sum;

/**
 * Sums and differences of two int8 tensors of different scales: the numbers that {@link Sum} finds,
 * four elements at a time.
 */
final class Sums {
  private Sums() {}

  /**
   * @param sign 1 for a sum, -1 for a difference
   */
  static Optional<Kernel> find(Op op, Signature signature, int sign) {
    return Sum.find(op, signature, sign).flatMap(scalar -> vectors(scalar, signature));
  }

  private static Optional<Kernel> vectors(Kernel scalar, Signature signature) {
    Record model = scalar.template().orElseThrow().model();
    boolean exact = model instanceof ExactSumModel;
    if (model instanceof ExactSumModel byTables && !byTables.call().equals("dsp_requantize")) {
      return Optional.empty();
    }
    String stem = exact ? "add_exact" : "add";
    String label = stem + "_mve";
    List<Argument> arguments =
        scalar.call().arguments().stream()
            .map(argument -> argument instanceof Argument.Table t ? byBytes(t) : argument)
            .toList();
    double elements = signature.output().count() / (double) signature.output().rows();
    return Optional.of(
        Vectors.kernel(
            scalar,
            arguments,
            stem,
            label,
            model,
            new Cost.Linear(40, elements * (exact ? 3.5 : 2.5))));
  }

  /** Tables of numbers from -128 to 127, in the order of bytes without a sign: 0 to 127 first. */
  private static Argument byBytes(Argument.Table table) {
    int[] numbers = table.data().intArray();
    int[] turned = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      turned[i] = numbers[i ^ 128];
    }
    return new Argument.Table(table.name(), TensorData.ints(turned));
  }
}
