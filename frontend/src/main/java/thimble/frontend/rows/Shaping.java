package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import thimble.ir.Quantization;
import thimble.ir.TensorType;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Expand;
import thimble.ir.op.Reshape;
import thimble.ir.op.Transpose;

/**
 * Axes and shapes. Stored weights stay behind their Dequantize: what moves the float tensor is
 * applied to the stored one, and its quantization's axis moves along.
 *
 * <pre>
 *   transpose(dequantize(w))  ->  dequantize(w transposed now)
 * </pre>
 */
final class Shaping {
  private Shaping() {}

  static Operand transpose(Site site, Operand x, List<Integer> permutation) {
    if (permutation.equals(IntStream.range(0, x.rank()).boxed().toList())) {
      return x;
    }
    Optional<Operand> stored = site.storedBehind(x);
    if (stored.isPresent()) {
      return site.add(new Dequantize(), transpose(site, stored.get(), permutation));
    }
    Transpose op = new Transpose(permutation);
    if (isPerTensor(x.type())) {
      return site.move(op, x);
    }
    Quantization quantization = x.type().quant();
    Operand y = site.add(op, site.plain(x));
    return site.retyped(
        y,
        y.type().withQuantization(quantization.withAxis(permutation.indexOf(quantization.axis()))));
  }

  static Operand reshape(Site site, Operand x, List<Integer> shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    Optional<Operand> stored =
        site.storedBehind(x).filter(weight -> reshaped(weight.type(), shape).isPresent());
    if (stored.isPresent()) {
      return site.add(new Dequantize(), reshape(site, stored.get(), shape));
    }
    Reshape op = new Reshape(shape);
    Optional<Quantization> moved =
        isPerTensor(x.type()) ? Optional.empty() : reshaped(x.type(), shape);
    if (moved.isEmpty()) {
      return site.move(op, x);
    }
    Operand y = site.add(op, site.plain(x));
    return site.retyped(y, y.type().withQuantization(moved.get()));
  }

  private static boolean isPerTensor(TensorType type) {
    return !type.isQuantized() || type.quant().isPerTensor();
  }

  /** The quantization after a reshape, if its axis survives as an axis. */
  private static Optional<Quantization> reshaped(TensorType type, List<Integer> shape) {
    Quantization quantization = type.quant();
    if (quantization.isPerTensor()) {
      return Optional.of(quantization);
    }
    int axis = quantization.axis();
    long outer = type.product(0, axis);
    long product = 1;
    for (int i = 0; i < shape.size(); i++) {
      if (product == outer && shape.get(i).equals(type.extent(axis))) {
        return Optional.of(quantization.withAxis(i));
      }
      product *= shape.get(i);
    }
    return Optional.empty();
  }

  static Operand expand(Site site, Operand x, List<Integer> shape) {
    return x.shape().equals(shape) ? x : site.move(new Expand(shape), x);
  }

  /** A new axis of extent 1. */
  static Operand unsqueeze(Site site, Operand x, int axis) {
    List<Integer> shape = new ArrayList<>(x.shape());
    shape.add(axis, 1);
    return reshape(site, x, shape);
  }

  /** Without an axis, whose extent is 1. */
  static Operand squeeze(Site site, Operand x, int axis) {
    List<Integer> shape = new ArrayList<>(x.shape());
    shape.remove(axis);
    return reshape(site, x, shape);
  }

  /** NCHW to NHWC, NCL to NLC, and so on for any rank above 2. */
  static Operand channelsLast(Site site, Operand x) {
    List<Integer> permutation = new ArrayList<>();
    permutation.add(0);
    IntStream.range(2, x.rank()).forEach(permutation::add);
    permutation.add(1);
    return transpose(site, x, permutation);
  }

  /** The way back from {@link #channelsLast}. */
  static Operand channelsFirst(Site site, Operand x) {
    List<Integer> permutation = new ArrayList<>(List.of(0, x.rank() - 1));
    IntStream.range(1, x.rank() - 1).forEach(permutation::add);
    return transpose(site, x, permutation);
  }

  /** Product of the extents from an axis on. */
  static int product(List<Integer> shape, int from, int to) {
    return shape.subList(from, to).stream().reduce(1, Math::multiplyExact);
  }
}
