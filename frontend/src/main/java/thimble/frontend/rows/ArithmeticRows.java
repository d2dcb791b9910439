package thimble.frontend.rows;

import java.util.List;
import java.util.function.Supplier;
import thimble.ir.ElementType;
import thimble.ir.op.Add;
import thimble.ir.op.Binary;
import thimble.ir.op.Cast;
import thimble.ir.op.Clamp;
import thimble.ir.op.Compare;
import thimble.ir.op.Logical;
import thimble.ir.op.Multiply;
import thimble.ir.op.Not;
import thimble.ir.op.Op;
import thimble.ir.op.Subtract;
import thimble.ir.op.Where;

/** Elementwise operators of two and more operands, with NumPy's broadcasting. */
final class ArithmeticRows {
  private ArithmeticRows() {}

  static List<Row> rows() {
    return List.of(
        binary("Add", () -> new Add(Clamp.NONE)),
        binary("Sub", () -> new Subtract(Clamp.NONE)),
        binary("Mul", () -> new Multiply(Clamp.NONE)),
        binary("Div", () -> new Binary(Binary.Function.DIVIDE)),
        Row.of("Pow", 2, 2, ArithmeticRows::power),
        Row.of("Mod", 2, 2, ArithmeticRows::modulo),
        folded("Sum", () -> new Add(Clamp.NONE)),
        folded("Max", () -> new Binary(Binary.Function.MAXIMUM)),
        folded("Min", () -> new Binary(Binary.Function.MINIMUM)),
        Row.of("Mean", 1, Row.ANY, ArithmeticRows::mean),
        compare("Equal", Compare.Relation.EQUAL),
        compare("Less", Compare.Relation.LESS),
        compare("LessOrEqual", Compare.Relation.LESS_OR_EQUAL),
        compare("Greater", Compare.Relation.GREATER),
        compare("GreaterOrEqual", Compare.Relation.GREATER_OR_EQUAL),
        logical("And", Logical.Function.AND),
        logical("Or", Logical.Function.OR),
        logical("Xor", Logical.Function.XOR),
        Row.of("Not", 1, 1, site -> site.add(new Not(), site.input(0))),
        Row.of("Where", 3, 3, ArithmeticRows::where));
  }

  private static Row binary(String opType, Supplier<Op> op) {
    return Row.of(
        opType, 2, 2, site -> arithmetic(site, op.get(), List.of(site.input(0), site.input(1))));
  }

  /** One operation on plain numbers of any type that two's complement serves. */
  static Operand arithmetic(Site site, Op op, List<Operand> operands) {
    ElementType element = operands.get(0).type().element();
    boolean wraps = op instanceof Add || op instanceof Subtract || op instanceof Multiply;
    if (wraps && (element == ElementType.U32 || element == ElementType.U64)) {
      ElementType signed = element == ElementType.U32 ? ElementType.S32 : ElementType.S64;
      List<Operand> casts = operands.stream().map(x -> Numbers.cast(site, x, signed)).toList();
      return Numbers.cast(site, site.add(op, casts).get(0), element);
    }
    return Numbers.widened(site, operands, wide -> site.add(op, wide).get(0));
  }

  private static Row folded(String opType, Supplier<Op> op) {
    return Row.of(opType, 1, Row.ANY, site -> fold(site, op.get(), site.inputs()));
  }

  private static Operand fold(Site site, Op op, List<Operand> operands) {
    Operand result = operands.get(0);
    for (Operand operand : operands.subList(1, operands.size())) {
      result = arithmetic(site, op, List.of(result, operand));
    }
    return result;
  }

  private static Operand mean(Site site) {
    List<Operand> operands = site.inputs();
    Operand sum = fold(site, new Add(Clamp.NONE), operands);
    Operand count = site.scalar(sum.type().element(), operands.size());
    return site.add(new Binary(Binary.Function.DIVIDE), sum, count);
  }

  /** Base and exponent may differ in type; the result has the base's. */
  private static Operand power(Site site) {
    Operand base = site.input(0);
    Operand exponent = site.input(1);
    Operand power =
        site.add(
            new Binary(Binary.Function.POWER),
            Numbers.cast(site, base, ElementType.F32),
            Numbers.cast(site, exponent, ElementType.F32));
    return Numbers.cast(site, power, base.type().element());
  }

  private static Operand modulo(Site site) {
    boolean truncated = site.attributes().flag("fmod", false);
    boolean isFloat = site.input(0).type().element().isFloat();
    if (isFloat && !truncated) {
      throw site.senseless("Mod of floats needs fmod = 1");
    }
    Op op = new Binary(truncated ? Binary.Function.FMOD : Binary.Function.MODULO);
    return arithmetic(site, op, List.of(site.input(0), site.input(1)));
  }

  private static Row compare(String opType, Compare.Relation relation) {
    return Row.of(
        opType,
        2,
        2,
        site -> {
          Operand a = site.input(0);
          Operand b = site.input(1);
          if (a.type().element() == ElementType.U16) {
            a = site.add(new Cast(ElementType.S32), a);
            b = Numbers.cast(site, b, ElementType.S32);
          }
          return site.add(new Compare(relation), a, b);
        });
  }

  private static Row logical(String opType, Logical.Function function) {
    return Row.of(
        opType, 2, 2, site -> site.add(new Logical(function), site.input(0), site.input(1)));
  }

  private static Operand where(Site site) {
    Operand a = site.stored(1);
    Operand b = site.stored(2);
    boolean alike = a.type().quantization().equals(b.type().quantization());
    return alike && a.type().isQuantized()
        ? site.addQuantized(new Where(), a.type().quant(), site.input(0), a, b)
        : site.add(new Where(), site.input(0), site.input(1), site.input(2));
  }
}
