package thimble.frontend.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** The operator's name with its domain, as users write it: {@code com.microsoft:QLinearAdd}. */
  public String qualifiedType() {
    return domain.isEmpty() ? opType : domain + ":" + opType;
  }
}
