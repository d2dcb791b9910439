package thimble.ir.text;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Carry;
import thimble.ir.Code;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.op.Op;
import thimble.ir.op.OpNames;

/**
 * Reads IR text (see the package comment). It checks the text's form only; what a graph must fulfil
 * beyond that is {@link thimble.ir.Verifier}'s.
 */
public final class GraphParser {
  private final Cursor in;
  private final List<Port> inputs = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();
  private final Map<String, Value> values = new LinkedHashMap<>();

  private GraphParser(String text) {
    this.in = new Cursor(text);
  }

  /**
   * Parses one graph.
   *
   * @throws ThimbleException {@link Code#T0301} with line and column
   */
  public static Graph parse(String text) {
    return new GraphParser(text).graph();
  }

  private Graph graph() {
    in.expectWord("graph");
    int at = in.position();
    String name = in.word("the graph's name");
    in.expect('{');
    while (!in.tryTake('}')) {
      if (in.tryWord("input")) {
        input();
      } else if (in.tryWord("const")) {
        constant();
      } else if (in.tryWord("output")) {
        output();
      } else if (in.peek('%')) {
        node();
      } else {
        throw in.error("expected input, const, output, a node or '}'");
      }
    }
    if (!in.atEnd()) {
      throw in.error("nothing may follow the graph");
    }
    return in.build(at, () -> new Graph(name, inputs, constants, nodes, outputs));
  }

  private void input() {
    Value value = value();
    in.expect('=');
    inputs.add(modelTensor(value));
  }

  private void output() {
    int at = in.position();
    Value value = values.get(in.valueId());
    if (value == null) {
      throw in.error(at, "an output names a value that is defined above it", "");
    }
    in.expect('=');
    outputs.add(modelTensor(value));
  }

  private Port modelTensor(Value value) {
    int at = in.position();
    String name = in.string();
    List<Integer> shape = in.shape();
    List<Integer> permutation = in.tryWord("permute") ? in.list(in::integer) : List.of();
    boolean floatInModel = in.tryWord("float");
    Optional<String> again = in.tryWord("again") ? Optional.of(in.valueId()) : Optional.empty();
    Optional<Carry> carry = in.tryWord("carries") ? Optional.of(carry()) : Optional.empty();
    return in.build(
        at, () -> new Port(value, name, shape, permutation, floatInModel, again, carry));
  }

  private Carry carry() {
    int at = in.position();
    String output = in.valueId();
    Optional<String> first = in.tryWord("first") ? Optional.of(in.valueId()) : Optional.empty();
    int hold = in.tryWord("hold") ? in.integer() : 0;
    return in.build(at, () -> new Carry(output, first, hold));
  }

  private void constant() {
    int at = in.position();
    Value value = value();
    in.expect('=');
    TensorData data = data(value.type().element());
    constants.add(in.build(at, () -> new Constant(value, data)));
  }

  private TensorData data(ElementType element) {
    if (in.tryWord("base64")) {
      int at = in.position();
      String text = in.string();
      return in.build(
          at, () -> TensorData.fromLittleEndian(element, Base64.getDecoder().decode(text)));
    }
    if (element.isFloat()) {
      List<Double> numbers = in.list(() -> element == ElementType.F32 ? in.real32() : in.real64());
      TensorData data = TensorData.allocate(element, numbers.size());
      for (int i = 0; i < numbers.size(); i++) {
        data.set(i, numbers.get(i));
      }
      return data;
    }
    List<Long> numbers = in.list(() -> integer(element));
    TensorData data = TensorData.allocate(element, numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      setInteger(data, i, numbers.get(i));
    }
    return data;
  }

  /** {@link TensorData#set} goes through double, which holds 53 bits. */
  private static void setInteger(TensorData data, int index, long value) {
    if (data.array() instanceof long[] array) {
      array[index] = value;
    } else {
      data.set(index, value);
    }
  }

  private long integer(ElementType element) {
    if (element == ElementType.U64) {
      return in.unsignedLong();
    }
    int at = in.position();
    long number = in.longInteger();
    if (number < element.min() || number > element.max()) {
      throw in.error(at, number + " is no " + element.text(), "");
    }
    return number;
  }

  private void node() {
    List<Value> results = new ArrayList<>();
    do {
      results.add(value());
    } while (in.tryTake(','));
    in.expect('=');
    int at = in.position();
    String name = in.word("an operator");
    Class<?> type =
        OpNames.find(name)
            .orElseThrow(() -> in.error(at, "no operator is called \"" + name + "\"", ""));
    Op op = (Op) AttributeText.parseAttributes(in, type);
    List<String> arguments = new ArrayList<>();
    if (!in.tryWord("none")) {
      do {
        arguments.add(in.valueId());
      } while (in.tryTake(','));
    }
    Origin origin = in.tryWord("from") ? origin() : Origin.NONE;
    nodes.add(in.build(at, () -> new Node(op, arguments, results, origin)));
  }

  private Origin origin() {
    List<Origin.Source> sources = new ArrayList<>();
    do {
      String opType = in.string();
      int opset = in.integer();
      sources.add(new Origin.Source(in.string(), opType, opset));
    } while (in.tryTake(','));
    return new Origin(sources);
  }

  private Value value() {
    int at = in.position();
    String id = in.valueId();
    in.expect(':');
    TensorType type = type();
    Value value = in.build(at, () -> new Value(id, type));
    values.putIfAbsent(id, value);
    return value;
  }

  private TensorType type() {
    int at = in.position();
    String name = in.word("an element type");
    ElementType element = in.build(at, () -> ElementType.parse(name));
    List<Integer> shape = in.shape();
    Optional<Quantization> quantization =
        in.tryWord("q") ? Optional.of(quantization()) : Optional.empty();
    return in.build(at, () -> new TensorType(element, shape, quantization));
  }

  private Quantization quantization() {
    int at = in.position();
    in.expect('(');
    int axis = -1;
    if (in.tryWord("axis")) {
      axis = in.integer();
      in.expect(':');
    }
    List<Float> scales = new ArrayList<>();
    List<Integer> zeroPoints = new ArrayList<>();
    do {
      scales.add(in.real32());
      in.expect(',');
      zeroPoints.add(in.integer());
    } while (in.tryTake(';'));
    in.expect(')');
    int along = axis;
    return in.build(at, () -> new Quantization(scales, zeroPoints, along));
  }
}
