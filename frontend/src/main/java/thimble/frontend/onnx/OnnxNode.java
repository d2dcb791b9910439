package thimble.frontend.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A node as the file has it.
 *
 * @param domain empty for the operators of ONNX itself ({@code ai.onnx} is read as empty)
 * @param name may be empty, need not be unique
 * @param inputs names; an empty name is an optional input that is left out
 * @param outputs names; an empty name is an output that nobody wants
 * @param attributes in the file's order
 */
public record OnnxNode(
    String domain,
    String opType,
    String name,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The node's name, or where it has none that of its first output. */
  public String label() {
    if (!name.isEmpty()) {
      return name;
    }
    return outputs.stream().filter(output -> !output.isEmpty()).findFirst().orElse("");
  }

  /**
   * All names that must be known before the node: its inputs that are there, and what its branches
   * read from around them.
   */
  public Set<String> reads() {
    Set<String> reads = new LinkedHashSet<>(inputs);
    reads.remove("");
    for (OnnxAttribute attribute : attributes.values()) {
      if (attribute instanceof OnnxAttribute.Graph graph) {
        reads.addAll(graph.value().outerNames());
      }
    }
    return reads;
  }

  /** Whether it runs graphs of its own. */
  public boolean hasBranches() {
    return attributes.values().stream().anyMatch(OnnxAttribute.Graph.class::isInstance);
  }

  /** The operator's name with its domain, as users write it: {@code com.microsoft:QLinearAdd}. */
  public String qualifiedType() {
    return domain.isEmpty() ? opType : domain + ":" + opType;
  }
}
