package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.op.Softmax;
import thimble.targets.ReferenceCall;

/** Softmax along any axis; one that is not the innermost is brought there and back. */
final class Softmaxes {
  private Softmaxes() {}

  static Optional<Stage> stage(Layer layer) {
    ReferenceCall reference = new ReferenceCall(layer.op().kernel(layer.signature()));
    if (!reference.call().method().equals("s8Fixed")) {
      return Optional.empty();
    }
    TensorType x = layer.input(0);
    int axis = ((Softmax) layer.op()).axis();
    int outer = x.product(0, axis);
    int depth = x.extent(axis);
    int inner = x.product(axis + 1, x.rank());
    Unit softmax =
        new SoftmaxUnit(
            outer * inner,
            depth,
            Layer.BITS,
            reference.integer("dstBits"),
            reference.integer("dstZero"),
            reference.ints("exponential"));
    List<Unit> units = new ArrayList<>();
    if (inner > 1) {
      units.add(swap(outer, inner, depth));
    }
    units.add(softmax);
    if (inner > 1) {
      units.add(swap(outer, depth, inner));
    }
    return Optional.of(new LanesStage(1, lanes -> units));
  }

  /** From [outer, last, first] to [outer, first, last]. */
  private static Unit swap(int outer, int first, int last) {
    SourceMap map =
        SourceMap.of(
            outer * first * last,
            multiples(outer, first * last),
            multiples(first, 1),
            multiples(last, first));
    return new MoveUnit(map, 1, Layer.BITS, 0);
  }

  private static int[] multiples(int count, int of) {
    int[] multiples = new int[count];
    for (int i = 0; i < count; i++) {
      multiples[i] = i * of;
    }
    return multiples;
  }
}
