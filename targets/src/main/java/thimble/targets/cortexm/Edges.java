package thimble.targets.cortexm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.op.Dequantize;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Signature;
import thimble.ir.op.Softmax;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * What stands at the edges of a network: floats to integers and back, softmax, blending resizes.
 * Functions take the arguments of the reference kernels.
 */
public final class Edges {
  /** C types of what a method of the reference works on, per tensor. */
  private static final Map<String, String> TYPES = Map.of("s8", "int8_t", "s16", "int16_t");

  private Edges() {}

  public static Optional<Kernel> quantize(Quantize op, Signature signature) {
    boolean bytes = op.element() == ElementType.S8;
    return conversion(op, signature, bytes, bytes ? 15 : 20);
  }

  public static Optional<Kernel> dequantize(Dequantize op, Signature signature) {
    return conversion(op, signature, false, 7);
  }

  private static Optional<Kernel> conversion(
      Op op, Signature signature, boolean bytes, double each) {
    KernelCall call = op.kernel(signature);
    if (!TYPES.containsKey(call.method())) {
      return Optional.empty();
    }
    String label = op.name() + (call.method().equals("s8") ? "" : "_" + call.method());
    QuantizeModel model = new QuantizeModel(TYPES.get(call.method()), bytes);
    double row = each * signature.output().rowElements();
    return Optional.of(
        kernel(op, signature, op.name(), label, model, op.overwritable(signature), row));
  }

  /** Of int8 whose result's scale is a power of two: the quotients are divided, not counted out. */
  public static Optional<Kernel> softmax(Softmax op, Signature signature) {
    KernelCall call = op.kernel(signature);
    if (!call.method().equals("s8Fixed") || new ReferenceCall(call).integer("dstBits") < 1) {
      return Optional.empty();
    }
    int rows = Math.max(1, signature.output().rows());
    double elements = (double) signature.output().count() / rows;
    double groups = elements / Math.max(1, new ReferenceCall(call).integer("depth"));
    double row = 20 + groups * 50 + elements * 40;
    return Optional.of(
        kernel(
            op,
            signature,
            "softmax",
            "softmax",
            new PlainModel(),
            op.overwritable(signature),
            row));
  }

  /** Two cells of two rows, by rows. */
  public static Optional<Kernel> blend(Resize2d op, Signature signature) {
    KernelCall call = op.kernel(signature);
    if (!call.method().equals("s8") || new ReferenceCall(call).integer("taps") != 2) {
      return Optional.empty();
    }
    int channels = signature.output().extent(-1);
    double pixels = (double) signature.output().rowElements() / Math.max(1, channels);
    double row = 40 + pixels * (16 + 28.0 * channels);
    return Optional.of(
        kernel(op, signature, "resize_linear", "resize_linear", new PlainModel(), Set.of(), row));
  }

  private static Kernel kernel(
      Op op,
      Signature signature,
      String stem,
      String label,
      Record model,
      Set<Integer> overwritable,
      double row) {
    return new Kernel(
        CortexMLibrary.NAME,
        new KernelCall(CortexMLibrary.NAME, label, op.kernel(signature).arguments()),
        op.access(signature),
        overwritable,
        Optional.of(new KernelTemplate("cortexm/" + stem, label, model)),
        new Cost.Linear(20, row));
  }
}
