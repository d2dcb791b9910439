package thimble.sim.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Checks;
import thimble.ir.op.Clamp;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Window2d;

/**
 * Small random image networks of int8 for tests: one way from the input to the output with branches
 * that join again, odd windows, strides, dilations and paddings.
 */
public final class RandomNets {
  private static final Quantization SCALE = Quantization.perTensor(0.1f, -5);

  private final SplittableRandom random;
  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  private RandomNets(long seed) {
    random = new SplittableRandom(seed);
  }

  static Graph net(long seed, int layers) {
    SplittableRandom size = new SplittableRandom(~seed);
    return net(seed, layers, 4 + size.nextInt(4), 5 + size.nextInt(12));
  }

  public static Graph net(long seed, int layers, int height, int width) {
    return new RandomNets(seed).build(layers, height, width);
  }

  /** An image network whose first layers are wide and halve the image again and again. */
  public static Graph narrowing(long seed, int height, int width) {
    return new RandomNets(seed).buildNarrowing(height, width);
  }

  private Graph buildNarrowing(int height, int width) {
    Value x = new Value("x", type(1, height, width, 2 + random.nextInt(2)));
    Value y = conv(x, 6 + random.nextInt(4), same(3));
    for (int level = 0; level < 3; level++) {
      y = depthwise(y, new Window2d(3, 3, 2, 2, 1, 1, 1, 1, 1, 1));
      y = conv(y, 3 + random.nextInt(4), Window2d.pointwise());
      y = conv(y, 6 + random.nextInt(4), same(1 + 2 * random.nextInt(2)));
    }
    return graph(x, conv(y, 2, Window2d.pointwise()));
  }

  private Graph graph(Value x, Value y) {
    return new Graph(
        "net", List.of(Port.plain(x, "x")), constants, nodes, List.of(Port.plain(y, "y")));
  }

  private Graph build(int layers, int height, int width) {
    Value x = new Value("x", type(1, height, width, 2));
    Value y = x;
    while (nodes.size() < layers) {
      y = block(y);
    }
    return graph(x, y);
  }

  private Value block(Value x) {
    int channels = x.type().extent(3);
    switch (random.nextInt(7)) {
      case 0, 1:
        return conv(x, 1 + random.nextInt(6), window(random.nextInt(3) == 0 ? 2 : 1));
      case 2:
        return depthwise(x, window(random.nextInt(3) == 0 ? 2 : 1));
      case 3:
        return pool(x);
      case 4:
        // The residual's input is wanted narrower than the branch wants it.
        Value inner = conv(x, 1 + random.nextInt(8), Window2d.pointwise());
        inner = depthwise(inner, same(1 + 2 * random.nextInt(3)));
        inner = conv(inner, channels, Window2d.pointwise());
        return add(new Add(Clamp.NONE), x, inner);
      case 5:
        Value left = conv(x, 1 + random.nextInt(4), same(1 + 2 * random.nextInt(3)));
        return add(new Concat(3), left, random.nextBoolean() ? x : depthwise(x, same(3)));
      default:
        return add(new Add(new Clamp(-3, 8)), depthwise(x, same(3)), depthwise(x, same(5)));
    }
  }

  private static Window2d same(int side) {
    int around = side / 2;
    return new Window2d(side, side, 1, 1, 1, 1, around, around, around, around);
  }

  private Window2d window(int stride) {
    int height = 1 + random.nextInt(4);
    int width = 1 + random.nextInt(5);
    int dilation = 1 + random.nextInt(2);
    return new Window2d(
        height,
        width,
        stride,
        stride,
        1,
        dilation,
        random.nextInt(height),
        random.nextInt((width - 1) * dilation + 1),
        random.nextInt(height),
        random.nextInt((width - 1) * dilation + 1));
  }

  private Value pool(Value x) {
    Window2d window = window(random.nextBoolean() ? 2 : 1);
    if (random.nextBoolean()) {
      return add(new MaxPool2d(window), x);
    }
    boolean counts = random.nextBoolean();
    return add(
        new AveragePool2d(window, counts, 0, counts ? random.nextInt(1 + window.padRight()) : 0),
        x);
  }

  private Value conv(Value x, int outputs, Window2d window) {
    return add(
        new Conv2d(window, 1, Clamp.NONE),
        x,
        weight(outputs, window.kernelHeight(), window.kernelWidth(), x.type().extent(3)),
        bias(outputs));
  }

  private Value depthwise(Value x, Window2d window) {
    int channels = x.type().extent(3);
    return add(
        new DepthwiseConv2d(window, 1, Clamp.RELU),
        x,
        weight(window.kernelHeight(), window.kernelWidth(), channels),
        bias(channels));
  }

  /** Adds a layer where its input is large enough for its window, else changes nothing. */
  private Value add(Op op, Value... operands) {
    List<TensorType> types = List.of(operands).stream().map(Value::type).toList();
    Checks checks = new Checks();
    op.check(types, checks);
    if (!checks.passed()) {
      return operands[0];
    }
    TensorType type = op.infer(types).get(0).withQuantization(SCALE);
    Value y = new Value("v" + nodes.size(), type);
    List<String> ids = List.of(operands).stream().map(Value::id).toList();
    nodes.add(new Node(op, ids, List.of(y), Origin.of(y.id(), op.name(), 1)));
    return y;
  }

  private static TensorType type(int... shape) {
    return TensorType.of(ElementType.S8, shape).withQuantization(SCALE);
  }

  private Value weight(int... shape) {
    TensorType type =
        TensorType.of(ElementType.S8, shape).withQuantization(Quantization.perTensor(0.02f, 0));
    byte[] data = new byte[type.count()];
    random.nextBytes(data);
    return constant(type, TensorData.bytes(data));
  }

  private Value bias(int count) {
    int[] data = random.ints(count, -900, 900).toArray();
    return constant(TensorType.of(ElementType.S32, count), TensorData.ints(data));
  }

  private Value constant(TensorType type, TensorData data) {
    Value value = new Value("c" + constants.size(), type);
    constants.add(new Constant(value, data));
    return value;
  }
}
