package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;

/**
 * A node that is to become hardware.
 *
 * @param constants for each input its data, where it is known at compile time
 * @param ranges for each input what it can hold
 */
record Layer(Op op, Signature signature, List<Optional<TensorData>> constants, List<Range> ranges) {
  static final int BITS = 8;
  static final int LEAST = -128;
  static final int MOST = 127;
  static final int VALUES = 256;

  Layer {
    constants = List.copyOf(constants);
    ranges = List.copyOf(ranges);
  }

  TensorType input(int index) {
    return signature.input(index);
  }

  TensorType output() {
    return signature.output();
  }

  boolean isConstant(int input) {
    return constants.get(input).isPresent();
  }

  TensorData constant(int input) {
    return constants.get(input).get();
  }

  /** Whether all inputs from the second on are known, the first one is not. */
  boolean hasKnownParameters() {
    return !isConstant(0) && constants.stream().skip(1).allMatch(Optional::isPresent);
  }

  /** The only input that streams, -1 where several do or none. */
  int onlyStream() {
    int only = -1;
    for (int input = 0; input < constants.size(); input++) {
      if (!isConstant(input)) {
        if (only >= 0) {
          return -1;
        }
        only = input;
      }
    }
    return only;
  }

  /** The same, its inputs as wide as their type. */
  Layer wide() {
    return new Layer(op, signature, constants, ranges.stream().map(range -> Range.BYTE).toList());
  }

  /** What an input can hold. */
  Range range(int input) {
    return ranges.get(input);
  }

  /** What a window over the first input meets: its values, and the padding that means zero. */
  Range padded() {
    return range(0).and(input(0).quant().zeroPoint());
  }

  /** What the result can hold by the operator's clamp. */
  Range result() {
    return new Range(low(), high());
  }

  /** Smallest stored result. */
  int low() {
    return op.clamp().map(clamp -> clamp.storedLow(output())).orElse(LEAST);
  }

  /** Largest stored result. */
  int high() {
    return op.clamp().map(clamp -> clamp.storedHigh(output())).orElse(MOST);
  }

  /** Rows of an image or sequence. */
  static int height(TensorType x) {
    return x.extent(1);
  }

  /** Columns of an image; 1 of a sequence. */
  static int width(TensorType x) {
    return x.rank() == 4 ? x.extent(2) : 1;
  }

  /**
   * A window over all images of a batch; where it is one pixel, all pixels are of one image, since
   * they stream as they come.
   */
  static WindowShape shape(Window2d window, TensorType x) {
    int width = width(x);
    int channels = x.extent(-1);
    return window.isPointwise()
        ? new WindowShape(window, 1, x.count() / channels / width, width)
        : new WindowShape(window, x.extent(0), height(x), width);
  }

  static boolean isOneImage(TensorType x) {
    return (x.rank() == 4 || x.rank() == 3) && x.extent(0) == 1;
  }
}
