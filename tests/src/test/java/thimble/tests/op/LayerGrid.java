package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.op.Op;
import thimble.ir.run.Evaluator;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;
import thimble.targets.Unrolling;

/** Many layers side by side, each with inputs and an output of its own: one program for all. */
final class LayerGrid {
  private final List<Port> inputs = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  /** What a layer reads: an input of the graph where there is no data. */
  record Operand(TensorType type, TensorData data) {
    static Operand input(TensorType type) {
      return new Operand(type, null);
    }
  }

  /**
   * @param result type of the output, whose shape is the inferred one
   */
  void add(Op op, TensorType result, Operand... operands) {
    List<String> ids = new ArrayList<>();
    for (Operand operand : operands) {
      Value value = new Value("v" + nodes.size() + "_" + ids.size(), operand.type());
      ids.add(value.id());
      if (operand.data() == null) {
        inputs.add(Port.plain(value, value.id()));
      } else {
        constants.add(new Constant(value, operand.data()));
      }
    }
    List<TensorType> types = Arrays.stream(operands).map(Operand::type).toList();
    TensorType inferred = op.infer(types).get(0);
    TensorType y = result.isQuantized() ? inferred.withQuantization(result.quant()) : inferred;
    nodes.add(new Node(op, ids, List.of(new Value("y" + nodes.size(), y)), Origin.NONE));
  }

  /** How many of the layers a library has a kernel for. */
  long served(String library) {
    GraphIndex index = graph().index();
    KernelLibraries libraries = KernelLibraries.named(library, Boards.find("host").core());
    return nodes.stream()
        .filter(
            node ->
                libraries
                    .choose(
                        node.op(),
                        index.signature(node),
                        node.inputs().stream()
                            .map(id -> index.constant(id).map(Constant::data))
                            .toList())
                    .library()
                    .equals(library))
        .count();
  }

  /** Every layer gives the reference's bytes: for noise, for the least and the largest numbers. */
  void agreesWithReference(String board, String library, Path directory) {
    agreesWithReference(ProgramRunner.on(board, library, directory));
  }

  /** The same of kernels whose loops are unrolled less, or more. */
  void agreesWithReference(String board, String library, Unrolling unrolling, Path directory) {
    ProgramRunner usual = ProgramRunner.on(board, library, directory);
    agreesWithReference(
        new ProgramRunner(usual.board(), usual.kernels().unrolled(unrolling), directory));
  }

  private void agreesWithReference(ProgramRunner runner) {
    Graph graph = graph();
    assertThat(Verifier.verify(graph)).isEmpty();
    List<List<TensorData>> runs = List.of(noise(), filled(false), filled(true));
    List<List<TensorData>> actual = runner.run(graph, runs);
    for (int run = 0; run < runs.size(); run++) {
      List<TensorData> expected = Evaluator.outputs(graph, runs.get(run));
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(run).get(i).array())
            .as("run %d of %s", run, describe(graph, nodes.get(i)))
            .isEqualTo(expected.get(i).array());
      }
    }
  }

  private static String describe(Graph graph, Node node) {
    return node.op() + " " + graph.index().signature(node);
  }

  private Graph graph() {
    List<Port> outputs =
        nodes.stream().map(node -> Port.plain(node.output(), node.output().id())).toList();
    return new Graph("layers", inputs, constants, nodes, outputs);
  }

  private List<TensorData> noise() {
    SplittableRandom random = new SplittableRandom(1);
    return inputs.stream()
        .map(
            port -> {
              byte[] bytes = new byte[port.value().type().bytes()];
              random.nextBytes(bytes);
              return TensorData.fromLittleEndian(port.value().type().element(), bytes);
            })
        .toList();
  }

  /** The largest number everywhere, or the least. */
  private List<TensorData> filled(boolean largest) {
    return inputs.stream()
        .map(
            port -> {
              TensorType type = port.value().type();
              TensorData data = TensorData.allocate(type.element(), type.count());
              for (int i = 0; i < data.count(); i++) {
                data.set(i, largest ? type.element().max() : type.element().min());
              }
              return data;
            })
        .toList();
  }
}
