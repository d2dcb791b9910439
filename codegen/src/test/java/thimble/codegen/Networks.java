package thimble.codegen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import thimble.ir.op.Op;

/** Small networks with seeded content. */
final class Networks {
  private Networks() {}

  /** Puts a graph together node by node; ids are {@code x}, {@code y0}, {@code y1}, ... */
  static final class Builder {
    private final Random random;
    private final List<Port> inputs = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorType> types = new LinkedHashMap<>();

    Builder(long seed) {
      random = new Random(seed);
    }

    Builder input(String id, TensorType type) {
      types.put(id, type);
      inputs.add(Port.plain(new Value(id, type), id));
      return this;
    }

    Builder constant(String id, TensorType type) {
      return constant(id, type, random(type, random));
    }

    Builder constant(String id, TensorType type, TensorData data) {
      types.put(id, type);
      constants.add(new Constant(new Value(id, type), data));
      return this;
    }

    /** A node whose results are quantized as given, or not at all. */
    Builder node(String id, String modelName, Op op, Quantization quantization, String... reads) {
      TensorType inferred = op.infer(List.of(reads).stream().map(types::get).toList()).get(0);
      TensorType type = quantization == null ? inferred : inferred.withQuantization(quantization);
      types.put(id, type);
      nodes.add(
          new Node(
              op,
              List.of(reads),
              List.of(new Value(id, type)),
              Origin.of(modelName, op.getClass().getSimpleName(), 13)));
      return this;
    }

    Graph outputs(String name, String... ids) {
      List<Port> outputs =
          List.of(ids).stream().map(id -> Port.plain(new Value(id, types.get(id)), id)).toList();
      return new Graph(name, inputs, constants, nodes, outputs);
    }
  }

  static TensorData random(TensorType type, Random random) {
    TensorData data = TensorData.allocate(type.element(), type.count());
    for (int i = 0; i < data.count(); i++) {
      data.set(
          i,
          switch (type.element()) {
            case F32, F64 -> random.nextGaussian();
            case BOOL -> random.nextInt(2);
            case S8, U8 -> random.nextInt(256) - 128;
            default -> random.nextInt(2001) - 1000;
          });
    }
    return data;
  }

  static List<TensorData> randomInputs(Graph graph, long seed) {
    Random random = new Random(seed);
    return graph.sources().stream().map(port -> random(port.value().type(), random)).toList();
  }

  static TensorType s8(float scale, int zeroPoint, Integer... shape) {
    return TensorType.quantized(
        ElementType.S8, List.of(shape), Quantization.perTensor(scale, zeroPoint));
  }
}
