package thimble.planner.advice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.op.Checks;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Op;
import thimble.ir.op.Window2d;

/** Applies a {@link Change} to a graph. */
final class Alterations {
  private final Graph graph;
  private final GraphIndex index;

  private Alterations(Graph graph) {
    this.graph = graph;
    this.index = graph.index();
  }

  /** The altered graph; empty where the change is impossible or would change the ends' shapes. */
  static Optional<Graph> apply(Graph graph, Change change) {
    Alterations alterations = new Alterations(graph);
    Optional<Graph> altered =
        change instanceof Change.SmallerKernel kernel
            ? alterations.smaller(kernel)
            : alterations.earlier((Change.EarlierStride) change);
    return altered.flatMap(Alterations::retyped).filter(it -> Verifier.verify(it).isEmpty());
  }

  private Optional<Graph> smaller(Change.SmallerKernel change) {
    Node node = index.producer(change.layer()).orElseThrow();
    Window2d old = WindowedOps.window(node.op()).orElseThrow();
    Optional<Constant> weight = index.constant(node.inputs().get(1));
    if (weight.isEmpty()
        || change.height() > old.kernelHeight()
        || change.width() > old.kernelWidth()) {
      return Optional.empty();
    }
    Window2d window = shrunk(old, change.height(), change.width());
    String id = fresh(weight.get().value().id());
    Constant cropped = cropped(weight.get(), id, node.op(), old, change);
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(1, id);
    Node altered = node.withOp(WindowedOps.with(node.op(), window)).withInputs(inputs);
    List<Constant> constants = new ArrayList<>(graph.constants());
    if (index.uses(weight.get().value().id()) == 1) {
      constants.remove(weight.get());
    }
    constants.add(cropped);
    return Optional.of(
        graph
            .withConstants(constants)
            .withNodes(graph.nodes().stream().map(it -> it.equals(node) ? altered : it).toList()));
  }

  /** The middle of the window; what is cut off needs no padding, as far as there was some. */
  static Window2d shrunk(Window2d old, int height, int width) {
    int top = (old.kernelHeight() - height) / 2;
    int left = (old.kernelWidth() - width) / 2;
    int bottom = old.kernelHeight() - height - top;
    int right = old.kernelWidth() - width - left;
    return new Window2d(
        height,
        width,
        old.strideY(),
        old.strideX(),
        old.dilationY(),
        old.dilationX(),
        Math.max(0, old.padTop() - top * old.dilationY()),
        Math.max(0, old.padLeft() - left * old.dilationX()),
        Math.max(0, old.padBottom() - bottom * old.dilationY()),
        Math.max(0, old.padRight() - right * old.dilationX()));
  }

  private String fresh(String wish) {
    String id = wish + ".cropped";
    while (index.defines(id)) {
      id += "x";
    }
    return id;
  }

  /** The middle taps of a weight {@code [O, kh, kw, C]} or {@code [kh, kw, C]}. */
  private static Constant cropped(
      Constant weight, String id, Op op, Window2d old, Change.SmallerKernel change) {
    TensorType type = weight.value().type();
    boolean depthwise = op instanceof DepthwiseConv2d;
    int outer = depthwise ? 1 : type.extent(0);
    int inner = type.extent(-1);
    int top = (old.kernelHeight() - change.height()) / 2;
    int left = (old.kernelWidth() - change.width()) / 2;
    List<Integer> shape = new ArrayList<>(type.shape());
    shape.set(depthwise ? 0 : 1, change.height());
    shape.set(depthwise ? 1 : 2, change.width());
    TensorData from = weight.data();
    TensorType smaller = type.withShape(shape);
    TensorData to = TensorData.allocate(from.element(), smaller.count());
    int run = change.width() * inner;
    for (int o = 0; o < outer; o++) {
      for (int y = 0; y < change.height(); y++) {
        int source = ((o * old.kernelHeight() + top + y) * old.kernelWidth() + left) * inner;
        System.arraycopy(from.array(), source, to.array(), (o * change.height() + y) * run, run);
      }
    }
    return new Constant(new Value(id, smaller), to);
  }

  private Optional<Graph> earlier(Change.EarlierStride change) {
    Node to = index.producer(change.layer()).orElseThrow();
    Node from = index.producer(change.from()).orElseThrow();
    Window2d striding = WindowedOps.window(from.op()).orElseThrow();
    Window2d early = WindowedOps.window(to.op()).orElseThrow();
    TensorType result = from.output().type();
    TensorType source = index.type(to.inputs().get(0));
    if (result.rank() != 4 || source.rank() != 4) {
      return Optional.empty();
    }
    Window2d strided = fitted(early, striding.strideY(), striding.strideX(), source, result);
    Window2d plain = fitted(striding, 1, 1, result, result);
    return Optional.of(
        graph.withNodes(
            graph.nodes().stream()
                .map(
                    it ->
                        it.equals(to)
                            ? it.withOp(WindowedOps.with(it.op(), strided))
                            : it.equals(from) ? it.withOp(WindowedOps.with(it.op(), plain)) : it)
                .toList()));
  }

  /** A window with that stride, padded so that an image of one size becomes one of the other. */
  private static Window2d fitted(
      Window2d window, int strideY, int strideX, TensorType from, TensorType to) {
    int reachY = (window.kernelHeight() - 1) * window.dilationY() + 1;
    int reachX = (window.kernelWidth() - 1) * window.dilationX() + 1;
    int high = Math.max(0, (to.extent(1) - 1) * strideY + reachY - from.extent(1));
    int wide = Math.max(0, (to.extent(2) - 1) * strideX + reachX - from.extent(2));
    return new Window2d(
        window.kernelHeight(),
        window.kernelWidth(),
        strideY,
        strideX,
        window.dilationY(),
        window.dilationX(),
        high / 2,
        wide / 2,
        high - high / 2,
        wide - wide / 2);
  }

  /** The graph with the types that follow from its operators; empty where one refuses its own. */
  private static Optional<Graph> retyped(Graph graph) {
    Map<String, TensorType> types = new HashMap<>();
    graph.inputs().forEach(port -> types.put(port.value().id(), port.value().type()));
    graph.constants().forEach(it -> types.put(it.value().id(), it.value().type()));
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<TensorType> inputs = node.inputs().stream().map(types::get).toList();
      Checks checks = new Checks();
      node.op().check(inputs, checks);
      if (!checks.passed()) {
        return Optional.empty();
      }
      List<TensorType> inferred = node.op().infer(inputs);
      List<Value> outputs = new ArrayList<>();
      for (int i = 0; i < inferred.size(); i++) {
        Value old = node.outputs().get(i);
        Value value = new Value(old.id(), old.type().withShape(inferred.get(i).shape()));
        types.put(value.id(), value.type());
        outputs.add(value);
      }
      nodes.add(node.withOutputs(outputs));
    }
    for (Port port : graph.outputs()) {
      if (!types.get(port.value().id()).equals(port.value().type())) {
        return Optional.empty();
      }
    }
    return Optional.of(graph.withNodes(nodes));
  }
}
