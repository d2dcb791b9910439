package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.AddKernel;
import thimble.ir.kernel.Requantize;
import thimble.ir.op.Binary;
import thimble.ir.op.Signature;
import thimble.ir.op.Subtract;
import thimble.ir.run.Evaluator;
import thimble.targets.ReferenceCall;

/** Functions of two values; operands may be constants, and are broadcast. */
final class Elementwise {
  private Elementwise() {}

  static Optional<Stage> sum(Layer layer) {
    Optional<SumTables> tables = sumTables(layer);
    int count = layer.output().count();
    if (tables.isPresent()) {
      return stage(
          layer,
          lanes ->
              List.of(new AddUnit(lanes, Layer.BITS, count / lanes, Layer.BITS, tables.get())));
    }
    ReferenceCall reference = new ReferenceCall(layer.op().kernel(layer.signature()));
    int[] a = operand(reference, "a", 1);
    int[] b = operand(reference, "b", layer.op() instanceof Subtract ? -1 : 1);
    long least = least(a) + least(b);
    long most = -(least(negated(a)) + least(negated(b)));
    int bits = Sums.bits(least, most);
    return stage(
        layer,
        lanes ->
            List.of(
                new TableSumUnit(lanes, Layer.BITS, count / lanes, bits, a, b),
                Rescaling.uniform(
                        lanes,
                        0,
                        reference.integer("dstMultiplier"),
                        reference.integer("dstShift"),
                        least,
                        most,
                        reference.integer("dstZero"),
                        reference.integer("clampLow"),
                        reference.integer("clampHigh"))
                    .unit(count / lanes, lanes, lanes, bits, Layer.BITS)));
  }

  /** An operand brought to the common scale of a sum, as the semantics do. */
  private static int[] operand(ReferenceCall reference, String name, int sign) {
    int zero = reference.integer(name + "Zero");
    int multiplier = reference.integer(name + "Multiplier");
    int shift = reference.integer(name + "Shift");
    int[] table = new int[Layer.VALUES];
    for (int i = 0; i < table.length; i++) {
      int raised = (i + Layer.LEAST - zero) * AddKernel.S8_UNIT;
      table[i] = sign * Requantize.apply(raised, multiplier, shift);
    }
    return table;
  }

  private static long least(int[] values) {
    return IntStream.of(values).min().orElse(0);
  }

  private static int[] negated(int[] values) {
    return IntStream.of(values).map(value -> -value).toArray();
  }

  private static Optional<SumTables> sumTables(Layer layer) {
    TensorType a = layer.input(0);
    TensorType b = layer.input(1);
    TensorType y = layer.output();
    double scale = y.quant().scale();
    double sign = layer.op() instanceof Subtract ? -1 : 1;
    return SumTables.of(
        pairs(layer),
        a.quant().scale() / scale,
        a.quant().zeroPoint(),
        sign * b.quant().scale() / scale,
        b.quant().zeroPoint(),
        y.quant().zeroPoint(),
        layer.low(),
        layer.high());
  }

  /** What an elementwise operator gives for every pair of inputs. */
  private static byte[] pairs(Layer layer) {
    byte[] first = new byte[Layer.VALUES * Layer.VALUES];
    byte[] second = new byte[Layer.VALUES * Layer.VALUES];
    for (int i = 0; i < first.length; i++) {
      first[i] = (byte) (i / Layer.VALUES + Layer.LEAST);
      second[i] = (byte) (i % Layer.VALUES + Layer.LEAST);
    }
    List<Integer> shape = List.of(Layer.VALUES, Layer.VALUES);
    Signature signature =
        new Signature(
            List.of(layer.input(0).withShape(shape), layer.input(1).withShape(shape)),
            List.of(layer.output().withShape(shape)));
    return Evaluator.apply(
            layer.op(), signature, List.of(TensorData.bytes(first), TensorData.bytes(second)))
        .get(0)
        .byteArray();
  }

  static Optional<Stage> product(Layer layer) {
    ReferenceCall reference = new ReferenceCall(layer.op().kernel(layer.signature()));
    int zeroA = reference.integer("aZero");
    int zeroB = reference.integer("bZero");
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int a : new int[] {Layer.LEAST - zeroA, Layer.MOST - zeroA}) {
      for (int b : new int[] {Layer.LEAST - zeroB, Layer.MOST - zeroB}) {
        least = Math.min(least, (long) a * b);
        most = Math.max(most, (long) a * b);
      }
    }
    long from = least;
    long to = most;
    int bits = Sums.bits(from, to);
    int count = layer.output().count();
    return stage(
        layer,
        lanes ->
            List.of(
                new MultiplyUnit(lanes, Layer.BITS, count / lanes, bits, zeroA, zeroB),
                Rescaling.uniform(
                        lanes,
                        0,
                        reference.integer("multiplier"),
                        reference.integer("shift"),
                        from,
                        to,
                        reference.integer("dstZero"),
                        reference.integer("clampLow"),
                        reference.integer("clampHigh"))
                    .unit(count / lanes, lanes, lanes, bits, Layer.BITS)));
  }

  static Optional<Stage> extreme(Layer layer) {
    Binary.Function function = ((Binary) layer.op()).function();
    if (function != Binary.Function.MAXIMUM && function != Binary.Function.MINIMUM) {
      return Optional.empty();
    }
    int count = layer.output().count();
    boolean largest = function == Binary.Function.MAXIMUM;
    return stage(
        layer, lanes -> List.of(new ExtremeUnit(lanes, Layer.BITS, count / lanes, largest)));
  }

  private static Optional<Stage> stage(Layer layer, IntFunction<List<Unit>> units) {
    Optional<Operand> a = Operand.of(layer, 0);
    Optional<Operand> b = Operand.of(layer, 1);
    if (a.isEmpty() || b.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> choices = new ArrayList<>(Divisors.of(layer.output().extent(-1)));
    choices.removeIf(lanes -> !a.get().streams(lanes) || !b.get().streams(lanes));
    return Optional.of(
        new LanesStage(choices, units, lanes -> List.of(a.get().feed(lanes), b.get().feed(lanes))));
  }
}
