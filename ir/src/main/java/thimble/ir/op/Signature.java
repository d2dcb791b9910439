package thimble.ir.op;

import java.util.List;
import thimble.ir.TensorType;

/** The types of a node's inputs (constants included) and outputs. */
public record Signature(List<TensorType> inputs, List<TensorType> outputs) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public TensorType input(int index) {
    return inputs.get(index);
  }

  /** The first output's type. */
  public TensorType output() {
    return outputs.get(0);
  }

  public TensorType output(int index) {
    return outputs.get(index);
  }

  /** Whether a (trailing, optional) input is there. */
  public boolean hasInput(int index) {
    return index < inputs.size();
  }
}
