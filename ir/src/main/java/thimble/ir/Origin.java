package thimble.ir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Where a node comes from: the nodes of the model it stands for. A fused node keeps all its
 * origins.
 */
public record Origin(List<Source> sources) {
  public static final Origin NONE = new Origin(List.of());

  public Origin {
    sources = List.copyOf(sources);
  }

  /**
   * One node of the model, in the model's own words (hostile text included: clean it before it is
   * written anywhere).
   *
   * @param name the node's name, or the name of its first output where it has none
   * @param opType for example {@code Conv}
   * @param opset version of the operator set
   */
  public record Source(String name, String opType, int opset) {}

  public static Origin of(String name, String opType, int opset) {
    return new Origin(List.of(new Source(name, opType, opset)));
  }

  /** The origins of both, each once, in order. */
  public Origin plus(Origin other) {
    LinkedHashSet<Source> all = new LinkedHashSet<>(sources);
    all.addAll(other.sources);
    return new Origin(new ArrayList<>(all));
  }
}
