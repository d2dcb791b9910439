package thimble.frontend.rows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import thimble.frontend.onnx.OnnxAttribute;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxTensor;

/**
 * The attributes of one node, read by kind: an attribute of another kind than the operator defines
 * is the model's fault and is told as such.
 */
final class Attributes {
  private final Map<String, OnnxAttribute> attributes;
  private final Function<String, RuntimeException> problem;

  /**
   * @param problem makes the exception for a reason
   */
  Attributes(Map<String, OnnxAttribute> attributes, Function<String, RuntimeException> problem) {
    this.attributes = attributes;
    this.problem = problem;
  }

  boolean has(String name) {
    return attributes.containsKey(name);
  }

  private <T extends OnnxAttribute> Optional<T> find(String name, Class<T> kind) {
    OnnxAttribute attribute = attributes.get(name);
    if (attribute == null) {
      return Optional.empty();
    }
    if (!kind.isInstance(attribute)) {
      throw problem.apply(
          "attribute \""
              + name
              + "\" is of kind "
              + attribute.getClass().getSimpleName()
              + ", not "
              + kind.getSimpleName());
    }
    return Optional.of(kind.cast(attribute));
  }

  Optional<Long> integer(String name) {
    return find(name, OnnxAttribute.Integer.class).map(OnnxAttribute.Integer::value);
  }

  long integer(String name, long absent) {
    return integer(name).orElse(absent);
  }

  boolean flag(String name, boolean absent) {
    return integer(name, absent ? 1 : 0) != 0;
  }

  float real(String name, float absent) {
    return find(name, OnnxAttribute.Real.class).map(OnnxAttribute.Real::value).orElse(absent);
  }

  String text(String name, String absent) {
    return find(name, OnnxAttribute.Text.class).map(OnnxAttribute.Text::value).orElse(absent);
  }

  Optional<List<Long>> integers(String name) {
    return find(name, OnnxAttribute.Integers.class).map(OnnxAttribute.Integers::values);
  }

  Optional<List<Float>> reals(String name) {
    return find(name, OnnxAttribute.Reals.class).map(OnnxAttribute.Reals::values);
  }

  Optional<List<String>> texts(String name) {
    return find(name, OnnxAttribute.Texts.class).map(OnnxAttribute.Texts::values);
  }

  Optional<OnnxModel> graph(String name) {
    return find(name, OnnxAttribute.Graph.class).map(OnnxAttribute.Graph::value);
  }

  Optional<OnnxTensor> tensor(String name) {
    return find(name, OnnxAttribute.Tensor.class).map(OnnxAttribute.Tensor::value);
  }
}
