package thimble.ir.op;

import java.util.List;
import thimble.ir.TensorType;

/**
 * How an operator that sums over an axis of its first input adds up one slab of it: what the whole
 * operator gives is {@code finish} of the sums over all slabs, one after another.
 *
 * @param op (slab of x, slab of each constant, the sums so far) to the sums that the next slab goes
 *     on from; the last of its inputs is, for the first slab, the operator's own last one, the bias
 * @param seen the types as which the inputs but the last are seen before they are cut: of as many
 *     elements, in the same order
 * @param inputs the slabs of these
 * @param sums their type
 * @param finish from the sums over all slabs to the operator's output, or its elements in another
 *     shape
 */
public record Summand(Op op, List<TensorType> seen, List<Slab> inputs, TensorType sums, Op finish) {
  public Summand {
    seen = List.copyOf(seen);
    inputs = List.copyOf(inputs);
    if (seen.size() != inputs.size()) {
      throw new IllegalArgumentException(seen.size() + " types of " + inputs.size() + " slabs");
    }
  }
}
