package thimble.ir.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Add;
import thimble.ir.op.Binary;
import thimble.ir.op.Multiply;
import thimble.ir.op.Subtract;

/**
 * Folds factors and summands per channel into the weights and the bias beside them.
 *
 * <pre>
 *   %a = conv2d %x, %w, %b
 *   %c = multiply %a, %scale         -&gt;    %y = conv2d %x, %w', %b'
 *   %y = add %c, %shift                     w' = w * scale,  b' = b * scale + shift
 * </pre>
 *
 * Likewise in front of a layer: a factor always, a summand only where no window reads padding,
 * which the summand would not have touched. Batch normalization and the scaling of inputs then cost
 * nothing. A dequantized weight takes a factor behind its layer into its scales; a summand also
 * where the bias is still zero and the summand dequantized, which is how exporters write the bias
 * of a quantized matrix product.
 */
public final class FoldBatchNorm implements Pass {
  /** A node that computes {@code x * factor + summand}, both per channel of the last axis. */
  private record Affine(String x, float[] factor, float[] summand) {}

  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, FoldBatchNorm::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    Optional<Filter> filter = Filter.of(edit, node);
    if (filter.isPresent()) {
      return foldBefore(edit, filter.get());
    }
    return foldAfter(edit, node) || adoptBias(edit, node);
  }

  private static boolean foldAfter(GraphEdit edit, Node node) {
    Optional<Affine> affine = affine(edit, node);
    Optional<Filter> filter = affine.flatMap(a -> onlyFilterBefore(edit, a.x()));
    if (filter.isEmpty()) {
      return false;
    }
    Optional<float[]> weight = Constants.floats(edit, filter.get().weightId());
    Optional<float[]> bias = Constants.floats(edit, filter.get().biasId());
    if (bias.isEmpty()) {
      return false;
    }
    float[] factor = affine.get().factor();
    Optional<String> weightId =
        weight.isPresent() || isAll(factor, 1)
            ? weight
                .map(w -> scaled(edit, filter.get(), w, factor, filter.get()::outputChannel))
                .or(() -> Optional.of(filter.get().weightId()))
            : rescaled(edit, filter.get(), factor);
    if (weightId.isEmpty()) {
      return false;
    }
    float[] newBias = new float[bias.get().length];
    for (int i = 0; i < newBias.length; i++) {
      newBias[i] = bias.get()[i] * affine.get().factor()[i] + affine.get().summand()[i];
    }
    replace(edit, node, filter.get(), weightId.get(), bias(edit, filter.get(), newBias));
    return true;
  }

  private static Optional<Filter> onlyFilterBefore(GraphEdit edit, String x) {
    return edit.producer(x)
        .filter(producer -> edit.uses(x) == 1)
        .flatMap(producer -> Filter.of(edit, producer))
        .filter(filter -> !filter.hasActivation());
  }

  /** The layer takes over the place and the result of the node that was folded into it. */
  private static void replace(
      GraphEdit edit, Node node, Filter filter, String weight, String bias) {
    Node layer = filter.node();
    edit.remove(layer);
    edit.put(
        new Node(
            layer.op(),
            List.of(layer.inputs().get(0), weight, bias),
            node.outputs(),
            layer.origin().plus(node.origin())));
  }

  private static boolean foldBefore(GraphEdit edit, Filter filter) {
    String x = filter.node().inputs().get(0);
    Optional<Node> before = edit.producer(x).filter(node -> edit.uses(x) == 1);
    Optional<Affine> affine = before.flatMap(node -> affine(edit, node));
    Optional<float[]> weight = Constants.floats(edit, filter.weightId());
    Optional<float[]> bias = Constants.floats(edit, filter.biasId());
    if (affine.isEmpty() || weight.isEmpty() || bias.isEmpty()) {
      return false;
    }
    if (!isAll(affine.get().summand(), 0) && !filter.readsNoPadding()) {
      return false;
    }
    double[] sums = new double[filter.outputChannels()];
    for (int i = 0; i < weight.get().length; i++) {
      sums[filter.outputChannel(i)] +=
          (double) weight.get()[i] * affine.get().summand()[filter.inputChannel(i)];
    }
    float[] newBias = bias.get().clone();
    for (int i = 0; i < newBias.length; i++) {
      newBias[i] += (float) sums[i];
    }
    String weightId =
        scaled(edit, filter, weight.get(), affine.get().factor(), filter::inputChannel);
    Node layer = filter.node();
    edit.put(
        layer
            .withInputs(List.of(affine.get().x(), weightId, bias(edit, filter, newBias)))
            .withOrigin(before.get().origin().plus(layer.origin())));
    edit.remove(before.get());
    return true;
  }

  private static String scaled(
      GraphEdit edit, Filter filter, float[] weight, float[] factor, IntUnaryOperator channel) {
    if (isAll(factor, 1)) {
      return filter.weightId();
    }
    float[] scaled = weight.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor[channel.applyAsInt(i)];
    }
    return edit.addFloats(filter.weightId(), filter.weight().shape(), scaled);
  }

  /**
   * A dequantized weight times a factor for each output channel: the factor goes into the scale,
   * its sign into the integers.
   *
   * @return none where the scales lie along another axis, or a number has no opposite
   */
  private static Optional<String> rescaled(GraphEdit edit, Filter filter, float[] factor) {
    Optional<Constant> stored = Constants.dequantized(edit, filter.weightId());
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    TensorType type = stored.get().value().type();
    Quantization old = type.quant();
    TensorData data = stored.get().data();
    TensorData turned = TensorData.allocate(type.element(), data.count());
    boolean fits = old.isSymmetric() && (old.isPerTensor() || old.axis() == filter.outputAxis());
    List<Float> scales = new ArrayList<>();
    boolean[] isZero = new boolean[factor.length];
    for (int channel = 0; channel < factor.length && fits; channel++) {
      float scale = old.scale(old.isPerTensor() ? 0 : channel);
      float product = scale * Math.abs(factor[channel]);
      // So small that floats would not hold the weights either: they are zeros.
      isZero[channel] = product < Float.MIN_NORMAL;
      fits = Float.isFinite(product);
      scales.add(isZero[channel] ? scale : product);
    }
    for (int i = 0; i < data.count() && fits; i++) {
      int channel = filter.outputChannel(i);
      long sign = isZero[channel] ? 0 : factor[channel] < 0 ? -1 : 1;
      long integer = sign * data.integer(i);
      fits = integer >= type.element().min() && integer <= type.element().max();
      turned.set(i, fits ? integer : 0);
    }
    if (!fits) {
      return Optional.empty();
    }
    Quantization quantization =
        new Quantization(scales, Collections.nCopies(scales.size(), 0), filter.outputAxis());
    String id =
        edit.addConstant(stored.get().value().id(), type.withQuantization(quantization), turned);
    Node dequantize = edit.producer(filter.weightId()).orElseThrow();
    Value result = edit.newValue(filter.weightId(), filter.weight());
    edit.put(new Node(dequantize.op(), List.of(id), List.of(result), dequantize.origin()));
    return Optional.of(result.id());
  }

  private static String bias(GraphEdit edit, Filter filter, float[] bias) {
    return edit.addFloats(filter.biasId(), List.of(bias.length), bias);
  }

  private static Optional<Affine> affine(GraphEdit edit, Node node) {
    if (node.output().type().element() != ElementType.F32 || node.inputs().size() != 2) {
      return Optional.empty();
    }
    boolean fused = node.op().clamp().map(clamp -> !clamp.isNone()).orElse(false);
    Optional<Affine> affine = fused ? Optional.empty() : affine(edit, node, 1);
    boolean commutes = node.op() instanceof Add || node.op() instanceof Multiply;
    return affine.isPresent() || fused || !commutes ? affine : affine(edit, node, 0);
  }

  private static Optional<Affine> affine(GraphEdit edit, Node node, int side) {
    String x = node.inputs().get(1 - side);
    TensorType type = edit.type(x);
    if (edit.isConstant(x) || !type.shape().equals(node.output().type().shape())) {
      return Optional.empty();
    }
    Optional<float[]> known = Constants.perChannel(edit, node.inputs().get(side), type);
    if (known.isEmpty() || !areFinite(known.get())) {
      return Optional.empty();
    }
    float[] operand = known.get();
    int channels = operand.length;
    if (node.op() instanceof Multiply) {
      return Optional.of(new Affine(x, operand, new float[channels]));
    } else if (node.op() instanceof Add) {
      return Optional.of(new Affine(x, filled(channels, 1), operand));
    } else if (node.op() instanceof Subtract) {
      return Optional.of(new Affine(x, filled(channels, 1), map(operand, false)));
    } else if (node.op() instanceof Binary binary && binary.function() == Binary.Function.DIVIDE) {
      return Optional.of(new Affine(x, map(operand, true), new float[channels]));
    }
    return Optional.empty();
  }

  /** Reciprocals or negatives. */
  private static float[] map(float[] operand, boolean reciprocal) {
    float[] result = new float[operand.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = reciprocal ? 1 / operand[i] : -operand[i];
    }
    return result;
  }

  private static float[] filled(int count, float value) {
    float[] all = new float[count];
    Arrays.fill(all, value);
    return all;
  }

  private static boolean areFinite(float[] values) {
    for (float element : values) {
      if (!Float.isFinite(element)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAll(float[] values, float value) {
    for (float element : values) {
      if (element != value) {
        return false;
      }
    }
    return true;
  }

  /** A dequantized vector added to a layer without a bias becomes its bias as it is. */
  private static boolean adoptBias(GraphEdit edit, Node node) {
    if (!(node.op() instanceof Add add) || !add.activation().isNone()) {
      return false;
    }
    for (int side = 0; side < 2; side++) {
      String id = node.inputs().get(side);
      Optional<Filter> filter = onlyFilterBefore(edit, node.inputs().get(1 - side));
      if (filter.isEmpty() || Constants.dequantized(edit, id).isEmpty()) {
        continue;
      }
      TensorType type = edit.type(id);
      boolean noBias =
          Constants.floats(edit, filter.get().biasId()).filter(b -> isAll(b, 0)).isPresent();
      if (noBias
          && type.rank() == 1
          && type.count() == filter.get().outputChannels()
          && filter.get().node().output().type().equals(node.output().type())) {
        replace(edit, node, filter.get(), filter.get().weightId(), id);
        return true;
      }
    }
    return false;
  }
}
