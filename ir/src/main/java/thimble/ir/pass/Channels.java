package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Node;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.kernel.Requantize;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FixedPoint;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Lookup;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Reduce;
import thimble.ir.op.Reshape;
import thimble.ir.run.Evaluator;

/**
 * What int8 operators do with single channels (the last axis), and operators with fewer of them.
 */
final class Channels {
  /** Kernels work on words of so many channels. */
  private static final int WORD = 4;

  private Channels() {}

  static int of(TensorType type) {
    return type.extent(-1);
  }

  /** Those that are needed, and the first of the others up to a whole word. */
  static List<Integer> wholeWords(boolean[] needed) {
    int count = (int) IntStream.range(0, needed.length).filter(i -> needed[i]).count();
    int wanted = Math.min(needed.length, Math.max(1, (count + WORD - 1) / WORD) * WORD);
    List<Integer> kept = new ArrayList<>();
    int spare = wanted - count;
    for (int channel = 0; channel < needed.length; channel++) {
      if (needed[channel]) {
        kept.add(channel);
      } else if (spare > 0) {
        kept.add(channel);
        spare--;
      }
    }
    return kept;
  }

  /** Whether a filter is int8, symmetric, and known. */
  static boolean isQuantized(GraphEdit edit, Node node) {
    TensorType weight = edit.type(node.inputs().get(1));
    return edit.type(node.inputs().get(0)).element() == ElementType.S8
        && node.output().type().element() == ElementType.S8
        && weight.isQuantized()
        && weight.quant().isSymmetric()
        && edit.isConstant(node.inputs().get(1))
        && edit.isConstant(node.inputs().get(2));
  }

  /** Whether a reader mixes its input's channels in sums: single ones go into its bias. */
  static boolean consumes(GraphEdit edit, Node node) {
    boolean layer =
        node.op() instanceof Conv2d conv && conv.groups() == 1
            || node.op() instanceof FullyConnected;
    return layer && isQuantized(edit, node);
  }

  /** Whether each output channel depends on one input channel alone, in the same order. */
  static boolean keepsApart(GraphEdit edit, Node node) {
    Op op = node.op();
    TensorType x = edit.type(node.inputs().get(0));
    if (x.element() != ElementType.S8 || node.outputs().size() != 1) {
      return false;
    } else if (op instanceof DepthwiseConv2d) {
      return isQuantized(edit, node);
    } else if (op instanceof Reshape) {
      return of(node.output().type()) == of(x);
    } else if (op instanceof Reduce reduce) {
      return !reduce.axes().contains(x.rank() - 1);
    }
    return op instanceof AveragePool2d
        || op instanceof MaxPool2d
        || op instanceof Lookup && edit.isConstant(node.inputs().get(1));
  }

  /** For each output channel of a layer the number it holds whatever the input; null for none. */
  static Integer[] constants(GraphEdit edit, Node layer) {
    byte[] weight = edit.constant(layer.inputs().get(1)).orElseThrow().data().byteArray();
    int[] bias = edit.constant(layer.inputs().get(2)).orElseThrow().data().intArray();
    TensorType x = edit.type(layer.inputs().get(0));
    TensorType w = edit.type(layer.inputs().get(1));
    TensorType y = layer.output().type();
    Clamp clamp = layer.op().clamp().orElse(Clamp.NONE);
    Integer[] constants = new Integer[bias.length];
    int depth = weight.length / bias.length;
    for (int channel = 0; channel < bias.length; channel++) {
      boolean zero = true;
      for (int k = channel * depth; k < (channel + 1) * depth; k++) {
        zero &= weight[k] == 0;
      }
      if (zero) {
        FixedPoint factor =
            FixedPoint.of(
                (double) x.quant().scale() * w.quant().scale(channel) / y.quant().scale());
        constants[channel] =
            Requantize.toOutput(
                bias[channel],
                factor.multiplier(),
                factor.shift(),
                y.quant().zeroPoint(),
                clamp.storedLow(y),
                clamp.storedHigh(y));
      }
    }
    return constants;
  }

  /** The same for an operator that keeps channels apart, found by running it. */
  static Integer[] constants(GraphEdit edit, Node node, Integer[] ofInput) {
    TensorType y = node.output().type();
    int channels = of(y);
    int factor = channels / ofInput.length;
    Integer[] constants = new Integer[channels];
    byte[] x = new byte[edit.type(node.inputs().get(0)).count()];
    boolean any = false;
    for (int i = 0; i < x.length; i++) {
      Integer constant = ofInput[i % ofInput.length];
      x[i] = constant == null ? 0 : constant.byteValue();
      any |= constant != null;
    }
    if (!any || y.count() == 0) {
      return constants;
    }
    List<TensorData> inputs = new ArrayList<>(List.of(TensorData.bytes(x)));
    node.inputs().stream()
        .skip(1)
        .forEach(id -> inputs.add(edit.constant(id).orElseThrow().data()));
    byte[] result = Evaluator.apply(node.op(), edit.signature(node), inputs).get(0).byteArray();
    for (int channel = 0; channel < channels; channel++) {
      if (ofInput[channel / factor] != null && isUniform(result, channel, channels)) {
        constants[channel] = (int) result[channel];
      }
    }
    return constants;
  }

  private static boolean isUniform(byte[] data, int channel, int channels) {
    for (int i = channel; i < data.length; i += channels) {
      if (data[i] != data[channel]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a channel's share of a reader's sums is one number for each of its outputs. */
  static boolean isFoldable(GraphEdit edit, Node reader, int channel, Integer constant) {
    Filter filter = Filter.of(edit, reader).orElseThrow();
    byte[] weight = edit.constant(filter.weightId()).orElseThrow().data().byteArray();
    boolean unread = true;
    int channels = of(edit.type(reader.inputs().get(0)));
    for (int k = channel; k < weight.length; k += channels) {
      unread &= weight[k] == 0;
    }
    int zero = edit.type(reader.inputs().get(0)).quant().zeroPoint();
    return unread || constant != null && (constant == zero || filter.readsNoPadding());
  }

  /** A layer with some of its output channels. */
  static Node withOutputs(GraphEdit edit, Node layer, List<Integer> keep) {
    return filter(edit, layer, layer.op(), 0, keep);
  }

  /** An operator that keeps channels apart, with some of them. */
  static Node withChannels(GraphEdit edit, Node node, List<Integer> keepInputs) {
    if (node.op() instanceof DepthwiseConv2d depthwise) {
      List<Integer> keep =
          keepInputs.stream()
              .flatMap(
                  c ->
                      IntStream.range(c * depthwise.multiplier(), (c + 1) * depthwise.multiplier())
                          .boxed())
              .toList();
      return filter(edit, node, depthwise, 2, keep);
    }
    List<Integer> shape = withLast(node.output().type().shape(), keepInputs.size());
    Op op = node.op() instanceof Reshape ? new Reshape(shape) : node.op();
    Value y = new Value(node.output().id(), node.output().type().withShape(shape));
    return new Node(op, node.inputs(), List.of(y), node.origin());
  }

  /** A layer that reads some channels of its input, the others being in its bias. */
  static Node withInputs(GraphEdit edit, Node layer, List<Integer> keep, Integer[] constants) {
    Constant weight = edit.constant(layer.inputs().get(1)).orElseThrow();
    Constant bias = edit.constant(layer.inputs().get(2)).orElseThrow();
    int zero = edit.type(layer.inputs().get(0)).quant().zeroPoint();
    byte[] taps = weight.data().byteArray();
    int[] sums = bias.data().intArray().clone();
    int depth = taps.length / sums.length;
    boolean[] kept = new boolean[constants.length];
    keep.forEach(channel -> kept[channel] = true);
    for (int k = 0; k < taps.length; k++) {
      int channel = k % constants.length;
      if (!kept[channel] && constants[channel] != null) {
        sums[k / depth] += (constants[channel] - zero) * taps[k];
      }
    }
    TensorType type = weight.value().type();
    String weightId = slice(edit, weight, type.rank() - 1, keep);
    String biasId = edit.addConstant(bias.value().id(), bias.value().type(), TensorData.ints(sums));
    return layer.withInputs(List.of(layer.inputs().get(0), weightId, biasId));
  }

  /** A layer that reads some channels of its input, with other weights of all of them. */
  static Node withWeights(GraphEdit edit, Node layer, int[] weights, List<Integer> keep) {
    Constant weight = edit.constant(layer.inputs().get(1)).orElseThrow();
    byte[] taps = new byte[weights.length];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = (byte) weights[i];
    }
    TensorType type = weight.value().type();
    TensorData data = TensorData.wrap(type.element(), taps);
    String weightId = slice(edit, new Constant(weight.value(), data), type.rank() - 1, keep);
    return layer.withInputs(List.of(layer.inputs().get(0), weightId, layer.inputs().get(2)));
  }

  private static Node filter(GraphEdit edit, Node node, Op op, int axis, List<Integer> keep) {
    Constant weight = edit.constant(node.inputs().get(1)).orElseThrow();
    Constant bias = edit.constant(node.inputs().get(2)).orElseThrow();
    TensorType y = node.output().type();
    Value result = new Value(node.output().id(), y.withShape(withLast(y.shape(), keep.size())));
    return new Node(
        op,
        List.of(node.inputs().get(0), slice(edit, weight, axis, keep), slice(edit, bias, 0, keep)),
        List.of(result),
        node.origin());
  }

  private static List<Integer> withLast(List<Integer> shape, int extent) {
    List<Integer> changed = new ArrayList<>(shape);
    changed.set(shape.size() - 1, extent);
    return changed;
  }

  /** A new constant with some indices of an axis, and with their scales. */
  private static String slice(GraphEdit edit, Constant constant, int axis, List<Integer> keep) {
    TensorType type = constant.value().type();
    List<Integer> shape = new ArrayList<>(type.shape());
    shape.set(axis, keep.size());
    TensorType sliced = TensorType.of(type.element(), shape);
    if (type.isQuantized()) {
      sliced = sliced.withQuantization(quantization(type.quant(), axis, keep));
    }
    int inner = type.product(axis + 1, type.rank());
    int outer = type.product(0, axis);
    TensorData data = TensorData.allocate(type.element(), sliced.count());
    int to = 0;
    for (int block = 0; block < outer; block++) {
      for (int index : keep) {
        int from = (block * type.extent(axis) + index) * inner;
        System.arraycopy(constant.data().array(), from, data.array(), to, inner);
        to += inner;
      }
    }
    return edit.addConstant(constant.value().id(), sliced, data);
  }

  private static Quantization quantization(Quantization whole, int axis, List<Integer> keep) {
    return whole.isPerTensor() || whole.axis() != axis
        ? whole
        : new Quantization(
            keep.stream().map(whole::scale).toList(),
            keep.stream().map(whole::zeroPoint).toList(),
            axis);
  }
}
