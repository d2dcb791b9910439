package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Code;
import thimble.ir.ElementType;
import thimble.ir.Origin;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;

/**
 * One node of the model while it is turned into nodes of the graph: its inputs and attributes, and
 * the means to add nodes. Every complaint names the node.
 */
public final class Site {
  private final ImportContext context;
  private final OnnxNode node;
  private final int opset;
  private final List<Optional<Operand>> inputs;
  private final Function<OnnxModel, List<Operand>> branches;
  private final Attributes attributes;
  private final Origin origin;

  /**
   * @param opset version of the operator set of the node's domain
   * @param inputs none for an optional input that is left out
   * @param branches walks a branch of the node in its place and gives its results
   */
  public Site(
      ImportContext context,
      OnnxNode node,
      int opset,
      List<Optional<Operand>> inputs,
      Function<OnnxModel, List<Operand>> branches) {
    this.context = context;
    this.node = node;
    this.opset = opset;
    this.inputs = List.copyOf(inputs);
    this.branches = branches;
    this.attributes = new Attributes(node.attributes(), this::senseless);
    this.origin = Origin.of(node.label(), node.opType(), opset);
  }

  OnnxNode node() {
    return node;
  }

  int opset() {
    return opset;
  }

  Attributes attributes() {
    return attributes;
  }

  // ---- inputs

  int inputCount() {
    return inputs.size();
  }

  boolean has(int index) {
    return index < inputs.size() && inputs.get(index).isPresent();
  }

  /** An input with its quantization, if it has one: for operators that move data. */
  Operand stored(int index) {
    if (!has(index)) {
      throw fail(
          Code.T0206, "an operator without an input it needs", "input " + index + " is left out");
    }
    return inputs.get(index).get();
  }

  /** An input as plain numbers: the stored integers where it is quantized. */
  Operand input(int index) {
    return plain(stored(index));
  }

  /** Whether an input was stored in 4 bits. */
  boolean isPacked(int index) {
    return has(index) && context.isPacked(stored(index));
  }

  /** Whether an input was stored in 4 bits with a sign. */
  boolean isPackedSigned(int index) {
    return has(index) && context.isPackedSigned(stored(index));
  }

  /** All inputs as plain numbers, at least one. */
  List<Operand> inputs() {
    List<Operand> all = new ArrayList<>();
    for (int i = 0; i < Math.max(1, inputs.size()); i++) {
      all.add(input(i));
    }
    return all;
  }

  /** The elements of an input that must be known. */
  TensorData known(int index) {
    return stored(index)
        .data()
        .orElseThrow(
            () ->
                fail(
                    Code.T0203,
                    node.opType() + " needs an input known at compile time",
                    "input " + index + " \"" + node.inputs().get(index) + "\" is computed"));
  }

  /** The integers of an input that must be known. */
  long[] knownIntegers(int index) {
    TensorData data = known(index);
    if (!data.element().isInteger()) {
      throw senseless("input " + index + " holds " + data.element().text() + ", not integers");
    }
    return data.integers();
  }

  /** The one number of an input that must be known. */
  double knownNumber(int index) {
    TensorData data = known(index);
    if (data.count() != 1) {
      throw senseless("input " + index + " has " + data.count() + " elements, not 1");
    }
    return data.real(0);
  }

  /** Integers that older operator sets have as an attribute, newer ones as an input. */
  Optional<long[]> integers(String attribute, int input) {
    if (has(input)) {
      return Optional.of(knownIntegers(input));
    }
    return attributes
        .integers(attribute)
        .map(values -> values.stream().mapToLong(Long::longValue).toArray());
  }

  /** Whether a result has a name: one without nobody reads. */
  boolean isWanted(int output) {
    return output < node.outputs().size() && !node.outputs().get(output).isEmpty();
  }

  /** The results of the branch that an attribute holds, its nodes added in this node's place. */
  List<Operand> branch(String attribute) {
    OnnxModel branch =
        attributes
            .graph(attribute)
            .orElseThrow(() -> senseless("attribute \"" + attribute + "\" is missing"));
    return branches.apply(branch);
  }

  // ---- checked numbers

  /** An axis in [0, rank); negative ones count from the end. */
  int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw senseless("axis " + axis + " of a tensor of rank " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** An extent or size that fits. */
  int extent(long value) {
    if (value < 0) {
      throw senseless("a negative extent " + value);
    }
    if (value > Integer.MAX_VALUE) {
      throw tooLarge("an extent of " + value);
    }
    return (int) value;
  }

  /** A plain type, refused where nothing could hold it. */
  TensorType type(ElementType element, List<Integer> shape) {
    try {
      return TensorType.of(element, shape);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw tooLarge("a tensor " + element.text() + shape);
    }
  }

  /** The element type behind a number of ONNX. */
  ElementType element(long code) {
    return OnnxType.element((int) code)
        .orElseThrow(
            () ->
                fail(
                    Code.T0202,
                    "a tensor type that is not supported",
                    "it is " + OnnxType.text((int) code)));
  }

  // ---- known tensors

  Operand known(TensorType type, TensorData data) {
    return context.known(type, data);
  }

  /** A tensor of the model. */
  Operand known(OnnxTensor tensor) {
    return context.known(tensor, type(element(tensor.dataType()), tensor.shape()));
  }

  Operand scalar(ElementType element, double value) {
    TensorData data = TensorData.allocate(element, 1);
    data.set(0, value);
    return known(TensorType.of(element), data);
  }

  /** A tensor of one number. Large ones are made at run time. */
  Operand filled(ElementType element, List<Integer> shape, double value) {
    return Shaping.expand(this, scalar(element, value), type(element, shape).shape());
  }

  Operand vector(long... values) {
    return known(TensorType.of(ElementType.S64, values.length), TensorData.longs(values));
  }

  // ---- nodes

  /** Adds a node of one result. */
  Operand add(Op op, Operand... operands) {
    return add(op, List.of(operands)).get(0);
  }

  /** Adds a node; a result has a quantization where {@code op} infers one. */
  List<Operand> add(Op op, List<Operand> operands) {
    return context.add(op, operands, infer(op, operands), origin);
  }

  /** Adds a node of one result that carries a quantization. */
  Operand addQuantized(Op op, Quantization quantization, Operand... operands) {
    List<Operand> list = List.of(operands);
    TensorType type = infer(op, list).get(0);
    return context.add(op, list, List.of(type.withQuantization(quantization)), origin).get(0);
  }

  /**
   * Adds a node that only moves elements of its first operand: the result keeps the quantization.
   */
  Operand move(Op op, Operand x, Operand... more) {
    List<Operand> list = new ArrayList<>(List.of(x));
    list.addAll(List.of(more));
    Optional<Quantization> quantization = x.type().quantization();
    if (quantization.isPresent() && !quantization.get().isPerTensor()) {
      throw fail(
          Code.T0204,
          "a tensor quantized along an axis, moved in a way that is not supported",
          x.type() + " by " + op.name());
    }
    return quantization.isPresent()
        ? addQuantized(op, quantization.get(), list.toArray(Operand[]::new))
        : add(op, list).get(0);
  }

  private List<TensorType> infer(Op op, List<Operand> operands) {
    try {
      List<String> broken = ImportContext.broken(op, operands);
      if (broken.isEmpty()) {
        return op.infer(ImportContext.types(operands));
      }
      throw fail(
          Code.T0204,
          node.opType() + " in a form that is not supported",
          op.name() + ": " + String.join("; ", broken));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw tooLarge(op.name() + " of " + ImportContext.types(operands));
    }
  }

  /** The stored integers of a quantized operand; any other operand as it is. */
  Operand plain(Operand x) {
    return x.type().isQuantized() ? retyped(x, TensorType.of(x.type().element(), x.shape())) : x;
  }

  /** The same bytes read with another quantization, or none. */
  Operand retyped(Operand x, TensorType type) {
    if (x.type().equals(type)) {
      return x;
    }
    return x.data()
        .map(data -> known(type, data))
        .orElseGet(
            () -> context.add(new Reshape(type.shape()), List.of(x), List.of(type), origin).get(0));
  }

  /** The stored tensor that an operand is dequantized from, where it is known. */
  Optional<Operand> storedBehind(Operand operand) {
    return context.storedBehind(operand);
  }

  Operand transpose(Operand x, List<Integer> permutation) {
    return Shaping.transpose(this, x, permutation);
  }

  Operand reshape(Operand x, List<Integer> shape) {
    return Shaping.reshape(this, x, shape);
  }

  // ---- complaints

  /** Attributes or inputs that contradict each other or the operator's definition. */
  public ThimbleException senseless(String why) {
    return fail(Code.T0206, node.opType() + " that makes no sense", why);
  }

  /** A form of the operator that is not supported. */
  public ThimbleException unsupported(String why) {
    return fail(Code.T0204, node.opType() + " in a form that is not supported", why);
  }

  private ThimbleException tooLarge(String why) {
    return fail(Code.T0207, "a tensor too large to hold", why);
  }

  ThimbleException fail(Code code, String what, String why) {
    return fail(code, what, why, "");
  }

  ThimbleException fail(Code code, String what, String why, String hint) {
    return new ThimbleException(code, what, place(), why, hint);
  }

  /** File and node, in the model's words. */
  String place() {
    return context.file() + ", node \"" + node.label() + "\" (" + node.qualifiedType() + ")";
  }
}
