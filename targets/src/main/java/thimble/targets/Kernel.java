package thimble.targets;

import java.util.Optional;
import java.util.Set;
import thimble.ir.op.Access;
import thimble.ir.op.KernelCall;

/**
 * The kernel chosen for a node: what plan and emitted code go by, instead of the operator's own
 * answers.
 *
 * @param library name of the library it comes from
 * @param call the function and its arguments. Without a template it is a Java method that is
 *     translated; with one, class and method only name it
 * @param access how it goes over its tensors
 * @param overwritable inputs whose memory the first output may take over ({@link
 *     thimble.ir.op.Op#overwritable})
 * @param template what writes the function
 * @param cost the instructions that its calls execute
 */
public record Kernel(
    String library,
    KernelCall call,
    Access access,
    Set<Integer> overwritable,
    Optional<KernelTemplate> template,
    Cost cost) {
  public Kernel {
    overwritable = Set.copyOf(overwritable);
  }

  /**
   * Instructions that one call executes, predicted.
   *
   * @param rows of the first output that the call computes; all of them where the access is whole
   */
  public double instructions(int rows) {
    return cost.instructions(rows);
  }
}
