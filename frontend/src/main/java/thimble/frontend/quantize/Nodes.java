package thimble.frontend.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.frontend.onnx.OnnxAttribute;
import thimble.frontend.onnx.OnnxNode;

/** Makes nodes and reads their attributes. */
final class Nodes {
  private Nodes() {}

  static OnnxNode of(String opType, String name, List<String> inputs, String output) {
    return new OnnxNode("", opType, name, inputs, List.of(output), Map.of());
  }

  static OnnxNode with(OnnxNode node, String attribute, OnnxAttribute value) {
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>(node.attributes());
    attributes.put(attribute, value);
    return withAttributes(node, attributes);
  }

  static OnnxNode without(OnnxNode node, String... names) {
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>(node.attributes());
    for (String name : names) {
      attributes.remove(name);
    }
    return withAttributes(node, attributes);
  }

  static OnnxNode withAttributes(OnnxNode node, Map<String, OnnxAttribute> attributes) {
    return new OnnxNode(
        node.domain(), node.opType(), node.name(), node.inputs(), node.outputs(), attributes);
  }

  static OnnxNode withType(OnnxNode node, String opType) {
    return new OnnxNode(
        node.domain(), opType, node.name(), node.inputs(), node.outputs(), node.attributes());
  }

  static boolean is(OnnxNode node, String... opTypes) {
    return node.domain().isEmpty() && List.of(opTypes).contains(node.opType());
  }

  static long integer(OnnxNode node, String name, long absent) {
    return node.attributes().get(name) instanceof OnnxAttribute.Integer value
        ? value.value()
        : absent;
  }

  static float real(OnnxNode node, String name, float absent) {
    return node.attributes().get(name) instanceof OnnxAttribute.Real value ? value.value() : absent;
  }

  static String text(OnnxNode node, String name, String absent) {
    return node.attributes().get(name) instanceof OnnxAttribute.Text value ? value.value() : absent;
  }

  static Optional<List<Long>> integers(OnnxNode node, String name) {
    return node.attributes().get(name) instanceof OnnxAttribute.Integers value
        ? Optional.of(value.values())
        : Optional.empty();
  }

  static Optional<List<Float>> reals(OnnxNode node, String name) {
    return node.attributes().get(name) instanceof OnnxAttribute.Reals value
        ? Optional.of(value.values())
        : Optional.empty();
  }

  /** The name of an input that is there. */
  static Optional<String> input(OnnxNode node, int index) {
    return index < node.inputs().size() && !node.inputs().get(index).isEmpty()
        ? Optional.of(node.inputs().get(index))
        : Optional.empty();
  }

  static String output(OnnxNode node) {
    return node.outputs().get(0);
  }
}
