package thimble.ir.op;

import java.util.List;

/** An attribute of a {@link CustomOp}, under the name it has in the model. */
public sealed interface CustomAttribute {
  String name();

  record IntValue(String name, long value) implements CustomAttribute {}

  record RealValue(String name, float value) implements CustomAttribute {}

  record TextValue(String name, String value) implements CustomAttribute {}

  record IntList(String name, List<Long> values) implements CustomAttribute {
    public IntList {
      values = List.copyOf(values);
    }
  }

  record RealList(String name, List<Float> values) implements CustomAttribute {
    public RealList {
      values = List.copyOf(values);
    }
  }
}
