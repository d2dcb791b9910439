package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.Requantize;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/** Functions of one int8, element after element. */
public final class ElementwiseBytes {
  private ElementwiseBytes() {}

  /** One byte to another scale: as a linear form, or as a table where there is none. */
  public static Optional<Kernel> rescale(Op op, Signature signature) {
    TensorType x = signature.input(0);
    boolean bytes = x.element() == ElementType.S8 || x.element() == ElementType.U8;
    if (!bytes || signature.output().element() != ElementType.S8) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(op.kernel(signature));
    int least = least(x);
    double slope =
        Math.scalb((double) reference.integer("multiplier"), reference.integer("shift") - 31);
    Optional<LinearMap> linear = LinearMap.of(least, slope, rule(reference));
    List<Argument> arguments = new ArrayList<>(List.of(new Argument.Source(0)));
    KernelTemplate template;
    if (linear.isPresent()) {
      arguments.add(new Argument.Int("factor", linear.get().factor()));
      arguments.add(new Argument.Int("offset", linear.get().offset()));
      MapModel model = new MapModel(least == 0, linear.get().bits());
      template = new KernelTemplate("cortexm/rescale", "rescale" + model.suffix(), model);
    } else {
      arguments.add(new Argument.Table("table", table(op, signature)));
      MapModel model = new MapModel(least == 0, 0);
      template = new KernelTemplate("cortexm/map", "map" + model.suffix(), model);
    }
    return Optional.of(kernel(op, signature, arguments, template, linear.isPresent() ? 5.5 : 4.5));
  }

  /** What each byte becomes, from the least number on. */
  public static TensorData table(Op op, Signature signature) {
    IntUnaryOperator rule = rule(new ReferenceCall(op.kernel(signature)));
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = (byte) rule.applyAsInt(least(signature.input(0)) + i);
    }
    return TensorData.bytes(table);
  }

  private static int least(TensorType x) {
    return x.element() == ElementType.S8 ? -128 : 0;
  }

  private static IntUnaryOperator rule(ReferenceCall reference) {
    int zero = reference.integer("srcZero");
    int multiplier = reference.integer("multiplier");
    int shift = reference.integer("shift");
    int dstZero = reference.integer("dstZero");
    return value -> Requantize.toOutput(value - zero, multiplier, shift, dstZero, -128, 127);
  }

  /** Limits of whole words. */
  public static Optional<Kernel> clip(Op op, Signature signature) {
    KernelCall call = op.kernel(signature);
    if (!call.method().equals("s8")) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(call);
    List<Argument> arguments =
        List.of(
            new Argument.Source(0),
            new Argument.Int("low", reference.integer("low")),
            new Argument.Int("high", reference.integer("high")));
    return Optional.of(
        kernel(
            op,
            signature,
            arguments,
            new KernelTemplate("cortexm/clip", "clip", new PlainModel()),
            2.25));
  }

  /** Any function, whose table is an operand. */
  public static Optional<Kernel> lookup(Op op, Signature signature) {
    if (!op.kernel(signature).method().equals("s8")) {
      return Optional.empty();
    }
    List<Argument> arguments = List.of(new Argument.Source(0), new Argument.Source(1));
    KernelTemplate template = new KernelTemplate("cortexm/lookup", "lookup", new PlainModel());
    return Optional.of(kernel(op, signature, arguments, template, 4.5));
  }

  private static Kernel kernel(
      Op op, Signature signature, List<Argument> first, KernelTemplate template, double each) {
    int elements = signature.output().rowElements();
    List<Argument> arguments = new ArrayList<>(first);
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.PerRow("count", elements));
    return new Kernel(
        CortexMLibrary.NAME,
        new KernelCall(CortexMLibrary.NAME, template.label(), arguments),
        op.access(signature),
        op.overwritable(signature),
        Optional.of(template),
        new Cost.Linear(30, elements * each));
  }
}
