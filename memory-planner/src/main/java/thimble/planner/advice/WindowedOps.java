package thimble.planner.advice;

import java.util.Optional;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Window2d;

/** The operators whose window a change may alter. */
final class WindowedOps {
  private WindowedOps() {}

  static Optional<Window2d> window(Op op) {
    if (op instanceof Conv2d conv) {
      return Optional.of(conv.window());
    }
    if (op instanceof DepthwiseConv2d depthwise) {
      return Optional.of(depthwise.window());
    }
    if (op instanceof MaxPool2d pool) {
      return Optional.of(pool.window());
    }
    if (op instanceof AveragePool2d pool && pool.overhangBottom() + pool.overhangRight() == 0) {
      return Optional.of(pool.window());
    }
    return Optional.empty();
  }

  /** Whether it has weights, which a smaller kernel has fewer of. */
  static boolean isConvolution(Op op) {
    return op instanceof Conv2d || op instanceof DepthwiseConv2d;
  }

  static Op with(Op op, Window2d window) {
    if (op instanceof Conv2d conv) {
      return new Conv2d(window, conv.groups(), conv.activation());
    }
    if (op instanceof DepthwiseConv2d depthwise) {
      return new DepthwiseConv2d(window, depthwise.multiplier(), depthwise.activation());
    }
    if (op instanceof MaxPool2d) {
      return new MaxPool2d(window);
    }
    return new AveragePool2d(window, ((AveragePool2d) op).countPadding());
  }
}
