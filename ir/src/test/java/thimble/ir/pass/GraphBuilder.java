package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Checks;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;

/** Makes graphs node by node; types are inferred. */
final class GraphBuilder {
  private final Random random;
  private final List<Port> inputs = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();
  private int names = 0;

  GraphBuilder(Random random) {
    this.random = random;
  }

  private String name(String stem) {
    return stem + names++;
  }

  Value input(int... shape) {
    Value value = new Value(name("in"), TensorType.of(ElementType.F32, shape));
    inputs.add(Port.plain(value, value.id()));
    return value;
  }

  void output(Value value) {
    outputs.add(Port.plain(value, value.id()));
  }

  Value constant(float... data) {
    return constant(TensorType.of(ElementType.F32, data.length), TensorData.floats(data));
  }

  Value constant(TensorType type, TensorData data) {
    Value value = new Value(name("c"), type);
    constants.add(new Constant(value, data));
    return value;
  }

  /** Random floats around 0. */
  Value weights(int... shape) {
    TensorType type = TensorType.of(ElementType.F32, shape);
    TensorData data = TensorData.allocate(ElementType.F32, type.count());
    for (int i = 0; i < data.count(); i++) {
      data.floatArray()[i] = (float) (random.nextGaussian() * 0.4);
    }
    return constant(type, data);
  }

  /** Random int8 weights behind a Dequantize, one scale for each index of the axis. */
  Value quantizedWeights(int axis, int... shape) {
    TensorType plain = TensorType.of(ElementType.S8, shape);
    List<Float> scales = new ArrayList<>();
    List<Integer> zeros = new ArrayList<>();
    for (int i = 0; i < shape[axis]; i++) {
      scales.add(0.002f + random.nextFloat() * 0.006f);
      zeros.add(0);
    }
    byte[] data = new byte[plain.count()];
    random.nextBytes(data);
    return add(
        new Dequantize(),
        constant(
            plain.withQuantization(new Quantization(scales, zeros, axis)), TensorData.bytes(data)));
  }

  /** Quantize and Dequantize with a scale that random data fills. */
  Value quantized(Value x) {
    int zeroPoint = random.nextInt(41) - 20;
    return quantized(x, Quantization.perTensor(0.03f + random.nextFloat() * 0.02f, zeroPoint));
  }

  Value quantized(Value x, Quantization quantization) {
    TensorType type = TensorType.quantized(ElementType.S8, x.type().shape(), quantization);
    Value stored = new Value(name("q"), type);
    nodes.add(node(new Quantize(ElementType.S8), List.of(x), stored));
    return add(new Dequantize(), stored);
  }

  Value add(Op op, Value... arguments) {
    List<Value> list = List.of(arguments);
    List<TensorType> types = list.stream().map(Value::type).toList();
    Checks checks = new Checks();
    op.check(types, checks);
    if (!checks.passed()) {
      throw new IllegalArgumentException(op + " of " + list + ": " + checks.broken());
    }
    Value result = new Value(name("v"), op.infer(types).get(0));
    nodes.add(node(op, list, result));
    return result;
  }

  private static Node node(Op op, List<Value> arguments, Value result) {
    return new Node(
        op,
        arguments.stream().map(Value::id).toList(),
        List.of(result),
        Origin.of(result.id(), op.name(), 13));
  }

  Graph build() {
    return new Graph("test", inputs, constants, nodes, outputs);
  }
}
