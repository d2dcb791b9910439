package thimble.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
import thimble.ir.op.Op;

/**
 * Small random networks for tests: chains, branches, residuals, concatenations, slices, reshapes,
 * elementwise operators that can run in place, row operators with odd windows, float, int8 and
 * int16, with the awkward ends that models have (values without readers, an input as output, an
 * output twice). The same seed gives the same graph.
 */
public final class RandomGraphs {
  private static final Quantization QUANTIZATION = Quantization.perTensor(0.05f, 3);

  private final SplittableRandom random;
  private final ElementType element;
  private final List<Value> values = new ArrayList<>();
  private final List<Port> inputs = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private int named;

  private RandomGraphs(long seed) {
    random = new SplittableRandom(seed);
    boolean isFloat = random.nextInt(3) == 0;
    element =
        isFloat ? ElementType.F32 : Math.floorMod(seed, 5L) == 3 ? ElementType.S16 : ElementType.S8;
  }

  /** A graph of 1 to 14 nodes or so. */
  public static Graph graph(long seed) {
    return new RandomGraphs(seed).build(1 + (int) Math.floorMod(seed, 14L));
  }

  /** A graph of about that many nodes. */
  public static Graph graph(long seed, int nodes) {
    return new RandomGraphs(seed).build(nodes);
  }

  /** Inputs for a graph: all bit patterns for integers, numbers around 0 for floats. */
  public static List<TensorData> inputs(Graph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return graph.sources().stream().map(port -> data(port.value().type(), random)).toList();
  }

  /** Noise that fits a type. */
  public static TensorData data(TensorType type, SplittableRandom random) {
    TensorData data = TensorData.allocate(type.element(), type.count());
    for (int i = 0; i < data.count(); i++) {
      data.set(
          i,
          type.element().isFloat()
              ? random.nextInt(-2048, 2048) / 512.0
              : type.element() == ElementType.BOOL
                  ? random.nextInt(2)
                  : type.element() == ElementType.S16
                      ? random.nextInt(-32768, 32768)
                      : random.nextInt(-128, 128));
    }
    return data;
  }

  private Graph build(int count) {
    int inputCount = 1 + (random.nextInt(3) == 0 ? 1 : 0);
    for (int i = 0; i < inputCount; i++) {
      Value value = new Value(name("in"), type(shape()));
      inputs.add(Port.plain(value, value.id()));
      values.add(value);
    }
    RandomOps ops = new RandomOps(this, random);
    for (int attempt = 0; attempt < 8 * count && nodes.size() < count; attempt++) {
      ops.add();
    }
    return new Graph("random", inputs, constants, nodes, outputs());
  }

  private List<Integer> shape() {
    int batch = random.nextInt(8) == 0 ? 2 : 1;
    int height = 1 + random.nextInt(7);
    int channels = 1 + random.nextInt(6);
    return random.nextInt(6) == 0
        ? List.of(batch, height, channels)
        : List.of(batch, height, 1 + random.nextInt(6), channels);
  }

  /** What nobody reads, or nearly all of it; sometimes more. */
  private List<Port> outputs() {
    List<Port> outputs = new ArrayList<>();
    for (Value value : values) {
      boolean isRead = nodes.stream().anyMatch(node -> node.inputs().contains(value.id()));
      boolean isInput = inputs.stream().anyMatch(port -> port.value().equals(value));
      if (isRead ? random.nextInt(12) == 0 : !isInput && random.nextInt(10) > 0) {
        outputs.add(Port.plain(value, value.id()));
      }
    }
    if (outputs.isEmpty()) {
      outputs.add(Port.plain(values.get(values.size() - 1), "last"));
    }
    if (random.nextInt(12) == 0) {
      outputs.add(outputs.get(random.nextInt(outputs.size())));
    }
    if (!constants.isEmpty() && random.nextInt(12) == 0) {
      outputs.add(Port.plain(constants.get(0).value(), "constant"));
    }
    return outputs;
  }

  private String name(String stem) {
    return stem + named++;
  }

  /** The activation type of this graph with a shape. */
  TensorType type(List<Integer> shape) {
    return element == ElementType.F32
        ? TensorType.of(ElementType.F32, shape)
        : TensorType.quantized(element, shape, QUANTIZATION);
  }

  boolean isFloat() {
    return element == ElementType.F32;
  }

  /** Of the activations. */
  ElementType element() {
    return element;
  }

  List<Value> values() {
    return values;
  }

  /** A value, recent ones more often. */
  Value pick() {
    int back = random.nextInt(random.nextInt(3) == 0 ? values.size() : Math.min(3, values.size()));
    return values.get(values.size() - 1 - back);
  }

  /** A constant of a type. */
  Value constant(TensorType type) {
    Value value = new Value(name("c"), type);
    constants.add(new Constant(value, data(type, random)));
    return value;
  }

  /** A constant with given data. */
  Value constant(TensorType type, TensorData data) {
    Value value = new Value(name("c"), type);
    constants.add(new Constant(value, data));
    return value;
  }

  /**
   * Adds a node if the operator accepts its inputs and the result is of a sensible size.
   *
   * @param quantization of an integer result of the graph's own kind
   */
  boolean node(Op op, Quantization quantization, Value... operands) {
    List<TensorType> types = List.of(operands).stream().map(Value::type).toList();
    Checks checks = new Checks();
    op.check(types, checks);
    if (!checks.passed()) {
      return false;
    }
    List<Value> results =
        op.infer(types).stream()
            .map(
                type ->
                    type.element() == element && !isFloat()
                        ? type.withQuantization(quantization)
                        : type)
            .map(type -> new Value(name("v"), type))
            .toList();
    if (results.stream().anyMatch(v -> v.type().count() == 0 || v.type().count() > 4000)) {
      return false;
    }
    List<String> ids = List.of(operands).stream().map(Value::id).toList();
    String name = results.get(0).id();
    nodes.add(new Node(op, ids, results, Origin.of(name, op.name(), 1)));
    values.addAll(results);
    return true;
  }

  /** The quantization of all activations that nothing else is asked of. */
  static Quantization quantization() {
    return QUANTIZATION;
  }

  static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
