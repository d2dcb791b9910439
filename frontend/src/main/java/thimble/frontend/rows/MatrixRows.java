package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.op.Add;
import thimble.ir.op.Clamp;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.MatMul;
import thimble.ir.op.Multiply;

/** Products of matrices: dense layers where one factor is a stored weight. */
final class MatrixRows {
  private MatrixRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of("MatMul", 2, 2, site -> multiply(site, site.input(0), site.input(1))),
        Row.of(
            "Gemm",
            2,
            3,
            site -> {
              Optional<Operand> c = site.has(2) ? Optional.of(site.input(2)) : Optional.empty();
              return gemm(site, site.input(0), site.input(1), c);
            }));
  }

  /** NumPy's matmul; a stored matrix on the right makes a dense layer. */
  static Operand multiply(Site site, Operand a, Operand b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw site.senseless("a scalar is no matrix: " + a.type() + ", " + b.type());
    }
    boolean vectorRight = b.rank() == 1;
    Operand right = vectorRight ? Shaping.unsqueeze(site, b, 1) : b;
    boolean stored = right.isKnown() || site.storedBehind(right).isPresent();
    if (right.rank() == 2 && stored) {
      Operand weight = site.transpose(right, List.of(1, 0));
      Operand y = dense(site, a, weight, zeros(site, weight.type().extent(0)));
      return vectorRight ? Shaping.squeeze(site, y, y.rank() - 1) : y;
    }
    boolean vectorLeft = a.rank() == 1;
    Operand left = vectorLeft ? Shaping.unsqueeze(site, a, 0) : a;
    Operand y = site.add(new MatMul(), left, right);
    y = vectorRight ? Shaping.squeeze(site, y, y.rank() - 1) : y;
    return vectorLeft ? Shaping.squeeze(site, y, y.rank() - (vectorRight ? 1 : 2)) : y;
  }

  private static Operand dense(Site site, Operand x, Operand weight, Operand bias) {
    return site.add(new FullyConnected(Clamp.NONE), x, weight, bias);
  }

  private static Operand zeros(Site site, int count) {
    return site.filled(ElementType.F32, List.of(count), 0);
  }

  /** {@code alpha A' B' + beta C}, with C broadcast to the result. */
  static Operand gemm(Site site, Operand a, Operand b, Optional<Operand> c) {
    if (a.rank() != 2 || b.rank() != 2) {
      throw site.senseless("factors of rank 2 are needed: " + a.type() + ", " + b.type());
    }
    Attributes attributes = site.attributes();
    float alpha = attributes.real("alpha", 1);
    float beta = attributes.real("beta", 1);
    Operand x = attributes.flag("transA", false) ? site.transpose(a, List.of(1, 0)) : a;
    Operand weight = attributes.flag("transB", false) ? b : site.transpose(b, List.of(1, 0));
    int outputs = weight.type().extent(0);
    Optional<Operand> addend = c.filter(present -> beta != 0).map(x2 -> scaled(site, x2, beta));
    if (alpha != 1 && weight.isKnown()) {
      weight = scaled(site, weight, alpha);
    } else if (alpha != 1) {
      Operand product = scaled(site, dense(site, x, weight, zeros(site, outputs)), alpha);
      return addend.map(present -> add(site, product, present)).orElse(product);
    }
    Optional<Operand> bias = addend.flatMap(present -> bias(site, present, outputs));
    Operand y = dense(site, x, weight, bias.orElseGet(() -> zeros(site, outputs)));
    return bias.isPresent() || addend.isEmpty() ? y : add(site, y, addend.get());
  }

  private static Operand add(Site site, Operand product, Operand addend) {
    Operand sum = site.add(new Add(Clamp.NONE), product, addend);
    if (!sum.shape().equals(product.shape())) {
      throw site.senseless("C " + addend.type() + " does not broadcast to " + product.type());
    }
    return sum;
  }

  private static Operand scaled(Site site, Operand x, float factor) {
    return factor == 1
        ? x
        : site.add(new Multiply(Clamp.NONE), x, site.scalar(ElementType.F32, factor));
  }

  /** C as one number for each column, where it is that. */
  private static Optional<Operand> bias(Site site, Operand c, int outputs) {
    List<Integer> leading = new ArrayList<>(c.shape());
    if (!leading.isEmpty()) {
      leading.remove(leading.size() - 1);
    }
    if (c.rank() > 2 || leading.stream().anyMatch(extent -> extent != 1)) {
      return Optional.empty();
    }
    if (c.type().count() == outputs) {
      return Optional.of(site.reshape(c, List.of(outputs)));
    }
    return c.type().count() == 1
        ? Optional.of(Shaping.expand(site, site.reshape(c, List.of(1)), List.of(outputs)))
        : Optional.empty();
  }
}
