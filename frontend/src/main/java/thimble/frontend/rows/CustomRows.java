package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import thimble.frontend.onnx.OnnxAttribute;
import thimble.ir.custom.CustomOperator;
import thimble.ir.op.CustomAttribute;

/** Nodes whose operator the user has written. */
final class CustomRows {
  private CustomRows() {}

  static List<Operand> emit(Site site, CustomOperator operator) {
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < site.inputCount(); i++) {
      operands.add(site.stored(i));
    }
    List<CustomAttribute> attributes = new ArrayList<>();
    site.node().attributes().forEach((name, value) -> attributes.add(attribute(site, name, value)));
    return site.add(operator.op(attributes), operands);
  }

  private static CustomAttribute attribute(Site site, String name, OnnxAttribute value) {
    if (value instanceof OnnxAttribute.Integer integer) {
      return new CustomAttribute.IntValue(name, integer.value());
    } else if (value instanceof OnnxAttribute.Real real) {
      return new CustomAttribute.RealValue(name, real.value());
    } else if (value instanceof OnnxAttribute.Text text) {
      return new CustomAttribute.TextValue(name, text.value());
    } else if (value instanceof OnnxAttribute.Integers integers) {
      return new CustomAttribute.IntList(name, integers.values());
    } else if (value instanceof OnnxAttribute.Reals reals) {
      return new CustomAttribute.RealList(name, reals.values());
    }
    throw site.unsupported(
        "attribute \"" + name + "\" is neither number, text nor list of numbers");
  }
}
