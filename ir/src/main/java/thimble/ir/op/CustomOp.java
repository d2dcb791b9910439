package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.TensorType;
import thimble.ir.custom.CustomOperator;
import thimble.ir.custom.CustomOperators;

/**
 * A user's own operator (docs/custom-operators.md). What it does is in a Java file that was loaded
 * with {@link CustomOperators#load}; this record refers to it.
 *
 * @param operator {@link CustomOperator#id}: class name and digest of the source, so that equal
 *     records mean equal behaviour
 * @param attributes as the model gives them
 */
public record CustomOp(String operator, List<CustomAttribute> attributes) implements Op {
  public CustomOp {
    attributes = List.copyOf(attributes);
  }

  private CustomOperator loaded() {
    return CustomOperators.byId(operator);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    loaded().check(inputs, attributes, checks);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return loaded().infer(inputs, attributes);
  }

  @Override
  public KernelCall kernel(Signature signature) {
    return loaded().kernel(signature, attributes);
  }

  @Override
  public Access access(Signature signature) {
    return Access.whole();
  }

  @Override
  public long macs(Signature signature) {
    return loaded().macs(signature, attributes);
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    boolean sameBytes = signature.input(0).bytes() == signature.output().bytes();
    return loaded().isInPlace() && sameBytes ? Set.of(0) : Set.of();
  }
}
