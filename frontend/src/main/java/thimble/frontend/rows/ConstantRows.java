package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.ArgMax;
import thimble.ir.op.Clamp;
import thimble.ir.op.Compare;
import thimble.ir.op.Where;

/** Operators whose results are known, and those that choose by a known mask or range. */
final class ConstantRows {
  private ConstantRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of("Constant", 0, 0, ConstantRows::constant),
        Row.of("ConstantOfShape", 1, 1, ConstantRows::constantOfShape),
        Row.of("Range", 3, 3, ConstantRows::range),
        Row.of("EyeLike", 1, 1, ConstantRows::eyeLike),
        Row.of("Trilu", 1, 2, ConstantRows::triangle),
        Row.of("OneHot", 3, 3, ConstantRows::oneHot),
        Row.of("Hardmax", 1, 1, ConstantRows::hardmax),
        Row.of("Cast", 1, 1, site -> cast(site, site.attributes().integer("to", 0))),
        Row.of("CastLike", 2, 2, ConstantRows::castLike),
        window("HannWindow", new double[] {0.5, 0.5, 0}),
        window("HammingWindow", new double[] {25.0 / 46, 21.0 / 46, 0}),
        window("BlackmanWindow", new double[] {0.42, 0.5, 0.08}));
  }

  private static Operand constant(Site site) {
    Attributes attributes = site.attributes();
    for (String name : site.node().attributes().keySet()) {
      switch (name) {
        case "value":
          return site.known(attributes.tensor(name).orElseThrow());
        case "value_int":
          return site.scalar(ElementType.S64, attributes.integer(name, 0));
        case "value_float":
          return site.scalar(ElementType.F32, attributes.real(name, 0));
        case "value_ints":
          return site.vector(
              attributes.integers(name).orElseThrow().stream().mapToLong(i -> i).toArray());
        case "value_floats":
          List<Float> reals = attributes.reals(name).orElseThrow();
          return filled(site, ElementType.F32, List.of(reals.size()), reals::get);
        default:
          break;
      }
    }
    throw site.unsupported("it has none of the values that are understood");
  }

  private static Operand filled(
      Site site, ElementType element, List<Integer> shape, IntToDoubleFunction at) {
    TensorType type = site.type(element, shape);
    TensorData data = TensorData.allocate(element, type.count());
    for (int i = 0; i < type.count(); i++) {
      data.set(i, at.applyAsDouble(i));
    }
    return site.known(type, data);
  }

  private static Operand constantOfShape(Site site) {
    List<Integer> shape = new ArrayList<>();
    for (long extent : site.knownIntegers(0)) {
      shape.add(site.extent(extent));
    }
    Optional<OnnxTensor> value = site.attributes().tensor("value");
    if (value.isEmpty()) {
      return site.filled(ElementType.F32, shape, 0);
    }
    Operand one = site.known(value.get());
    if (one.type().count() != 1) {
      throw site.senseless("the value has " + one.type().count() + " elements, not 1");
    }
    TensorType type = site.type(one.type().element(), shape);
    return Shaping.expand(site, site.reshape(one, List.of()), type.shape());
  }

  private static Operand range(Site site) {
    ElementType element = site.known(0).element();
    double start = site.knownNumber(0);
    double limit = site.knownNumber(1);
    double delta = site.knownNumber(2);
    double steps = Math.ceil((limit - start) / delta);
    if (Double.isNaN(steps) || Double.isInfinite(steps)) {
      throw site.senseless("from " + start + " to " + limit + " by " + delta);
    }
    int count = smallExtent(site, (long) Math.max(0, steps));
    return filled(site, element, List.of(count), i -> start + i * delta);
  }

  /** The length of something that is written down element by element. */
  private static int smallExtent(Site site, long count) {
    if (count > 1 << 24) {
      throw site.unsupported("it would have " + count + " elements");
    }
    return (int) count;
  }

  private static Operand eyeLike(Site site) {
    Operand x = site.input(0);
    if (x.rank() != 2) {
      throw site.senseless("its input is no matrix but " + x.type());
    }
    ElementType element =
        site.attributes().integer("dtype").map(site::element).orElse(x.type().element());
    long shift = site.attributes().integer("k", 0);
    int columns = x.type().extent(1);
    smallExtent(site, x.type().count());
    return filled(
        site, element, x.shape(), i -> i % columns == (long) (i / columns) + shift ? 1 : 0);
  }

  /** A known mask chooses between the input and zeros. */
  private static Operand triangle(Site site) {
    Operand x = site.input(0);
    if (x.rank() < 2) {
      throw site.senseless("its input is no matrix but " + x.type());
    }
    long k = site.has(1) ? (long) site.knownNumber(1) : 0;
    boolean upper = site.attributes().flag("upper", true);
    int rows = x.type().extent(-2);
    int columns = x.type().extent(-1);
    smallExtent(site, (long) rows * columns);
    Operand mask =
        filled(
            site,
            ElementType.BOOL,
            List.of(rows, columns),
            i -> {
              long diagonal = (long) (i % columns) - i / columns;
              return (upper ? diagonal >= k : diagonal <= k) ? 1 : 0;
            });
    return site.add(new Where(), mask, x, site.scalar(x.type().element(), 0));
  }

  private static Operand oneHot(Site site) {
    Operand values = site.input(2);
    if (values.rank() != 1 || values.type().count() != 2) {
      throw site.senseless("its values are two numbers, not " + values.type());
    }
    double depth = site.knownNumber(1);
    if (!(depth >= 1)) {
      throw site.senseless("a depth of " + depth);
    }
    int extent = smallExtent(site, (long) depth);
    Operand indices = Numbers.cast(site, site.input(0), ElementType.S64);
    int axis = site.axis(site.attributes().integer("axis", -1), indices.rank() + 1);
    Operand off = site.reshape(MovementRows.cut(site, values, 0, 0, 1), List.of());
    Operand on = site.reshape(MovementRows.cut(site, values, 0, 1, 1), List.of());
    return oneHot(site, indices, axis, extent, on, off);
  }

  /** {@code y[.., d, ..] = index[..] == d ? on : off}; negative indices count from the end. */
  private static Operand oneHot(
      Site site, Operand indices, int axis, int depth, Operand on, Operand off) {
    Operand zero = site.scalar(ElementType.S64, 0);
    Operand negative = site.add(new Compare(Compare.Relation.LESS), indices, zero);
    Operand shifted = site.add(new Add(Clamp.NONE), indices, site.scalar(ElementType.S64, depth));
    Operand index = site.add(new Where(), negative, shifted, indices);
    Operand spread = Shaping.unsqueeze(site, index, axis);
    List<Integer> shape = new ArrayList<>(List.of(depth));
    for (int i = axis + 1; i < spread.rank(); i++) {
      shape.add(1);
    }
    Operand places = filled(site, ElementType.S64, shape, i -> i);
    Operand hit = site.add(new Compare(Compare.Relation.EQUAL), spread, places);
    return site.add(new Where(), hit, on, off);
  }

  /** 1 at the first largest element, 0 elsewhere; axes as in Softmax. */
  private static Operand hardmax(Site site) {
    Operand x = site.input(0);
    boolean flattens = site.opset() < 13;
    int axis = site.axis(site.attributes().integer("axis", flattens ? 1 : -1), x.rank());
    Operand matrix =
        flattens
            ? site.reshape(x, List.of(x.type().product(0, axis), x.type().product(axis, x.rank())))
            : x;
    int along = flattens ? 1 : axis;
    Operand index = site.add(new ArgMax(along, false, false, false), matrix);
    Operand y =
        oneHot(
            site,
            index,
            along,
            matrix.type().extent(along),
            site.scalar(ElementType.F32, 1),
            site.scalar(ElementType.F32, 0));
    return site.reshape(y, x.shape());
  }

  private static Operand cast(Site site, long to) {
    return QuantizationRows.numbers(site, site.stored(0), site.element(to));
  }

  private static Operand castLike(Site site) {
    return QuantizationRows.numbers(site, site.stored(0), site.input(1).type().element());
  }

  /** {@code a - b cos(2 pi i / n) + c cos(4 pi i / n)}. */
  private static Row window(String opType, double[] terms) {
    return Row.of(
        opType,
        1,
        1,
        site -> {
          int size = smallExtent(site, (long) site.knownNumber(0));
          boolean periodic = site.attributes().flag("periodic", true);
          double period = periodic ? size : size - 1.0;
          ElementType element =
              site.element(site.attributes().integer("output_datatype", OnnxType.FLOAT.code()));
          return filled(
              site,
              element,
              List.of(site.extent(size)),
              i -> {
                double angle = 2 * Math.PI * i / period;
                return terms[0]
                    - terms[1] * StrictMath.cos(angle)
                    + terms[2] * StrictMath.cos(2 * angle);
              });
        });
  }
}
