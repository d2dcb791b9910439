package thimble.ir.pass;

import java.util.Locale;
import thimble.ir.Graph;

/** A rewriting of graphs: pure, and the same instance back when nothing changed. */
@FunctionalInterface
public interface Pass {
  Graph run(Graph graph);

  /** The name in {@code --dump-after}: the class name in kebab case. */
  default String name() {
    return getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
