package thimble.ir.op;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.SignKernel;
import thimble.ir.kernel.UnaryKernel;

/**
 * An elementwise function of one operand, f32; {@link Function#ABS}, {@link Function#NEGATE} and
 * {@link Function#SIGN} also s32 and s64. On quantized tensors these functions exist as {@link
 * Lookup} only.
 *
 * @param alpha the function's first parameter; 0 where it has none
 * @param beta the function's second parameter; 0 where it has none
 */
public record Unary(Function function, float alpha, float beta) implements Op {
  /** {@code a} and {@code b} stand for alpha and beta. */
  public enum Function {
    ABS,
    NEGATE,
    SIGN,
    RECIPROCAL,
    FLOOR,
    CEIL,
    /** To the nearest integer, halves to the even one. */
    ROUND,
    SQRT,
    EXP,
    LOG,
    SIN,
    COS,
    TAN,
    ASIN,
    ACOS,
    ATAN,
    SINH,
    COSH,
    TANH,
    ASINH,
    ACOSH,
    ATANH,
    ERF,
    SIGMOID,
    /** {@code max(0, min(1, a x + b))}. */
    HARD_SIGMOID,
    /** {@code x max(0, min(1, x/6 + 1/2))}. */
    HARD_SWISH,
    /** {@code x < 0 ? a x : x}. */
    LEAKY_RELU,
    /** {@code x > a ? x : 0}. */
    THRESHOLDED_RELU,
    /** {@code x < 0 ? a (e^x - 1) : x}. */
    ELU,
    /** {@code b (x < 0 ? a (e^x - 1) : x)}. */
    SELU,
    /** {@code max(0, x) + min(0, a (e^(x/a) - 1))}. */
    CELU,
    /** {@code log(1 + e^x)}. */
    SOFTPLUS,
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN,
    /** {@code x (1 + erf(x / sqrt 2)) / 2}. */
    GELU,
    /** GELU's approximation {@code x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2}. */
    GELU_TANH,
    /** {@code x sigmoid(x)}. */
    SILU,
    /** {@code x tanh(softplus(x))}. */
    MISH,
    /** {@code x < -a ? x + b : x > a ? x - b : 0}. */
    SHRINK;

    /** How many parameters the function has. */
    private int parameters() {
      return switch (this) {
        case HARD_SIGMOID, SELU, SHRINK -> 2;
        case LEAKY_RELU, THRESHOLDED_RELU, ELU, CELU -> 1;
        default -> 0;
      };
    }

    /** The name in camel case. */
    private String method() {
      StringBuilder method = new StringBuilder();
      for (String word : name().toLowerCase(Locale.ROOT).split("_")) {
        method.append(
            method.length() == 0
                ? word
                : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
      }
      return method.toString();
    }

    private boolean takesIntegers() {
      return this == ABS || this == NEGATE || this == SIGN;
    }
  }

  /** A function without parameters. */
  public static Unary of(Function function) {
    return new Unary(function, 0, 0);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 1, "C1", "takes 1 input, not " + inputs.size());
    if (!checks.passed()) {
      return;
    }
    Set<ElementType> allowed =
        function.takesIntegers()
            ? Set.of(ElementType.F32, ElementType.S32, ElementType.S64)
            : Set.of(ElementType.F32);
    checks
        .require(
            Types.allPlain(inputs, allowed),
            "C2",
            "no kernel for " + function + " of " + inputs.get(0))
        .require(
            Float.isFinite(alpha) && Float.isFinite(beta),
            "C3",
            "parameters are finite, not " + alpha + " and " + beta)
        .require(function != Function.CELU || alpha != 0, "C4", "alpha of CELU is not 0");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(inputs.get(0).element(), inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    if (function.takesIntegers()) {
      String method =
          function.name().toLowerCase(Locale.ROOT) + signature.output().element().name();
      return Elementwise.call(SignKernel.class, method, signature);
    }
    return Elementwise.call(
        UnaryKernel.class,
        function.method(),
        signature,
        Stream.of(new Argument.Real("alpha", alpha), new Argument.Real("beta", beta))
            .limit(function.parameters())
            .toArray(Argument[]::new));
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    return Parts.elementwise(this, signature, 1, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Broadcast.overwritable(signature, 1);
  }
}
