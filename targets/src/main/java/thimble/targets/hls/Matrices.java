package thimble.targets.hls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.targets.ReferenceCall;

/**
 * Products of two matrices; where one is broadcast over a batch, or is a constant, it comes as
 * often as it is needed.
 *
 * @param a elements of the first operand, matrix by matrix
 * @param b of the second one
 * @param rescaling for one column
 */
record Matrices(
    Operand a,
    Operand b,
    int products,
    int rows,
    int depth,
    int columns,
    int aZero,
    int bZero,
    int sumBits,
    Rescaling rescaling)
    implements Stage {

  static Optional<Stage> stage(Layer layer) {
    ReferenceCall reference = new ReferenceCall(layer.op().kernel(layer.signature()));
    TensorType a = layer.input(0);
    TensorType b = layer.input(1);
    int depth = reference.integer("depth");
    int columns = reference.integer("columns");
    int[] aOffset = reference.ints("aOffset");
    int[] bOffset = reference.ints("bOffset");
    int products = reference.integer("products");
    int rows = layer.output().count() / columns / products;
    int aZero = reference.integer("aZero");
    int bZero = reference.integer("bZero");
    long furthest =
        (long) depth
            * Math.max(Layer.MOST - aZero, aZero - Layer.LEAST)
            * Math.max(Layer.MOST - bZero, bZero - Layer.LEAST);
    if (depth == 0 || furthest > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    SourceMap aMap = SourceMap.of(a.count(), aOffset, counted(rows * depth));
    SourceMap bMap = SourceMap.of(b.count(), bOffset, counted(depth * columns));
    Rescaling rescaling =
        Rescaling.uniform(
            1,
            0,
            reference.integer("multiplier"),
            reference.integer("shift"),
            -furthest,
            furthest,
            reference.integer("dstZero"),
            Layer.LEAST,
            Layer.MOST);
    return Optional.of(
        new Matrices(
            new Operand(0, layer.constants().get(0), aMap),
            new Operand(1, layer.constants().get(1), bMap),
            products,
            rows,
            depth,
            columns,
            aZero,
            bZero,
            Sums.bits(-furthest, furthest),
            rescaling));
  }

  private static int[] counted(int count) {
    int[] terms = new int[count];
    for (int i = 0; i < count; i++) {
      terms[i] = i;
    }
    return terms;
  }

  @Override
  public List<Folding> foldings() {
    List<Folding> foldings = new ArrayList<>();
    for (int pe : Divisors.of(columns)) {
      if (pe * sumBits <= DotStage.WIDEST && b.streams(pe)) {
        foldings.add(new Folding(pe, 1));
      }
    }
    foldings.sort(Comparator.comparingInt(Folding::pe));
    return foldings;
  }

  @Override
  public int multipliers(Folding folding) {
    return folding.pe();
  }

  @Override
  public List<Unit> units(Folding folding) {
    int pe = folding.pe();
    Unit matrix =
        new MatrixUnit(products, rows, depth, columns / pe, pe, Layer.BITS, sumBits, aZero, bZero);
    int words = products * rows * (columns / pe);
    int lanes = Divisors.atLeast(pe, (double) pe / depth);
    return List.of(matrix, rescaling.repeated(pe).unit(words, pe, lanes, sumBits, Layer.BITS));
  }

  @Override
  public List<Feed> feeds(Folding folding) {
    return List.of(a.feed(1), b.feed(folding.pe()));
  }
}
