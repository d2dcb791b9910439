package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.TensorType;

/**
 * What a node does. An operator is a record of immutable attributes and answers everything that the
 * rooms downstream ask; adding one touches no planner, no code generator and no simulator.
 *
 * <p>Every answer is a function of the attributes and the types around the node. {@link #infer} and
 * the rest may assume that {@link #check} found nothing.
 */
public sealed interface Op
    permits Add,
        ArgMax,
        AveragePool2d,
        Binary,
        Cast,
        Clip,
        Compare,
        Concat,
        Conv2d,
        Conv2dSum,
        ConvTranspose2d,
        CustomOp,
        DeformConv2d,
        DepthwiseConv2d,
        Dequantize,
        Expand,
        FullyConnected,
        FullyConnectedSum,
        Gather,
        Gru,
        InstanceNormalization,
        LayerNormalization,
        Logical,
        Lookup,
        Lstm,
        MatMul,
        MaxPool2d,
        Multiply,
        Not,
        PRelu,
        Pad,
        Quantize,
        Reduce,
        Requantize,
        RequantizeSums,
        Reshape,
        Resize2d,
        Rnn,
        Slice,
        Softmax,
        Subtract,
        Tile,
        Transpose,
        Unary,
        Where {
  /** The name in IR text, case files and reports: the record's name in snake case. */
  default String name() {
    return OpNames.of(getClass());
  }

  /** The numbered constraints on attributes and input types. */
  void check(List<TensorType> inputs, Checks checks);

  /**
   * Types of the results. A quantized result's quantization cannot be derived from the inputs:
   * where an operator can have one, the inferred type has none and the verifier compares element
   * and shape only.
   */
  List<TensorType> infer(List<TensorType> inputs);

  /** The reference kernel and its arguments. */
  KernelCall kernel(Signature signature);

  /** How the kernel goes over its tensors. */
  Access access(Signature signature);

  /** The way to compute this operator from input rows as they come, where there is one. */
  default Optional<Accumulation> accumulation(Signature signature) {
    return Optional.empty();
  }

  /** How the operator goes through a sequence step by step, where it does. */
  default Optional<Recurrence> recurrence() {
    return Optional.empty();
  }

  /** Multiply-accumulates of one inference. */
  long macs(Signature signature);

  /**
   * Inputs whose memory the first output may take over, beginning at the same byte, when this node
   * is the input's last reader: by the time an element of the output is written, no later read of
   * the input touches its bytes.
   */
  default Set<Integer> overwritable(Signature signature) {
    return Set.of();
  }

  /** Views: where inputs and outputs share bytes no kernel runs, if the planner grants them all. */
  default List<Alias> aliases(Signature signature) {
    return List.of();
  }

  /**
   * How one slab of the output along an axis is computed by itself: the way into strips (columns),
   * patches (rows and columns) and parts of the channels. Bit for bit what the whole operator gives
   * there, from no more of the inputs than it needs.
   *
   * @return empty where the axis cannot be cut there
   */
  default Optional<Part> part(Signature signature, Slab output) {
    return Optional.empty();
  }

  /**
   * How the products with one slab of the first input are summed by themselves, for the next slab
   * to go on from: the way into parts of what lies between a layer and one that sums over its
   * channels. Over all slabs in order bit for bit what the whole operator gives.
   *
   * @param x the first input, or what it is a view of: of other shape, the same elements in order
   * @param slab of x
   * @return empty where the operator does not sum over that axis, or in another order
   */
  default Optional<Summand> summand(Signature signature, TensorType x, Slab slab) {
    return Optional.empty();
  }

  /**
   * The same operator for a first input of which it takes a slab only: what lies there need not be
   * moved.
   *
   * @param x the type of the whole input
   * @return empty where it can only read its input from end to end
   */
  default Optional<Op> cropping(TensorType x, Slab kept) {
    return Optional.empty();
  }

  /** The fused activation, of operators that can have one. */
  default Optional<Clamp> clamp() {
    return Optional.empty();
  }

  /** The same operator with another fused activation. */
  default Op withClamp(Clamp clamp) {
    throw new UnsupportedOperationException(name() + " has no fused activation");
  }
}
