package thimble.sim.seeds;

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
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Checks;
import thimble.ir.op.Clamp;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.ConvTranspose2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Reduce;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Slice;
import thimble.ir.op.Window2d;
import thimble.sim.RandomGraphs;

/**
 * Random networks on images and sequences of odd sizes: what real ones are made of (convolutions in
 * groups, depthwise, transposed, dilated and strided ones, pools, resizing, residuals, branches of
 * different depth, pyramids, several heads), in an order that no real one has. The same seed gives
 * the same network.
 */
final class RandomImages {
  private static final int MOST_ELEMENTS = 4000;
  private static final Quantization SCALE = Quantization.perTensor(0.1f, -5);

  private final SplittableRandom random;
  private final ElementType element;
  private final boolean sequence;
  private final List<Value> values = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  private RandomImages(long seed) {
    random = new SplittableRandom(seed);
    element = random.nextInt(4) == 0 ? ElementType.F32 : ElementType.S8;
    sequence = random.nextInt(5) == 0;
  }

  static Graph graph(long seed) {
    return new RandomImages(seed).build(2 + (int) Math.floorMod(seed, 11L));
  }

  private Graph build(int layers) {
    List<Port> inputs = new ArrayList<>();
    int height = 3 + random.nextInt(11);
    int width = sequence ? 1 : 2 + random.nextInt(12);
    int count = random.nextInt(6) == 0 ? 2 : 1;
    for (int i = 0; i < count; i++) {
      Value x = new Value("x" + i, type(height, width, 1 + random.nextInt(4)));
      inputs.add(Port.plain(x, x.id()));
      values.add(x);
    }
    for (int attempt = 0; attempt < 5 * layers && nodes.size() < layers; attempt++) {
      block(pick());
    }
    if (random.nextInt(3) == 0) {
      head(pick());
    }
    return new Graph("net", inputs, constants, nodes, outputs());
  }

  /** Whatever nobody reads, and now and then something that somebody does. */
  private List<Port> outputs() {
    List<Port> outputs = new ArrayList<>();
    for (Node node : nodes) {
      Value y = node.output();
      boolean isRead = nodes.stream().anyMatch(reader -> reader.inputs().contains(y.id()));
      if (!isRead || random.nextInt(14) == 0) {
        outputs.add(Port.plain(y, y.id()));
      }
    }
    return outputs.isEmpty() ? List.of(Port.plain(values.get(0), "same")) : outputs;
  }

  /** Mostly what was computed last. */
  private Value pick() {
    int back = random.nextInt(4) == 0 ? random.nextInt(values.size()) : 0;
    return values.get(values.size() - 1 - back);
  }

  private void block(Value x) {
    switch (random.nextInt(11)) {
      case 0, 1 -> convolution(x, window(x));
      case 2 -> depthwise(x, window(x));
      case 3 -> pool(x);
      case 4 -> transposed(x);
      case 5 -> resized(x);
      case 6 -> inverted(x);
      case 7 -> pyramid(x);
      case 8 -> sum(x);
      case 9 -> joined(x);
      default -> rows(x);
    }
  }

  /** An inverted bottleneck whose skip waits. */
  private void inverted(Value x) {
    Value wide = convolution(x, Window2d.pointwise());
    Value middle = depthwise(wide, same(1 + 2 * random.nextInt(2), 1 + random.nextInt(2)));
    Value narrow =
        add(
            new Conv2d(Window2d.pointwise(), 1, Clamp.NONE),
            middle,
            weight(channels(x), 1, 1, channels(middle)),
            bias(channels(x)));
    add(new Add(Clamp.NONE), narrow, x);
  }

  /** Half the size and back again, beside the way that stays. */
  private void pyramid(Value x) {
    Value small = add(new MaxPool2d(halving()), x);
    Value inner = convolution(small, same(3, 1));
    Value back = resize(inner, height(x), width(x));
    if (back.type().shape().subList(0, 3).equals(x.type().shape().subList(0, 3))) {
      add(new Concat(x.type().rank() - 1), back, x);
    }
  }

  private Window2d halving() {
    return new Window2d(2, sequence ? 1 : 2, 2, sequence ? 1 : 2, 1, 1, 0, 0, 1, sequence ? 0 : 1);
  }

  private void sum(Value x) {
    Value left = depthwise(x, same(3, 1 + random.nextInt(2)));
    Value right = random.nextBoolean() ? depthwise(x, same(5, 1)) : partner(x);
    add(random.nextInt(3) == 0 ? new Multiply(Clamp.NONE) : new Add(new Clamp(-3, 8)), left, right);
  }

  /** Some value of the same type. */
  private Value partner(Value x) {
    List<Value> like = values.stream().filter(v -> v.type().equals(x.type())).toList();
    return like.get(random.nextInt(like.size()));
  }

  private void joined(Value x) {
    List<Value> like =
        values.stream()
            .filter(v -> v.type().rank() == x.type().rank())
            .filter(v -> height(v) == height(x) && width(v) == width(x))
            .toList();
    Value other = like.get(random.nextInt(like.size()));
    add(
        new Concat(x.type().rank() - 1),
        random.nextBoolean() ? convolution(x, same(3, 1)) : x,
        other);
  }

  /** Some of the rows or columns, perhaps joined again in another order. */
  private void rows(Value x) {
    int axis = 1 + random.nextInt(sequence ? 1 : 2);
    int extent = x.type().extent(axis);
    if (extent > 2) {
      int cut = 1 + random.nextInt(extent - 1);
      Value first = slice(x, axis, 0, cut);
      Value second = slice(x, axis, cut, extent);
      if (random.nextBoolean()) {
        add(new Concat(axis), second, first);
      }
    }
  }

  private Value slice(Value x, int axis, int from, int to) {
    List<Integer> starts = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    for (int i = 0; i < x.type().rank(); i++) {
      starts.add(i == axis ? from : 0);
      steps.add(1);
    }
    return add(new Slice(starts, x.type().slab(axis, from, to).shape(), steps), x);
  }

  /** Everything at the end: a mean over the image, or a layer over all of it. */
  private void head(Value x) {
    Value all =
        sequence || random.nextInt(3) == 0
            ? x
            : add(new Reduce(Reduce.Kind.MEAN, List.of(1, 2), false), x);
    int inner = all.type().extent(-1);
    add(new FullyConnected(Clamp.NONE), all, weight(3, inner), bias(3));
  }

  private Window2d same(int side, int dilation) {
    int around = side / 2 * dilation;
    int across = sequence ? 0 : around;
    return new Window2d(
        side,
        sequence ? 1 : side,
        1,
        1,
        dilation,
        sequence ? 1 : dilation,
        around,
        across,
        around,
        across);
  }

  private Window2d window(Value x) {
    if (random.nextInt(3) == 0) {
      return Window2d.pointwise();
    }
    int kernelHeight = 1 + random.nextInt(4);
    int kernelWidth = sequence ? 1 : 1 + random.nextInt(5);
    int dilationY = 1 + random.nextInt(2);
    int dilationX = sequence ? 1 : 1 + random.nextInt(2);
    int strideY = height(x) > 4 && random.nextInt(3) == 0 ? 2 + random.nextInt(2) : 1;
    int strideX = width(x) > 4 && random.nextInt(3) == 0 ? 2 : 1;
    return new Window2d(
        kernelHeight,
        kernelWidth,
        strideY,
        strideX,
        dilationY,
        dilationX,
        random.nextInt((kernelHeight - 1) * dilationY + 1),
        random.nextInt((kernelWidth - 1) * dilationX + 1),
        random.nextInt((kernelHeight - 1) * dilationY + 1),
        random.nextInt((kernelWidth - 1) * dilationX + 1));
  }

  private Value convolution(Value x, Window2d window) {
    int inner = channels(x);
    int groups = inner % 2 == 0 && random.nextInt(4) == 0 ? 2 : 1;
    int outer = groups * (1 + random.nextInt(5));
    return add(
        new Conv2d(window, groups, activation()),
        x,
        weight(outer, window.kernelHeight(), window.kernelWidth(), inner / groups),
        bias(outer));
  }

  private Value depthwise(Value x, Window2d window) {
    return add(
        new DepthwiseConv2d(window, 1, activation()),
        x,
        weight(window.kernelHeight(), window.kernelWidth(), channels(x)),
        bias(channels(x)));
  }

  private void transposed(Value x) {
    int side = 2 + random.nextInt(2);
    int across = sequence ? 1 : side;
    int stride = 1 + random.nextInt(2);
    int padding = random.nextInt(2);
    Window2d window =
        new Window2d(
            side,
            across,
            stride,
            sequence ? 1 : stride,
            1,
            1,
            padding,
            sequence ? 0 : padding,
            random.nextInt(2),
            0);
    int outer = 1 + random.nextInt(4);
    add(
        new ConvTranspose2d(window, 1, stride == 2 ? random.nextInt(2) : 0, 0, activation()),
        x,
        weight(outer, side, across, channels(x)),
        bias(outer));
  }

  private void resized(Value x) {
    int wider = sequence ? 1 : 1 + random.nextInt(2 * width(x));
    resize(x, 1 + random.nextInt(2 * height(x)), wider);
  }

  private Value resize(Value x, int height, int width) {
    Resize2d.Mode mode = random.nextBoolean() ? Resize2d.Mode.NEAREST : Resize2d.Mode.LINEAR;
    Resize2d.Coordinates coordinates =
        switch (random.nextInt(3)) {
          case 0 -> Resize2d.Coordinates.ASYMMETRIC;
          case 1 -> Resize2d.Coordinates.ALIGN_CORNERS;
          default -> Resize2d.Coordinates.HALF_PIXEL;
        };
    return add(Resize2d.to(x.type(), height, width, mode, coordinates, Resize2d.Rounding.FLOOR), x);
  }

  private void pool(Value x) {
    Window2d window = window(x);
    add(random.nextBoolean() ? new MaxPool2d(window) : new AveragePool2d(window, false), x);
  }

  private Clamp activation() {
    return switch (random.nextInt(3)) {
      case 0 -> Clamp.RELU;
      case 1 -> Clamp.RELU6;
      default -> Clamp.NONE;
    };
  }

  /** Adds a layer where its operands suit it and the result is small, else gives the first back. */
  private Value add(Op op, Value... operands) {
    List<TensorType> types = List.of(operands).stream().map(Value::type).toList();
    Checks checks = new Checks();
    op.check(types, checks);
    if (!checks.passed()) {
      return operands[0];
    }
    TensorType type = op.infer(types).get(0);
    boolean keeps = op instanceof MaxPool2d || op instanceof Concat || op instanceof Slice;
    Quantization scale =
        keeps || op instanceof Resize2d || op instanceof AveragePool2d
            ? operands[0].type().quantization().orElse(SCALE)
            : SCALE;
    if (type.element() == ElementType.S8) {
      type = type.withQuantization(scale);
    }
    if (type.count() == 0 || type.count() > MOST_ELEMENTS) {
      return operands[0];
    }
    Value y = new Value("v" + nodes.size(), type);
    List<String> ids = List.of(operands).stream().map(Value::id).toList();
    nodes.add(new Node(op, ids, List.of(y), Origin.of(y.id(), op.name(), 1)));
    if (type.rank() == (sequence ? 3 : 4)) {
      values.add(y);
    }
    return y;
  }

  private TensorType type(int height, int width, int channels) {
    int[] shape =
        sequence ? new int[] {1, height, channels} : new int[] {1, height, width, channels};
    TensorType type = TensorType.of(element, shape);
    return element == ElementType.S8 ? type.withQuantization(SCALE) : type;
  }

  private Value weight(int... shape) {
    TensorType type = TensorType.of(element, shape);
    return constant(
        element == ElementType.S8 ? type.withQuantization(Quantization.perTensor(0.02f, 0)) : type);
  }

  private Value bias(int count) {
    return constant(
        TensorType.of(element == ElementType.S8 ? ElementType.S32 : ElementType.F32, count));
  }

  private Value constant(TensorType type) {
    Value value = new Value("c" + constants.size(), type);
    constants.add(new Constant(value, RandomGraphs.data(type, random)));
    return value;
  }

  private static int height(Value x) {
    return x.type().extent(1);
  }

  private int width(Value x) {
    return sequence ? 1 : x.type().extent(2);
  }

  private static int channels(Value x) {
    return x.type().extent(-1);
  }
}
