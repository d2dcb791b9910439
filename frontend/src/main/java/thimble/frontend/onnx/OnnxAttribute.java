package thimble.frontend.onnx;

import java.util.List;

/** The value of one attribute. */
public sealed interface OnnxAttribute {
  record Integer(long value) implements OnnxAttribute {}

  record Real(float value) implements OnnxAttribute {}

  record Text(String value) implements OnnxAttribute {}

  record Tensor(OnnxTensor value) implements OnnxAttribute {}

  record Integers(List<Long> values) implements OnnxAttribute {
    public Integers {
      values = List.copyOf(values);
    }
  }

  record Reals(List<Float> values) implements OnnxAttribute {
    public Reals {
      values = List.copyOf(values);
    }
  }

  record Texts(List<String> values) implements OnnxAttribute {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** Graphs, sparse tensors, type descriptions: nothing that a supported operator has. */
  record Other(String kind) implements OnnxAttribute {}
}
