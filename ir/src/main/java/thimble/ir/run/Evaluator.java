package thimble.ir.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Access;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;

/**
 * The reference: runs a graph node by node, every tensor in an array of its own, every kernel the
 * Java one. What it gives is by definition right.
 */
public final class Evaluator {
  private Evaluator() {}

  /**
   * @param inputs one for each of the graph's sources ({@link Graph#sources}), in order
   * @return every value of the graph by id, intermediate ones included
   */
  public static Map<String, TensorData> run(Graph graph, List<TensorData> inputs) {
    Map<String, TensorData> values = new LinkedHashMap<>();
    List<TensorData> ofInputs = graph.ofInputs(inputs);
    for (int i = 0; i < graph.inputs().size(); i++) {
      Port port = graph.inputs().get(i);
      TensorType type = port.value().type();
      TensorData data = ofInputs.get(i);
      if (data.element() != type.element() || data.count() != type.count()) {
        throw new IllegalArgumentException(
            "input " + i + " is " + data + ", the graph takes " + type);
      }
      values.put(port.value().id(), data);
    }
    for (Constant constant : graph.constants()) {
      values.put(constant.value().id(), constant.data());
    }
    GraphIndex index = graph.index();
    for (Node node : graph.nodes()) {
      List<TensorData> arguments = node.inputs().stream().map(values::get).toList();
      List<TensorData> results = apply(node.op(), index.signature(node), arguments);
      for (int i = 0; i < results.size(); i++) {
        values.put(node.outputs().get(i).id(), results.get(i));
      }
    }
    return values;
  }

  /** The graph's outputs, in order. */
  public static List<TensorData> outputs(Graph graph, List<TensorData> inputs) {
    Map<String, TensorData> values = run(graph, inputs);
    return graph.outputs().stream().map(port -> values.get(port.value().id())).toList();
  }

  /** One operator on given arrays. */
  public static List<TensorData> apply(Op op, Signature signature, List<TensorData> inputs) {
    if (signature.outputs().stream().anyMatch(type -> type.element() == ElementType.S4)) {
      return moveUnpacked(op, signature, inputs);
    }
    return compute(op, signature, inputs.stream().map(TensorData::stored).toList());
  }

  /** Nothing computes 4-bit elements, but constants are transposed and cut: a byte for each. */
  private static List<TensorData> moveUnpacked(
      Op op, Signature signature, List<TensorData> inputs) {
    Signature bytes =
        new Signature(
            signature.inputs().stream().map(Evaluator::unpacked).toList(),
            signature.outputs().stream().map(Evaluator::unpacked).toList());
    List<TensorData> arguments =
        inputs.stream()
            .map(
                data ->
                    data.element() == ElementType.S4 ? TensorData.bytes(data.byteArray()) : data)
            .toList();
    List<TensorData> results = new ArrayList<>();
    for (TensorData result : compute(op, bytes, arguments)) {
      results.add(TensorData.wrap(ElementType.S4, result.array()));
    }
    return results;
  }

  private static TensorType unpacked(TensorType type) {
    return type.element() == ElementType.S4
        ? new TensorType(ElementType.S8, type.shape(), type.quantization())
        : type;
  }

  /**
   * @param inputs as they are stored
   */
  private static List<TensorData> compute(Op op, Signature signature, List<TensorData> inputs) {
    List<TensorData> results = new ArrayList<>();
    for (TensorType type : signature.outputs()) {
      results.add(TensorData.allocate(type.element(), type.count()));
    }
    KernelCall call = op.kernel(signature);
    Access access = op.access(signature);
    if (access instanceof Access.ByRows byRows && !byRows.mergeable()) {
      for (int row = 0; row < signature.output().rows(); row++) {
        KernelRunner.run(call, new Arrays(signature, byRows.windows(), inputs, results, row, 1));
      }
    } else {
      List<RowWindow> windows =
          access instanceof Access.ByRows byRows ? byRows.windows() : List.of();
      KernelRunner.run(
          call, new Arrays(signature, windows, inputs, results, 0, signature.output().rows()));
    }
    return results;
  }

  /** Every tensor in an array of its own, from index 0. */
  private record Arrays(
      Signature signature,
      List<RowWindow> windows,
      List<TensorData> inputs,
      List<TensorData> results,
      int outputRow,
      int rowCount,
      Map<Argument.Scratch, Object> scratch)
      implements KernelRunner.Binding {
    Arrays(
        Signature signature,
        List<RowWindow> windows,
        List<TensorData> inputs,
        List<TensorData> results,
        int outputRow,
        int rowCount) {
      this(signature, windows, inputs, results, outputRow, rowCount, new HashMap<>());
    }

    @Override
    public Object inputArray(int input) {
      return inputs.get(input).array();
    }

    @Override
    public int inputAt(int input) {
      if (windows.isEmpty() || windows.get(input).isAll()) {
        return 0;
      }
      RowWindow window = windows.get(input);
      if (window.taps() != 1) {
        throw new IllegalStateException("a window of " + window.taps() + " rows needs SourceRows");
      }
      return window.row(outputRow, 0) * signature.input(input).rowElements();
    }

    @Override
    public int[] inputRows(int input) {
      RowWindow window = windows.get(input);
      int[] rows = new int[window.taps()];
      for (int tap = 0; tap < rows.length; tap++) {
        int row = window.row(outputRow, tap);
        rows[tap] = row < 0 ? -1 : row * signature.input(input).rowElements();
      }
      return rows;
    }

    @Override
    public Object outputArray(int output) {
      return results.get(output).array();
    }

    @Override
    public int outputAt(int output) {
      return outputRow * signature.output(output).rowElements();
    }

    @Override
    public Object scratchArray(Argument.Scratch piece) {
      return scratch.computeIfAbsent(
          piece, key -> TensorData.allocate(key.element(), key.count()).array());
    }

    @Override
    public int scratchAt(Argument.Scratch piece) {
      return 0;
    }
  }
}
