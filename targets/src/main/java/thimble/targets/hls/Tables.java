package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.Binary;
import thimble.ir.op.Clip;
import thimble.ir.op.Lookup;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Requantize;
import thimble.ir.op.Signature;
import thimble.ir.op.Subtract;
import thimble.ir.run.Evaluator;

/** Operators that take every value by itself: tables of what the reference gives for all 256. */
final class Tables {
  private static final Set<Class<? extends Op>> ONE_OPERAND =
      Set.of(Clip.class, Requantize.class, Lookup.class);
  private static final Set<Class<? extends Op>> TWO_OPERANDS =
      Set.of(Add.class, Subtract.class, Multiply.class, Binary.class);

  private Tables() {}

  /** Whether an operator can be a table. */
  static boolean knows(Class<?> operator) {
    return ONE_OPERAND.contains(operator);
  }

  /** Of functions of one value, and of two where one is the same number for all. */
  static Optional<Stage> unary(Layer layer) {
    int stream = layer.onlyStream();
    Class<? extends Op> type = layer.op().getClass();
    if (stream < 0 || !(ONE_OPERAND.contains(type) || isWithNumber(layer, stream))) {
      return Optional.empty();
    }
    TensorType x = layer.input(stream);
    byte[] table = table(layer, stream, ONE_OPERAND.contains(type));
    Range range = layer.range(stream);
    int bits = range.bits();
    int outBits = given(table, range).bits();
    return Optional.of(
        new LanesStage(
            x.extent(-1),
            lanes -> List.of(new LookupUnit(lanes, bits, x.count() / lanes, outBits, table))));
  }

  private static boolean isWithNumber(Layer layer, int stream) {
    return TWO_OPERANDS.contains(layer.op().getClass())
        && layer.input(1 - stream).count() == 1
        && layer.output().count() == layer.input(stream).count();
  }

  private static byte[] table(Layer layer, int stream, boolean keepsConstants) {
    List<Integer> shape = List.of(Layer.VALUES);
    List<TensorType> types = new ArrayList<>();
    List<TensorData> data = new ArrayList<>();
    for (int input = 0; input < layer.constants().size(); input++) {
      TensorType type = layer.input(input);
      boolean constant = input != stream;
      types.add(
          !constant ? type.withShape(shape) : keepsConstants ? type : type.withShape(List.of(1)));
      data.add(constant ? layer.constant(input) : TensorData.bytes(values()));
    }
    Signature signature = new Signature(types, List.of(layer.output().withShape(shape)));
    return Evaluator.apply(layer.op(), signature, data).get(0).byteArray();
  }

  /** What a table gives for the inputs that occur; others, it says 0 of. */
  private static Range given(byte[] table, Range range) {
    Range given = new Range(0, 0);
    for (int i = 0; i < table.length; i++) {
      int value = i + Layer.LEAST;
      if (value < range.least() || value > range.most()) {
        table[i] = 0;
      }
      given = given.and(table[i]);
    }
    return given;
  }

  private static byte[] values() {
    byte[] values = new byte[Layer.VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i + Layer.LEAST);
    }
    return values;
  }
}
