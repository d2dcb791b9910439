package thimble.ir.op;

import java.util.List;

/**
 * Which reference kernel computes an operator, and with which arguments.
 *
 * @param className class in {@code thimble.ir.kernel}, {@code Conv2dKernel} for example, or the
 *     {@link thimble.ir.custom.CustomOperator#id} of a user's own
 * @param method public static method of that class
 */
public record KernelCall(String className, String method, List<Argument> arguments) {
  public KernelCall {
    arguments = List.copyOf(arguments);
  }

  public static KernelCall of(Class<?> kernel, String method, Argument... arguments) {
    return new KernelCall(kernel.getName(), method, List.of(arguments));
  }

  /** Bytes of working memory, each piece rounded up to 8. */
  public int scratchBytes() {
    int bytes = 0;
    for (Argument argument : arguments) {
      if (argument instanceof Argument.Scratch scratch) {
        bytes += (scratch.count() * scratch.element().bytes() + 7) / 8 * 8;
      }
    }
    return bytes;
  }
}
