package thimble.codegen.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import thimble.ir.custom.CustomOperator;
import thimble.ir.custom.CustomOperators;
import thimble.ir.kernel.Wrap;

/**
 * The Java source of a kernel class.
 *
 * @param fileName what diagnostics call it
 */
public record KernelText(String fileName, String text) {
  /** Where source is looked for. */
  @FunctionalInterface
  public interface Library {
    /**
     * @param className as in {@link thimble.ir.op.KernelCall}
     */
    Optional<KernelText> find(String className);
  }

  /** The source of reference kernels and of loaded operators of users. */
  static Optional<KernelText> known(String className) {
    if (CustomOperators.isId(className)) {
      CustomOperator operator = CustomOperators.byId(className);
      return Optional.of(new KernelText(operator.fileName(), operator.source()));
    }
    return builtIn(className);
  }

  /** The reference kernels' source, which travels beside their classes. */
  static Optional<KernelText> builtIn(String className) {
    String path = "/" + className.replace('.', '/') + ".java";
    if (!className.startsWith(Wrap.class.getPackageName() + ".")) {
      return Optional.empty();
    }
    try (InputStream in = Wrap.class.getResourceAsStream(path)) {
      return in == null
          ? Optional.empty()
          : Optional.of(
              new KernelText(
                  path.substring(path.lastIndexOf('/') + 1),
                  new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
