package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** What operators that compute sums for others to go on with have in common. */
final class Sums {
  private Sums() {}

  /** What products of such elements are summed in. */
  static ElementType element(TensorType x) {
    return switch (x.element()) {
      case F32 -> ElementType.F32;
      case S16 -> ElementType.S64;
      default -> ElementType.S32;
    };
  }

  /** Of the shape of an operator's result. */
  static TensorType type(TensorType x, List<Integer> shape) {
    return TensorType.of(element(x), shape);
  }

  /**
   * C7: sums go on from a bias of one element for each channel, or from sums of the result's shape.
   * C9: types that a kernel exists for.
   */
  static void check(
      TensorType x, TensorType weight, TensorType carry, List<Integer> shape, Checks checks) {
    boolean isBias = isBias(carry, shape);
    checks.require(
        isBias || carry.shape().equals(shape),
        "C7",
        "sums of shape " + shape + " go on from a bias or from such sums, not from " + carry);
    if (checks.passed()) {
      TensorType bias = TensorType.of(carry.element(), List.of(weight.extent(0)));
      Filters.checkTypes(x, weight, 0, bias, checks);
    }
  }

  /** Whether sums of a shape begin with a bias. */
  private static boolean isBias(TensorType carry, List<Integer> shape) {
    return carry.rank() == 1 && carry.count() == shape.get(shape.size() - 1);
  }

  /** Whether sums of a node go on from a bias; from a tensor else. */
  static boolean isFirst(Signature signature) {
    TensorType carry = signature.input(2);
    List<Integer> shape = signature.output().shape();
    return isBias(carry, shape) && !carry.shape().equals(shape);
  }

  /** Which rows of what the sums go on from a row of sums reads. */
  static RowWindow rows(Signature signature) {
    return isFirst(signature) ? RowWindow.all() : RowWindow.same();
  }

  /** Sums are added to where they are. */
  static Set<Integer> overwritable(Signature signature) {
    return isFirst(signature) ? Set.of() : Set.of(2);
  }

  /** {@code carry, int carryAt, int carryStep}, and zero points of weights that have them. */
  static void addCarry(Signature signature, Arguments arguments) {
    TensorType weight = signature.input(1);
    arguments
        .source(2)
        .integer("carryStep", isFirst(signature) ? 0 : signature.output().extent(-1));
    if (weight.isQuantized() && !weight.quant().isSymmetric()) {
      int[] zeros = new int[weight.extent(0)];
      for (int channel = 0; channel < zeros.length; channel++) {
        zeros[channel] = weight.quant().zeroPoint(channel);
      }
      arguments.table("weightZero", TensorData.ints(zeros));
    }
  }

  /** {@code int srcZero} of quantized types. */
  static void addZero(Signature signature, Arguments arguments) {
    TensorType x = signature.input(0);
    if (x.isQuantized()) {
      arguments.integer("srcZero", x.quant().zeroPoint());
    }
  }

  /** What makes a layer's result of its sums. */
  static RequantizeSums finish(TensorType x, TensorType weight, Clamp activation) {
    if (!x.isQuantized()) {
      return new RequantizeSums(1, List.of(1f), activation);
    }
    List<Float> scales = new ArrayList<>();
    int entries = weight.quant().isPerTensor() ? 1 : weight.extent(0);
    for (int channel = 0; channel < entries; channel++) {
      scales.add(weight.quant().scale(channel));
    }
    return new RequantizeSums(x.quant().scale(), scales, activation);
  }
}
