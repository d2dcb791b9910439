package thimble.targets.hls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Reduce;
import thimble.ir.op.Signature;
import thimble.ir.run.Evaluator;
import thimble.targets.ReferenceCall;

/** Sums, means and extremes along axes. */
final class Reductions {
  private Reductions() {}

  static Optional<Stage> stage(Layer layer) {
    ReferenceCall reference = new ReferenceCall(layer.op().kernel(layer.signature()));
    TensorType x = layer.input(0);
    int outer = reference.integer("reduced0");
    int kept = reference.integer("kept1");
    int inner = reference.integer("reduced1");
    int last = reference.integer("kept2");
    int group = outer * inner;
    int results = layer.output().count();
    int blocks = results / (kept * last);
    Reduce.Kind kind = ((Reduce) layer.op()).kind();
    if (kind == Reduce.Kind.MAX || kind == Reduce.Kind.MIN) {
      ReduceUnit.Kind extreme = kind == Reduce.Kind.MAX ? ReduceUnit.Kind.MAX : ReduceUnit.Kind.MIN;
      return Optional.of(
          new LanesStage(
              last,
              lanes ->
                  List.of(
                      new ReduceUnit(
                          blocks,
                          outer,
                          kept,
                          inner,
                          last / lanes,
                          lanes,
                          Layer.BITS,
                          Layer.BITS,
                          extreme))));
    }
    long least = (long) Layer.LEAST * group;
    long most = (long) Layer.MOST * group;
    int bits = Sums.bits(least, most);
    return rescaling(layer, reference, group, least, most)
        .map(
            rescaling ->
                new LanesStage(
                    last,
                    lanes ->
                        List.of(
                            new ReduceUnit(
                                blocks,
                                outer,
                                kept,
                                inner,
                                last / lanes,
                                lanes,
                                Layer.BITS,
                                bits,
                                ReduceUnit.Kind.SUM),
                            rescaling
                                .repeated(lanes)
                                .unit(results / lanes, lanes, lanes, bits, Layer.BITS))));
  }

  /** From the sum of a group's stored values to its result. */
  private static Optional<Rescaling> rescaling(
      Layer layer, ReferenceCall reference, int group, long least, long most) {
    TensorType x = layer.input(0);
    int zero = layer.output().quant().zeroPoint();
    if (reference.call().method().equals("s8")) {
      return Optional.of(
          Rescaling.of(
              new int[] {-group * x.quant().zeroPoint()},
              new int[] {reference.integer("multiplier")},
              new int[] {reference.integer("shift")},
              new long[] {least},
              new long[] {most},
              zero,
              Layer.LEAST,
              Layer.MOST));
    }
    LongUnaryOperator wanted = sum -> result(layer, group, sum);
    double slope = (double) x.quant().scale() / layer.output().quant().scale() / group;
    return Scale.of(wanted, slope, least, most, zero, Layer.LEAST, Layer.MOST)
        .map(
            scale ->
                new Rescaling(
                    new int[1],
                    new int[1],
                    new int[1],
                    List.of(scale),
                    zero,
                    Layer.LEAST,
                    Layer.MOST));
  }

  /** What the reference makes of a group of values with that sum. */
  private static int result(Layer layer, int group, long sum) {
    byte[] values = new byte[group];
    long each = Math.floorDiv(sum, group);
    long more = sum - each * group;
    Arrays.fill(values, (byte) each);
    Arrays.fill(values, 0, (int) more, (byte) (each + 1));
    TensorType x = layer.input(0).withShape(List.of(group));
    Reduce reduce = new Reduce(((Reduce) layer.op()).kind(), List.of(0), true);
    Signature signature = new Signature(List.of(x), List.of(layer.output().withShape(List.of(1))));
    return Evaluator.apply(reduce, signature, List.of(TensorData.bytes(values)))
        .get(0)
        .byteArray()[0];
  }
}
