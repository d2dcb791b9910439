package thimble.targets;

import java.util.Optional;
import thimble.ir.op.Access;
import thimble.ir.op.KernelCall;

/**
 * The kernel chosen for a node.
 *
 * @param library name of the library it comes from
 * @param call the function and its arguments. Without a template it is a Java method that is
 *     translated; with one, {@code method} is the name of the C function that the template defines
 * @param access how it goes over its tensors
 * @param template stem of the template that writes the function
 */
public record Kernel(String library, KernelCall call, Access access, Optional<String> template) {}
