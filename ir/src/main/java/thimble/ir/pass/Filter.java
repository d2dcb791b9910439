package thimble.ir.pass;

import java.util.Optional;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Conv2d;
import thimble.ir.op.ConvTranspose2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Op;
import thimble.ir.op.Window2d;

/**
 * What convolutions and fully connected layers have in common: inputs x, weight and bias, and a
 * weight in which every element belongs to one output channel and reads one input channel.
 *
 * @param outputAxis the weight's axis of output channels
 * @param weight the weight's type
 * @param inner elements between neighbours along that axis
 */
record Filter(Node node, int outputAxis, TensorType weight, int inner) {
  static Optional<Filter> of(GraphEdit edit, Node node) {
    Op op = node.op();
    boolean first =
        op instanceof Conv2d || op instanceof ConvTranspose2d || op instanceof FullyConnected;
    if (!first && !(op instanceof DepthwiseConv2d)) {
      return Optional.empty();
    }
    int axis = first ? 0 : 2;
    TensorType weight = edit.type(node.inputs().get(1));
    return Optional.of(new Filter(node, axis, weight, weight.product(axis + 1, weight.rank())));
  }

  String weightId() {
    return node.inputs().get(1);
  }

  String biasId() {
    return node.inputs().get(2);
  }

  int outputChannels() {
    return weight.extent(outputAxis);
  }

  /** The output channel of the weight's element at an index. */
  int outputChannel(int index) {
    return index / inner % outputChannels();
  }

  /** The input channel that the weight's element at an index reads. */
  int inputChannel(int index) {
    if (node.op() instanceof DepthwiseConv2d depthwise) {
      return outputChannel(index) / depthwise.multiplier();
    }
    int inGroup = weight.extent(weight.rank() - 1);
    int group = outputChannel(index) / (outputChannels() / groups());
    return group * inGroup + index % inGroup;
  }

  private int groups() {
    if (node.op() instanceof Conv2d conv) {
      return conv.groups();
    }
    return node.op() instanceof ConvTranspose2d conv ? conv.groups() : 1;
  }

  /** Whether every tap of every window reads an input cell, never padding. */
  boolean readsNoPadding() {
    if (node.op() instanceof FullyConnected) {
      return true;
    } else if (node.op() instanceof Conv2d conv) {
      return isInside(conv.window());
    }
    return node.op() instanceof DepthwiseConv2d conv && isInside(conv.window());
  }

  private static boolean isInside(Window2d window) {
    return window.padTop() <= 0
        && window.padLeft() <= 0
        && window.padBottom() <= 0
        && window.padRight() <= 0;
  }

  boolean hasActivation() {
    return node.op().clamp().map(clamp -> !clamp.isNone()).orElse(false);
  }
}
