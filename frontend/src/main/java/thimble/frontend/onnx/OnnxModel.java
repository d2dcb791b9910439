package thimble.frontend.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an ONNX file says, free of the wire format. Nothing here is checked beyond that: names may
 * be unknown, nodes in any order.
 *
 * @param opsets version of each domain; {@code ai.onnx} is read as the empty domain
 * @param initialisers in the file's order
 */
public record OnnxModel(
    long irVersion,
    Map<String, Long> opsets,
    List<OnnxPort> inputs,
    List<OnnxPort> outputs,
    List<OnnxTensor> initialisers,
    List<OnnxNode> nodes) {
  public OnnxModel {
    opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    initialisers = List.copyOf(initialisers);
    nodes = List.copyOf(nodes);
  }

  /** Names that are read here and defined elsewhere: nonsense, or a branch's graph around it. */
  public Set<String> outerNames() {
    Set<String> names = new LinkedHashSet<>();
    nodes.forEach(node -> names.addAll(node.reads()));
    outputs.forEach(port -> names.add(port.name()));
    inputs.forEach(port -> names.remove(port.name()));
    initialisers.forEach(tensor -> names.remove(tensor.name()));
    nodes.forEach(node -> node.outputs().forEach(names::remove));
    return names;
  }
}
