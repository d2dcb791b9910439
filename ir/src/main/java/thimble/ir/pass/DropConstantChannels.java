package thimble.ir.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.Graph;
import thimble.ir.Node;

/**
 * Drops output channels of int8 convolutions that nobody needs: those whose result is one number
 * everywhere, which goes into the biases of the layers that read it, and those that are read with
 * weights of zero only.
 *
 * <pre>
 *   %a = conv2d %x, %w, %b          (row 3 of %w is 0: channel 3 is what the bias makes of it)
 *   %d = depthwise_conv2d %a, ...   (channel 3 is still one number, borders included)
 *   %y = conv2d %d, %v, %c
 *     -&gt;  the same with a channel less in %w, in the depthwise filter and in %v, and
 *         channel 3's share (number - zero point) * sum of weights in %c
 * </pre>
 *
 * Training with weight decay leaves many such channels behind. Nothing changes in any byte of the
 * outputs: where padding would make a difference (a border cell sees fewer taps), the channel
 * stays. What stays is a multiple of four channels, because kernels work on words.
 */
public final class DropConstantChannels implements Pass {
  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, DropConstantChannels::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (!Channels.consumes(edit, node)) {
      return false;
    }
    Need need = new Need(edit, Filter.of(edit, node).orElseThrow().outputChannels());
    need.visit(node.output().id(), Channels.constants(edit, node), 1);
    List<Integer> keep = Channels.wholeWords(need.needed);
    if (keep.size() == need.needed.length) {
      return false;
    }
    edit.put(Channels.withOutputs(edit, node, keep));
    need.readers.forEach(reader -> reader.rewrite(edit, keep));
    return true;
  }

  /**
   * A node that reads the channels, itself or through others.
   *
   * @param constants of the value it reads
   * @param factor channels of that value for each channel of the layer
   * @param consumes whether its own outputs stay as they are
   */
  private record Reader(Node node, Integer[] constants, int factor, boolean consumes) {
    void rewrite(GraphEdit edit, List<Integer> layerChannels) {
      List<Integer> keep =
          layerChannels.stream()
              .flatMap(c -> IntStream.range(c * factor, (c + 1) * factor).boxed())
              .toList();
      edit.put(
          consumes
              ? Channels.withInputs(edit, node, keep, constants)
              : Channels.withChannels(edit, node, keep));
    }
  }

  /** Which of a layer's channels some reader depends on. */
  private static final class Need {
    private final GraphEdit edit;
    private final boolean[] needed;
    private final List<Reader> readers = new ArrayList<>();

    Need(GraphEdit edit, int channels) {
      this.edit = edit;
      this.needed = new boolean[channels];
    }

    /**
     * @param constants for each channel of the value the number it holds, or null
     */
    void visit(String id, Integer[] constants, int factor) {
      if (edit.isOutput(id)) {
        needAll();
      }
      for (Node reader : new LinkedHashSet<>(edit.readers(id))) {
        if (reader.inputs().stream().filter(id::equals).count() != 1
            || !reader.inputs().get(0).equals(id)) {
          needAll();
        } else if (Channels.consumes(edit, reader)) {
          readers.add(new Reader(reader, constants, factor, true));
          for (int channel = 0; channel < constants.length; channel++) {
            if (!Channels.isFoldable(edit, reader, channel, constants[channel])) {
              needed[channel / factor] = true;
            }
          }
        } else if (Channels.keepsApart(edit, reader)) {
          readers.add(new Reader(reader, constants, factor, false));
          int more = Channels.of(reader.output().type()) / constants.length;
          visit(reader.output().id(), Channels.constants(edit, reader, constants), factor * more);
        } else {
          needAll();
        }
      }
    }

    private void needAll() {
      Arrays.fill(needed, true);
    }
  }
}
