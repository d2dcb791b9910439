package thimble.ir.pass;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.DepthwiseConv2d;

/**
 * Computes output channels of int8 layers once that are the same whatever the input: equal weights,
 * bias and scale, or one and the same number. Layers that read both get the sum of their weights.
 *
 * <pre>
 *   %a = conv2d %x, %w, %b          (rows 1 and 3 of %w are equal, their biases and scales too)
 *   %d = depthwise_conv2d %a, ...   (so are the filters 1 and 3)
 *   %y = conv2d %d, %v, %c
 *     -&gt;  the same without channel 3 in %w, %b, in the depthwise filter and in %v, whose column 1
 *         is what columns 1 and 3 were together
 * </pre>
 *
 * Integer sums of products do not care in which order they are taken, so no byte of the outputs
 * changes. A channel stays where a sum of weights has no room in the weights' type, where a filter
 * behind tells the two apart, and where anything else reads them. What stays is a multiple of four
 * channels, because kernels work on words.
 */
public final class JoinDuplicateChannels implements Pass {
  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, JoinDuplicateChannels::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (!Channels.consumes(edit, node)) {
      return false;
    }
    int[] first = firstAlike(edit, node);
    Joining joining = new Joining(edit, first);
    if (!joining.joinsAny()) {
      return false;
    }
    joining.visit(node.output().id(), 1);
    joining.keepWhereSumsHaveNoRoom();
    List<Integer> keep = Channels.wholeWords(joining.needed());
    if (keep.size() == first.length) {
      return false;
    }
    joining.keep(keep);
    edit.put(Channels.withOutputs(edit, node, keep));
    joining.readers.forEach(reader -> joining.rewrite(reader, keep));
    return true;
  }

  /** For each output channel of a layer the first that gives the same; itself where none does. */
  private static int[] firstAlike(GraphEdit edit, Node node) {
    Filter filter = Filter.of(edit, node).orElseThrow();
    byte[] weight = edit.constant(filter.weightId()).orElseThrow().data().byteArray();
    int[] bias = edit.constant(filter.biasId()).orElseThrow().data().intArray();
    Integer[] constants = Channels.constants(edit, node);
    Map<List<Object>, Integer> seen = new HashMap<>();
    int[] first = new int[bias.length];
    for (int channel = 0; channel < first.length; channel++) {
      List<Object> what =
          constants[channel] != null
              ? List.of(constants[channel])
              : alike(filter, channel, weight, bias[channel]);
      seen.putIfAbsent(what, channel);
      first[channel] = seen.get(what);
    }
    return first;
  }

  /** What two output channels of a filter must have in common: weights, scale, bias. */
  private static List<Object> alike(Filter filter, int channel, byte[] weight, int bias) {
    byte[] taps = new byte[weight.length / filter.outputChannels()];
    int count = 0;
    for (int block = channel * filter.inner(); block < weight.length; ) {
      System.arraycopy(weight, block, taps, count, filter.inner());
      count += filter.inner();
      block += filter.outputChannels() * filter.inner();
    }
    return List.of(ByteBuffer.wrap(taps), filter.weight().quant().scale(channel), bias);
  }

  /**
   * A node that reads the channels, itself or through others.
   *
   * @param factor channels of the value it reads for each channel of the layer
   * @param consumes whether its own outputs stay as they are
   */
  private record Reader(Node node, int factor, boolean consumes) {}

  /** Which channels of a layer go into which, and who reads them. */
  private static final class Joining {
    private final GraphEdit edit;
    private final int[] into;
    private final List<Reader> readers = new ArrayList<>();

    Joining(GraphEdit edit, int[] into) {
      this.edit = edit;
      this.into = into;
    }

    boolean joinsAny() {
      return IntStream.range(0, into.length).anyMatch(channel -> into[channel] != channel);
    }

    boolean[] needed() {
      boolean[] needed = new boolean[into.length];
      for (int channel = 0; channel < into.length; channel++) {
        needed[channel] = into[channel] == channel;
      }
      return needed;
    }

    /** These stay themselves. */
    void keep(List<Integer> channels) {
      channels.forEach(channel -> into[channel] = channel);
    }

    void visit(String id, int factor) {
      if (edit.isOutput(id)) {
        keepAll();
      }
      for (Node reader : new LinkedHashSet<>(edit.readers(id))) {
        if (reader.inputs().stream().filter(id::equals).count() != 1
            || !reader.inputs().get(0).equals(id)) {
          keepAll();
        } else if (Channels.consumes(edit, reader)) {
          readers.add(new Reader(reader, factor, true));
        } else if (Channels.keepsApart(edit, reader)) {
          readers.add(new Reader(reader, factor, false));
          if (reader.op() instanceof DepthwiseConv2d) {
            keepWhereFiltersDiffer(reader);
          }
          int channels = Channels.of(reader.output().type());
          visit(reader.output().id(), channels / into.length);
        } else {
          keepAll();
        }
      }
    }

    private void keepAll() {
      Arrays.setAll(into, channel -> channel);
    }

    private void keepWhereFiltersDiffer(Node depthwise) {
      Filter filter = Filter.of(edit, depthwise).orElseThrow();
      byte[] weight = edit.constant(filter.weightId()).orElseThrow().data().byteArray();
      int[] bias = edit.constant(filter.biasId()).orElseThrow().data().intArray();
      int filters = filter.outputChannels() / into.length;
      Map<List<Object>, Integer> seen = new HashMap<>();
      for (int channel = 0; channel < into.length; channel++) {
        List<Object> what = new ArrayList<>(List.of(into[channel]));
        for (int i = channel * filters; i < (channel + 1) * filters; i++) {
          what.addAll(alike(filter, i, weight, bias[i]));
        }
        seen.putIfAbsent(what, channel);
        into[channel] = seen.get(what);
      }
    }

    /** A channel joins another only if the sums of all readers' weights fit. */
    void keepWhereSumsHaveNoRoom() {
      List<int[]> sums = new ArrayList<>();
      List<Reader> summing = readers.stream().filter(Reader::consumes).toList();
      summing.forEach(reader -> sums.add(weights(reader)));
      for (int channel = 0; channel < into.length; channel++) {
        if (into[channel] == channel) {
          continue;
        }
        boolean fits = true;
        for (int i = 0; fits && i < sums.size(); i++) {
          fits = fits(summing.get(i), sums.get(i), channel);
        }
        for (int i = 0; fits && i < sums.size(); i++) {
          join(summing.get(i), sums.get(i), channel);
        }
        into[channel] = fits ? into[channel] : channel;
      }
    }

    private int[] weights(Reader reader) {
      byte[] bytes = edit.constant(reader.node().inputs().get(1)).orElseThrow().data().byteArray();
      return IntStream.range(0, bytes.length).map(i -> bytes[i]).toArray();
    }

    private boolean fits(Reader reader, int[] weights, int channel) {
      TensorType type = edit.type(reader.node().inputs().get(1));
      int width = into.length * reader.factor();
      int distance = (channel - into[channel]) * reader.factor();
      for (int at = channel * reader.factor(); at < weights.length; at += width) {
        for (int i = at; i < at + reader.factor(); i++) {
          int sum = weights[i] + weights[i - distance];
          if (sum < type.element().min() || sum > type.element().max()) {
            return false;
          }
        }
      }
      return true;
    }

    private void join(Reader reader, int[] weights, int channel) {
      int width = into.length * reader.factor();
      int distance = (channel - into[channel]) * reader.factor();
      for (int at = channel * reader.factor(); at < weights.length; at += width) {
        for (int i = at; i < at + reader.factor(); i++) {
          weights[i - distance] += weights[i];
        }
      }
    }

    void rewrite(Reader reader, List<Integer> layerChannels) {
      int factor = reader.factor();
      List<Integer> keep =
          layerChannels.stream()
              .flatMap(c -> IntStream.range(c * factor, (c + 1) * factor).boxed())
              .toList();
      if (!reader.consumes()) {
        edit.put(Channels.withChannels(edit, reader.node(), keep));
        return;
      }
      int[] sums = weights(reader);
      for (int channel = 0; channel < into.length; channel++) {
        if (into[channel] != channel) {
          join(reader, sums, channel);
        }
      }
      edit.put(Channels.withWeights(edit, reader.node(), sums, keep));
    }
  }
}
