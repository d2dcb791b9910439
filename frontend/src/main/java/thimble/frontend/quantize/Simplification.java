package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import thimble.frontend.onnx.OnnxAttribute;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxTensor;

/**
 * Brings layers into the forms that quantize best.
 *
 * <pre>
 *   Conv, BatchNormalization       -&gt;  Conv           (also Mul, Add, Sub, Div by channel; Gemm)
 *   BatchNormalization alone       -&gt;  depthwise Conv 1x1: a scale for each channel
 *   MatMul by a stored matrix, Add -&gt;  Gemm           (reshaped where it is no matrix)
 *   AveragePool over everything    -&gt;  GlobalAveragePool, whose result has a scale of its own
 *   Dropout, Identity              -&gt;  nothing
 * </pre>
 */
final class Simplification {
  private final FloatModel source;
  private final OnnxEdit edit;

  private Simplification(FloatModel source) {
    this.source = source;
    this.edit = new OnnxEdit(source.model());
  }

  static OnnxModel run(FloatModel source) {
    Simplification all = new Simplification(source);
    all.edit.nodes().forEach(all::skip);
    all.edit.nodes().forEach(all::dense);
    all.edit.nodes().forEach(all::plainGemm);
    for (OnnxNode node : all.edit.nodes()) {
      all.affine(node);
    }
    all.edit.nodes().forEach(all::normalization);
    all.edit.nodes().forEach(all::pool);
    all.edit.nodes().forEach(all::giveBias);
    return all.edit.model();
  }

  private void skip(OnnxNode node) {
    // The walk's own redirections have changed what the node reads.
    OnnxNode now = current(node).orElseThrow();
    boolean nothing =
        Nodes.is(now, "Identity", "Dropout")
            && now.outputs().stream().skip(1).allMatch(name -> edit.readers(name).isEmpty());
    if (nothing && !edit.isOutput(Nodes.output(now))) {
      edit.redirect(Nodes.output(now), now.inputs().get(0));
      edit.remove(now);
    }
  }

  /** A product with a stored matrix and the sum behind it. */
  private void dense(OnnxNode node) {
    if (!Nodes.is(node, "MatMul")) {
      return;
    }
    Optional<OnnxTensor> matrix =
        edit.constant(node.inputs().get(1))
            .filter(tensor -> tensor.shape().size() == 2)
            .filter(tensor -> edit.floats(tensor.name()).isPresent());
    List<Integer> shape = source.shapes().get(node.inputs().get(0));
    if (matrix.isEmpty() || shape == null || shape.size() < 2) {
      return;
    }
    int rows = matrix.get().shape().get(0);
    int columns = matrix.get().shape().get(1);
    String product = Nodes.output(node);
    List<String> inputs = new ArrayList<>(List.of(node.inputs().get(0), node.inputs().get(1)));
    Optional<OnnxNode> sum = edit.onlyReader(product).filter(next -> Nodes.is(next, "Add"));
    Optional<float[]> bias =
        sum.flatMap(next -> byChannel(next, product, shape.size() - 1, columns));
    String result = product;
    if (bias.isPresent()) {
      inputs.add(edit.addFloats(product + "_bias", List.of(columns), bias.get()));
      result = Nodes.output(sum.get());
      edit.remove(sum.get());
    }
    if (shape.size() == 2) {
      edit.replace(node, Nodes.of("Gemm", node.name(), inputs, result));
      return;
    }
    String flat = edit.fresh(result + "_flat");
    String matrixResult = edit.fresh(result + "_product");
    List<Long> full = new ArrayList<>(shape.stream().map(Integer::longValue).toList());
    full.set(full.size() - 1, (long) columns);
    String flatShape = edit.addLongs(flat + "_shape", -1, rows);
    String fullShape =
        edit.addLongs(result + "_shape", full.stream().mapToLong(Long::longValue).toArray());
    String x = inputs.set(0, flat);
    edit.replace(
        node,
        Nodes.of("Reshape", flat, List.of(x, flatShape), flat),
        Nodes.of("Gemm", node.name(), inputs, matrixResult),
        Nodes.of("Reshape", result, List.of(matrixResult, fullShape), result));
  }

  /** Factors of a Gemm go into its constants; its addend becomes one number for each column. */
  private void plainGemm(OnnxNode node) {
    if (!Nodes.is(node, "Gemm") || edit.floats(node.inputs().get(1)).isEmpty()) {
      return;
    }
    Optional<String> addend = Nodes.input(node, 2);
    int columns = source.shapes().getOrDefault(Nodes.output(node), List.of(0, 0)).get(1);
    boolean transposed = Nodes.integer(node, "transA", 0) != 0;
    Optional<float[]> bias = addend.flatMap(name -> vector(name, columns, 1, 2));
    float alpha = Nodes.real(node, "alpha", 1);
    float beta = Nodes.real(node, "beta", 1);
    boolean plain = alpha == 1 && beta == 1 && !transposed;
    if (columns == 0
        || addend.isPresent() && bias.isEmpty()
        || transposed
        || plain && addend.isEmpty()) {
      return;
    }
    String weight =
        alpha == 1 ? node.inputs().get(1) : scaled(node.inputs().get(1), alpha, "_scaled");
    List<String> inputs = new ArrayList<>(List.of(node.inputs().get(0), weight));
    if (bias.isPresent()) {
      float[] values = bias.get().clone();
      for (int i = 0; i < columns; i++) {
        values[i] *= beta;
      }
      inputs.add(edit.addFloats(Nodes.output(node) + "_bias", List.of(columns), values));
    }
    edit.replace(node, OnnxEdit.withInputs(Nodes.without(node, "alpha", "beta"), inputs));
  }

  private String scaled(String constant, float factor, String suffix) {
    float[] values = edit.floats(constant).orElseThrow().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return edit.addFloats(constant + suffix, edit.constant(constant).orElseThrow().shape(), values);
  }

  /** {@code y = factor x + offset}, each by output channel. */
  private record Affine(double[] factor, double[] offset) {}

  /** Takes what follows a layer into it, as long as it only scales and shifts channels. */
  private void affine(OnnxNode stale) {
    Optional<Layer> found = current(stale).flatMap(node -> Layer.of(edit, node));
    while (found.isPresent()) {
      Layer layer = found.get();
      Optional<OnnxNode> next = edit.onlyReader(layer.output());
      Optional<Affine> affine = next.flatMap(node -> affine(node, layer));
      if (affine.isEmpty()) {
        return;
      }
      edit.remove(next.get());
      OnnxNode folded = folded(layer, affine.get(), Nodes.output(next.get()));
      edit.replace(layer.node(), folded);
      found = Layer.of(edit, folded);
    }
  }

  /** The node that computes what a node computed when the walk began. */
  private Optional<OnnxNode> current(OnnxNode stale) {
    return edit.producer(Nodes.output(stale));
  }

  private OnnxNode folded(Layer layer, Affine affine, String output) {
    float[] weight = edit.floats(layer.weight()).orElseThrow().clone();
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (weight[i] * affine.factor[layer.outputChannel(i)]);
    }
    float[] old = layer.bias().flatMap(edit::floats).orElse(new float[layer.outputs()]);
    float[] bias = new float[layer.outputs()];
    for (int channel = 0; channel < bias.length; channel++) {
      bias[channel] = (float) (old[channel] * affine.factor[channel] + affine.offset[channel]);
    }
    OnnxNode node =
        layer.with(
            edit.addFloats(layer.weight() + "_folded", layer.shape(), weight),
            edit.addFloats(output + "_bias", List.of(bias.length), bias));
    return OnnxEdit.withOutputs(node, List.of(output));
  }

  private Optional<Affine> affine(OnnxNode node, Layer layer) {
    int channels = layer.outputs();
    if (Nodes.is(node, "BatchNormalization")) {
      return node.inputs().get(0).equals(layer.output())
          ? batchNorm(node, channels)
          : Optional.empty();
    }
    if (!Nodes.is(node, "Mul", "Add", "Sub", "Div")) {
      return Optional.empty();
    }
    int rank = source.shapes().getOrDefault(layer.output(), List.of()).size();
    boolean first = node.inputs().get(0).equals(layer.output());
    Optional<float[]> other = byChannel(node, layer.output(), 1, channels).filter(v -> rank > 1);
    if (other.isEmpty() || Nodes.is(node, "Div") && !first) {
      return Optional.empty();
    }
    double[] factor = new double[channels];
    double[] offset = new double[channels];
    for (int channel = 0; channel < channels; channel++) {
      double value = other.get()[channel];
      factor[channel] =
          switch (node.opType()) {
            case "Mul" -> value;
            case "Div" -> 1 / value;
            case "Sub" -> first ? 1 : -1;
            default -> 1;
          };
      offset[channel] =
          switch (node.opType()) {
            case "Add" -> value;
            case "Sub" -> first ? -value : value;
            default -> 0;
          };
    }
    return Optional.of(new Affine(factor, offset));
  }

  private Optional<Affine> batchNorm(OnnxNode node, int channels) {
    List<float[]> parameters = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      edit.floats(node.inputs().get(i))
          .filter(v -> v.length == channels)
          .ifPresent(parameters::add);
    }
    boolean extra = node.outputs().stream().skip(1).anyMatch(name -> !edit.readers(name).isEmpty());
    if (parameters.size() < 4 || extra) {
      return Optional.empty();
    }
    double epsilon = Nodes.real(node, "epsilon", 1e-5f);
    double[] factor = new double[channels];
    double[] offset = new double[channels];
    for (int channel = 0; channel < channels; channel++) {
      factor[channel] =
          parameters.get(0)[channel] / Math.sqrt(parameters.get(3)[channel] + epsilon);
      offset[channel] = parameters.get(1)[channel] - parameters.get(2)[channel] * factor[channel];
    }
    return Optional.of(new Affine(factor, offset));
  }

  /** The constant operand of a node of two, as one number for each channel of the other. */
  private Optional<float[]> byChannel(OnnxNode node, String x, int axis, int channels) {
    String other = node.inputs().get(node.inputs().get(0).equals(x) ? 1 : 0);
    int rank = source.shapes().getOrDefault(x, List.of()).size();
    return vector(other, channels, axis, rank);
  }

  /** A constant that broadcasts along one axis only, in full length. */
  private Optional<float[]> vector(String name, int channels, int axis, int rank) {
    Optional<float[]> values = edit.floats(name);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.get().length == 1 && edit.constant(name).orElseThrow().shape().size() <= rank) {
      float[] all = new float[channels];
      Arrays.fill(all, values.get()[0]);
      return Optional.of(all);
    }
    List<Integer> shape = new ArrayList<>(edit.constant(name).orElseThrow().shape());
    if (shape.size() > rank) {
      return Optional.empty();
    }
    shape.addAll(0, Collections.nCopies(rank - shape.size(), 1));
    List<Integer> wanted = new ArrayList<>(Collections.nCopies(rank, 1));
    wanted.set(axis, channels);
    return shape.equals(wanted) ? values : Optional.empty();
  }

  private void normalization(OnnxNode node) {
    List<Integer> shape = source.shapes().get(node.inputs().isEmpty() ? "" : node.inputs().get(0));
    if (!Nodes.is(node, "BatchNormalization") || shape == null || shape.size() != 4) {
      return;
    }
    int channels = shape.get(1);
    Optional<Affine> affine = batchNorm(node, channels);
    if (affine.isEmpty()) {
      return;
    }
    float[] weight = new float[channels];
    float[] bias = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      weight[channel] = (float) affine.get().factor[channel];
      bias[channel] = (float) affine.get().offset[channel];
    }
    String output = Nodes.output(node);
    OnnxNode conv =
        Nodes.of(
            "Conv",
            node.name(),
            List.of(
                node.inputs().get(0),
                edit.addFloats(output + "_weight", List.of(channels, 1, 1, 1), weight),
                edit.addFloats(output + "_bias", List.of(channels), bias)),
            output);
    edit.replace(node, Nodes.with(conv, "group", new OnnxAttribute.Integer(channels)));
  }

  private void pool(OnnxNode node) {
    if (!Nodes.is(node, "AveragePool")) {
      return;
    }
    List<Integer> x = source.shapes().get(node.inputs().get(0));
    List<Long> kernel = Nodes.integers(node, "kernel_shape").orElse(List.of());
    boolean padded =
        Nodes.integers(node, "pads").orElse(List.of()).stream().anyMatch(pad -> pad != 0);
    boolean all = x != null && x.size() == kernel.size() + 2;
    for (int i = 0; all && i < kernel.size(); i++) {
      all = kernel.get(i) == (long) x.get(i + 2);
    }
    if (all && !padded) {
      edit.replace(
          node, Nodes.of("GlobalAveragePool", node.name(), node.inputs(), Nodes.output(node)));
    }
  }

  /** A layer without bias gets one of zeros: corrections need the place. */
  private void giveBias(OnnxNode node) {
    Optional<Layer> layer = Layer.of(edit, node).filter(found -> found.bias().isEmpty());
    if (layer.isPresent()) {
      String bias =
          edit.addFloats(
              layer.get().output() + "_bias",
              List.of(layer.get().outputs()),
              new float[layer.get().outputs()]);
      edit.replace(node, layer.get().with(layer.get().weight(), bias));
    }
  }
}
