package thimble.sim.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.CellFunction;
import thimble.ir.op.Clamp;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Gru;
import thimble.ir.op.Lstm;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Pad;
import thimble.ir.op.Reduce;
import thimble.ir.op.Reshape;
import thimble.ir.op.Rnn;
import thimble.ir.op.Slice;
import thimble.ir.op.Transpose;
import thimble.ir.op.Window2d;

/**
 * Small networks along time: convolutions, pools, skips, branches, and a pool over all of it;
 * others of several inputs and outputs with recurrent layers between.
 */
public final class RandomSequences {
  /** How convolutions treat the ends of a window. */
  public enum Ends {
    VALID,
    /** Padding in front alone. */
    CAUSAL,
    SAME
  }

  private final Random random;
  private final Ends ends;
  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  private RandomSequences(long seed, Ends ends) {
    this.random = new Random(seed);
    this.ends = ends;
  }

  /**
   * @param pooled whether a mean over all rows ends it
   */
  public static Graph graph(long seed, Ends ends, int frames, boolean pooled) {
    return new RandomSequences(seed, ends).build(frames, pooled);
  }

  private Graph build(int frames, boolean pooled) {
    int width = random.nextInt(3) + 1;
    Value x =
        new Value("x", TensorType.of(ElementType.F32, 1, frames, width, random.nextInt(3) + 1));
    Value y = x;
    int strides = 1;
    int layers = random.nextInt(4) + 1;
    for (int layer = 0; layer < layers; layer++) {
      int stride = strides < 4 && random.nextInt(4) == 0 ? 2 : 1;
      strides *= stride;
      Value before = y;
      y = window(y, stride, random.nextInt(4));
      if (random.nextInt(3) == 0) {
        y = skip(before, y);
      } else if (random.nextInt(3) == 0) {
        y = node(new Concat(3), List.of(y.id(), window(y, 1, 9).id()), List.of(y.type(), y.type()));
      }
    }
    if (pooled) {
      y =
          node(
              new Reduce(Reduce.Kind.MEAN, List.of(1, 2), true),
              List.of(y.id()),
              List.of(y.type()));
    }
    return new Graph(
        "sequence", List.of(Port.plain(x, "x")), constants, nodes, List.of(Port.plain(y, "y")));
  }

  private Value window(Value x, int stride, int kind) {
    if (kind == 9) {
      return node(new MaxPool2d(Window2d.pointwise()), List.of(x.id()), List.of(x.type()));
    }
    int kernel = random.nextInt(3) + 1;
    int dilation = random.nextInt(2) + 1;
    int reach = (kernel - 1) * dilation;
    int top = ends == Ends.VALID ? 0 : ends == Ends.CAUSAL ? reach : reach / 2;
    int bottom = ends == Ends.SAME ? reach - top : 0;
    Window2d window = new Window2d(kernel, 1, stride, 1, dilation, 1, top, 0, bottom, 0);
    if (window.outputHeight(x.type().extent(1)) < 4) {
      return x;
    }
    if (kind == 0 && dilation == 1 && top < kernel) {
      // In front of the first frame a maximum has nothing, a stream zeros.
      Op pool =
          top == 0 && random.nextBoolean()
              ? new MaxPool2d(window)
              : new AveragePool2d(window, true);
      return node(pool, List.of(x.id()), List.of(x.type()));
    }
    int channels = x.type().extent(3);
    int units = random.nextInt(3) + 1;
    String weight = constant(units, kernel, 1, channels);
    String bias = constant(units);
    Op conv = new Conv2d(window, 1, Clamp.RELU);
    return node(
        conv,
        List.of(x.id(), weight, bias),
        List.of(
            x.type(),
            TensorType.of(ElementType.F32, units, kernel, 1, channels),
            TensorType.of(ElementType.F32, units)));
  }

  /** Adds what was before to what came of it, cut to its length where that is shorter. */
  private Value skip(Value before, Value y) {
    TensorType from = before.type();
    TensorType to = y.type();
    boolean alike = from.extent(2) == to.extent(2) && from.extent(3) == to.extent(3);
    int cut = from.extent(1) - to.extent(1);
    if (!alike || cut < 0 || cut > to.extent(1) / 2) {
      return y;
    }
    Value source = before;
    if (cut > 0) {
      Slice slice = new Slice(List.of(0, cut, 0, 0), to.shape(), List.of(1, 1, 1, 1));
      source = node(slice, List.of(before.id()), List.of(from));
    }
    return node(new Add(Clamp.NONE), List.of(y.id(), source.id()), List.of(to, source.type()));
  }

  /**
   * Recurrent layers among convolutions; one or two inputs, one that is no sequence perhaps; rows,
   * last states and means as outputs.
   */
  public static Graph recurrent(long seed, Ends ends, int frames) {
    return new RandomSequences(seed, ends).buildRecurrent(frames);
  }

  /** Images over all of whose columns time goes: convolutions and pools in both directions. */
  public static Graph columns(long seed, int frames) {
    return new RandomSequences(seed, Ends.VALID).buildColumns(frames);
  }

  private Graph buildColumns(int frames) {
    int height = random.nextInt(6) + 2;
    Value x =
        new Value("x", TensorType.of(ElementType.F32, 1, height, frames, random.nextInt(3) + 1));
    Value y = x;
    int layers = random.nextInt(3) + 1;
    for (int layer = 0; layer < layers; layer++) {
      y = columnLayer(y, random.nextInt(7));
    }
    boolean channelsFirst = random.nextBoolean();
    if (channelsFirst) {
      Op toSteps = new Transpose(List.of(0, 2, 3, 1));
      y = node(toSteps, List.of(y.id()), List.of(y.type()));
      int each = y.type().extent(2) * y.type().extent(3);
      Op flat = new Reshape(List.of(1, y.type().extent(1), each));
      y = node(flat, List.of(y.id()), List.of(y.type()));
    }
    Op end = new Reduce(Reduce.Kind.MAX, channelsFirst ? List.of(1) : List.of(1, 2), true);
    y = node(end, List.of(y.id()), List.of(y.type()));
    return new Graph(
        "columns", List.of(Port.plain(x, "x")), constants, nodes, List.of(Port.plain(y, "y")));
  }

  private Value columnLayer(Value x, int kind) {
    int channels = x.type().extent(3);
    int height = Math.min(x.type().extent(1), random.nextInt(3) + 1);
    int width = random.nextInt(3) + 1;
    int around = random.nextInt(height);
    Window2d window = new Window2d(height, width, 1, 1, 1, 1, around, 0, around / 2, 0);
    switch (kind) {
      case 0:
        Window2d half = new Window2d(height, 2, 1, 2, 1, 1, 0, 0, 0, 0);
        return node(new MaxPool2d(half), List.of(x.id()), List.of(x.type()));
      case 1:
        TensorType filter = TensorType.of(ElementType.F32, height, width, channels);
        String depth = constant(height, width, channels);
        return node(
            new DepthwiseConv2d(window, 1, Clamp.NONE),
            List.of(x.id(), depth, constant(channels)),
            List.of(x.type(), filter, TensorType.of(ElementType.F32, channels)));
      case 2:
        Op pad = new Pad(List.of(0, 1, 0, 0), List.of(0, 0, 0, 0), Pad.Mode.CONSTANT, 1);
        return node(pad, List.of(x.id()), List.of(x.type()));
      case 3:
        TensorType perRow = TensorType.of(ElementType.F32, 1, x.type().extent(1), 1, channels);
        String offsets = constant(1, x.type().extent(1), 1, channels);
        return node(new Add(Clamp.NONE), List.of(x.id(), offsets), List.of(x.type(), perRow));
      case 4:
        return node(new Concat(1), List.of(x.id(), x.id()), List.of(x.type(), x.type()));
      default:
        int units = random.nextInt(3) + 1;
        TensorType weight = TensorType.of(ElementType.F32, units, height, width, channels);
        return node(
            new Conv2d(window, 1, Clamp.RELU),
            List.of(x.id(), constant(units, height, width, channels), constant(units)),
            List.of(x.type(), weight, TensorType.of(ElementType.F32, units)));
    }
  }

  private Graph buildRecurrent(int frames) {
    boolean stepsFirst = random.nextBoolean();
    int features = random.nextInt(3) + 1;
    List<Port> inputs = new ArrayList<>();
    Value y = sequenceInput(inputs, frames, features, stepsFirst);
    if (random.nextInt(3) == 0) {
      Value other = sequenceInput(inputs, frames, features, stepsFirst);
      y = node(new Add(Clamp.NONE), List.of(y.id(), other.id()), List.of(y.type(), y.type()));
    }
    if (random.nextInt(4) == 0) {
      Value side = new Value("side", TensorType.of(ElementType.F32, 1, 1, 1, features));
      inputs.add(Port.plain(side, "side"));
      y = node(new Add(Clamp.NONE), List.of(y.id(), side.id()), List.of(y.type(), side.type()));
    }
    List<Port> outputs = new ArrayList<>();
    int layers = random.nextInt(4) + 1;
    for (int layer = 0; layer < layers; layer++) {
      boolean last = layer == layers - 1;
      if (last || random.nextBoolean()) {
        y = cell(y, outputs);
      } else {
        y = window(y, random.nextInt(4) == 0 ? 2 : 1, 1);
      }
    }
    if (random.nextBoolean()) {
      Op mean = new Reduce(Reduce.Kind.MEAN, List.of(1, 2), true);
      y = node(mean, List.of(y.id()), List.of(y.type()));
    }
    outputs.add(Port.plain(y, "y"));
    return new Graph("sequence", inputs, constants, nodes, outputs);
  }

  /** An input, as an image of one column. */
  private Value sequenceInput(List<Port> inputs, int frames, int features, boolean stepsFirst) {
    TensorType type =
        stepsFirst
            ? TensorType.of(ElementType.F32, frames, 1, features)
            : TensorType.of(ElementType.F32, 1, frames, 1, features);
    Value x = new Value("x" + inputs.size(), type);
    inputs.add(Port.plain(x, x.id()));
    return stepsFirst
        ? node(new Reshape(List.of(1, frames, 1, features)), List.of(x.id()), List.of(type))
        : x;
  }

  /** A recurrent layer; perhaps its last states are outputs. */
  private Value cell(Value x, List<Port> outputs) {
    int steps = x.type().extent(1);
    int features = x.type().extent(2) * x.type().extent(3);
    Value flat = node(new Reshape(List.of(steps, 1, features)), List.of(x.id()), List.of(x.type()));
    int units = random.nextInt(3) + 1;
    int kind = random.nextInt(3);
    int gates = new int[] {4, 3, 1}[kind];
    boolean sequence = random.nextInt(4) > 0;
    CellFunction gate = CellFunction.of(CellFunction.Kind.SIGMOID);
    CellFunction tanh = CellFunction.of(CellFunction.Kind.TANH);
    float limit = Float.POSITIVE_INFINITY;
    Op op =
        switch (kind) {
          case 0 -> new Lstm(false, false, false, sequence, limit, gate, tanh, tanh);
          case 1 -> new Gru(false, random.nextBoolean(), sequence, limit, gate, tanh);
          default -> new Rnn(false, sequence, limit, tanh);
        };
    List<String> operands = new ArrayList<>(List.of(flat.id()));
    operands.add(small(gates * units, features));
    operands.add(small(gates * units, units));
    operands.add(small(2 * gates * units));
    boolean zero = random.nextBoolean();
    for (int state = 0; state < (kind == 0 ? 2 : 1); state++) {
      operands.add(zero ? scaled(0, 1, units) : small(1, units));
    }
    List<TensorType> types = new ArrayList<>(List.of(flat.type()));
    operands.stream().skip(1).forEach(id -> types.add(type(id)));
    List<Value> results = new ArrayList<>();
    for (TensorType type : op.infer(types)) {
      results.add(new Value("v" + nodes.size() + "." + results.size(), type));
    }
    nodes.add(new Node(op, operands, results, Origin.of("cell" + nodes.size(), op.name(), 13)));
    for (Value end : results.subList(sequence ? 1 : 0, results.size())) {
      if (random.nextInt(3) == 0) {
        outputs.add(Port.plain(end, end.id()));
      }
    }
    Value y = results.get(0);
    return node(
        new Reshape(List.of(1, sequence ? steps : 1, 1, units)),
        List.of(y.id()),
        List.of(y.type()));
  }

  private TensorType type(String constant) {
    return constants.stream()
        .map(Constant::value)
        .filter(value -> value.id().equals(constant))
        .findFirst()
        .orElseThrow()
        .type();
  }

  private String constant(Integer... shape) {
    return scaled(1, shape);
  }

  /** What does not drive gates to their ends. */
  private String small(Integer... shape) {
    return scaled(0.0625, shape);
  }

  private String scaled(double factor, Integer... shape) {
    TensorType type = new TensorType(ElementType.F32, List.of(shape), java.util.Optional.empty());
    String id = "c" + constants.size();
    TensorData data = noise(type);
    for (int i = 0; i < data.count(); i++) {
      data.set(i, factor * data.real(i) + 0.0);
    }
    constants.add(new Constant(new Value(id, type), data));
    return id;
  }

  private Value node(Op op, List<String> inputs, List<TensorType> types) {
    Value value = new Value("v" + nodes.size(), op.infer(types).get(0));
    nodes.add(new Node(op, inputs, List.of(value), Origin.of(value.id(), op.name(), 13)));
    return value;
  }

  private TensorData noise(TensorType type) {
    return noise(type, random);
  }

  public static TensorData noise(TensorType type, Random random) {
    TensorData data = TensorData.allocate(type.element(), type.count());
    for (int i = 0; i < data.count(); i++) {
      data.set(i, random.nextInt(17) - 8);
    }
    return data;
  }
}
