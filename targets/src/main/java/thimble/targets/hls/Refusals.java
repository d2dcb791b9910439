package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.op.CustomOp;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.op.Softmax;

/** Why an operator cannot stream. */
public final class Refusals {
  private Refusals() {}

  /**
   * T0201, or T0202 where it is for the width of its values.
   *
   * @param constants for each input its data, where it is known at compile time
   * @param where the node, in the model's words
   */
  public static ThimbleException of(
      Op op, Signature signature, List<Optional<TensorData>> constants, String where) {
    String title = "the FPGA back end cannot stream this " + op.name();
    for (int input = 0; input < constants.size(); input++) {
      if (constants.get(input).isEmpty() && !isByte(signature.input(input))) {
        return width(title, where, "input " + (input + 1), signature.input(input));
      }
    }
    for (int output = 0; output < signature.outputs().size(); output++) {
      TensorType type = signature.outputs().get(output);
      if (!isByte(type)) {
        return width(title, where, "output " + (output + 1), type);
      }
    }
    return new ThimbleException(
        Code.T0201, title, where, reason(op, signature, constants), advice(op));
  }

  /**
   * Inputs and outputs of a network that no stream carries: those, too, that no node reads or
   * gives.
   *
   * @param what for the message: {@code input} or {@code output}
   */
  public static List<Diagnostic> ofPorts(String what, List<Port> ports) {
    List<Diagnostic> problems = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      TensorType type = ports.get(i).value().type();
      if (!isByte(type) || type.count() == 0) {
        String title = "the FPGA back end cannot stream this " + what;
        problems.addAll(
            width(title, ports.get(i).value().id(), what + " " + (i + 1), type).diagnostics());
      }
    }
    return problems;
  }

  private static boolean isByte(TensorType type) {
    return type.element() == ElementType.S8;
  }

  private static ThimbleException width(String title, String where, String what, TensorType type) {
    boolean real = type.element().isFloat();
    return new ThimbleException(
        real ? Code.T0201 : Code.T0202,
        title,
        where,
        "%s is %s, %d bits a value; streams carry integers of 4 to %d"
            .formatted(what, type, type.element().bits(), Layer.BITS),
        real
            ? "quantize the model to int8: thimble quantize"
            : "quantize activations to int8 instead");
  }

  private static String reason(Op op, Signature signature, List<Optional<TensorData>> constants) {
    if (signature.outputs().stream().anyMatch(type -> type.count() == 0)) {
      return "a result has 0 elements; a stream carries at least 1";
    }
    if (!HlsLibrary.knows(op.getClass())) {
      return HlsRoll.reason(op.getClass());
    }
    if (op instanceof Softmax) {
      return "the result has scale "
          + signature.output().quant().scale()
          + "; it streams where that is a power of two, by convention 1/256 = 0.00390625";
    }
    for (int input = 1; input < constants.size(); input++) {
      if (constants.get(input).isEmpty()) {
        return "input %d, %s, is computed by the network: 1 stream is taken, %d are there"
            .formatted(input + 1, signature.input(input), streams(constants));
      }
    }
    return signature.inputs() + " -> " + signature.outputs();
  }

  private static long streams(List<Optional<TensorData>> constants) {
    return constants.stream().filter(Optional::isEmpty).count();
  }

  private static String advice(Op op) {
    return op instanceof CustomOp
        ? "operators of your own run on processors only"
        : "thimble ops --fpga lists what streams; thimble compile --target host takes the rest";
  }
}
