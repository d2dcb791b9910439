package thimble.targets.mve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.op.Argument;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.ReferenceCall;
import thimble.targets.cortexm.ElementwiseBytes;
import thimble.targets.cortexm.MultiplyModel;
import thimble.targets.cortexm.PlainModel;
import thimble.targets.cortexm.Product;

/**
 * Bytes one by one: what the kernels for the DSP extension compute by words of four, by vectors.
 */
final class Elementwise {
  private Elementwise() {}

  /** Another scale: a table of 256 bytes, gathered. */
  static Optional<Kernel> rescale(Op op, Signature signature) {
    return ElementwiseBytes.rescale(op, signature).map(words -> rescale(words, op, signature));
  }

  private static Kernel rescale(Kernel words, Op op, Signature signature) {
    MapModel model = new MapModel(signature.input(0).element() == ElementType.U8, false);
    List<Argument> arguments =
        List.of(
            new Argument.Source(0),
            new Argument.Table("table", ElementwiseBytes.table(op, signature)),
            new Argument.Sink(0),
            new Argument.PerRow("count", signature.output().rowElements()));
    return Vectors.kernel(words, arguments, "map", model.label(), model, cost(signature, 5));
  }

  /** Any function, whose table is an operand. */
  static Optional<Kernel> lookup(Op op, Signature signature) {
    MapModel model = new MapModel(false, true);
    return ElementwiseBytes.lookup(op, signature)
        .map(words -> Vectors.kernel(words, "map", model.label(), model, cost(signature, 5)));
  }

  static Optional<Kernel> clip(Op op, Signature signature) {
    return ElementwiseBytes.clip(op, signature)
        .map(
            words ->
                Vectors.kernel(words, "clip", "clip_mve", new PlainModel(), cost(signature, 5)));
  }

  private static Cost cost(Signature signature, double perVector) {
    return new Cost.Linear(30, Vectors.count(signature.output().rowElements()) * perVector);
  }

  /** Products of two tensors, four elements at a time. */
  static Optional<Kernel> product(Op op, Signature signature) {
    return Product.find(op, signature).map(words -> product(words, op, signature));
  }

  private static Kernel product(Kernel words, Op op, Signature signature) {
    ReferenceCall reference = new ReferenceCall(op.kernel(signature));
    // A factor of 0 may have any shift.
    int shift = reference.integer("multiplier") == 0 ? -1 : reference.integer("shift");
    boolean noneBelow = reference.integer("clampLow") >= reference.integer("dstZero");
    Rounding rounding = shift >= 0 ? Rounding.ANY : noneBelow ? Rounding.HALVES_UP : Rounding.RIGHT;
    List<Argument> arguments = new ArrayList<>();
    for (Argument argument : words.call().arguments()) {
      switch (argument instanceof Argument.Int number ? number.name() : "") {
        case "shift" -> arguments.add(new Argument.Int("shift", shift));
        case "zero" -> {
          arguments.add(argument);
          arguments.add(new Argument.Int("low", reference.integer("clampLow")));
          arguments.add(new Argument.Int("high", reference.integer("clampHigh")));
        }
        case "low", "high" -> {}
        default -> arguments.add(argument);
      }
    }
    MultiplyModel of = (MultiplyModel) words.template().orElseThrow().model();
    ProductModel model =
        new ProductModel(of.run(), of.broadcast(), rounding.constant(), rounding.text());
    double elements = signature.output().count() / (double) signature.output().rows();
    return Vectors.kernel(
        words,
        arguments,
        "multiply",
        model.label(),
        model,
        new Cost.Linear(60, elements * (rounding == Rounding.ANY ? 5.5 : 4.5)));
  }
}
