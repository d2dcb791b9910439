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

  /**
   * A branch: what a node of control flow runs.
   *
   * @param value reads names of the graph around it as if they were its own
   */
  record Graph(OnnxModel value) implements OnnxAttribute {}

  /** Sparse tensors, lists of graphs, type descriptions: nothing that a supported operator has. */
  record Other(String kind) implements OnnxAttribute {}
}
