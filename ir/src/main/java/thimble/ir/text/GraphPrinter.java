package thimble.ir.text;

import java.util.Base64;
import java.util.List;
import thimble.ir.Carry;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;

/** Writes graphs as IR text (see the package comment). */
public final class GraphPrinter {
  /** Up to this many elements are written as numbers. */
  private static final int NUMBERS = 32;

  private final boolean elide;
  private final StringBuilder out = new StringBuilder();

  private GraphPrinter(boolean elide) {
    this.elide = elide;
  }

  /** The whole graph: {@link GraphParser} reads it back to an equal value. */
  public static String print(Graph graph) {
    return new GraphPrinter(false).graph(graph);
  }

  /**
   * For people: large constants and long lists of scales are cut short with {@code ...}. It does
   * not parse.
   */
  public static String summary(Graph graph) {
    return new GraphPrinter(true).graph(graph);
  }

  /** A type as it stands in IR text. */
  public static String type(TensorType type) {
    GraphPrinter printer = new GraphPrinter(false);
    printer.append(type);
    return printer.out.toString();
  }

  private String graph(Graph graph) {
    out.append("graph ").append(graph.name()).append(" {\n");
    graph.inputs().forEach(port -> input(port));
    graph.constants().forEach(constant -> constant(constant));
    graph.nodes().forEach(node -> node(node));
    graph.outputs().forEach(port -> output(port));
    return out.append("}\n").toString();
  }

  private void input(Port port) {
    out.append("  input ");
    append(port.value());
    out.append(" = ");
    modelTensor(port);
  }

  private void output(Port port) {
    out.append("  output %").append(port.value().id()).append(" = ");
    modelTensor(port);
  }

  private void modelTensor(Port port) {
    quoted(out, port.modelName());
    out.append(' ');
    shape(port.modelShape());
    if (!port.permutation().isEmpty()) {
      out.append(" permute ").append(port.permutation());
    }
    out.append(port.floatInModel() ? " float" : "");
    port.again().ifPresent(id -> out.append(" again %").append(id));
    port.carry().ifPresent(this::carry);
    out.append('\n');
  }

  private void carry(Carry carry) {
    out.append(" carries %").append(carry.output());
    carry.first().ifPresent(id -> out.append(" first %").append(id));
    out.append(carry.hold() == 0 ? "" : " hold " + carry.hold());
  }

  private void constant(Constant constant) {
    out.append("  const ");
    append(constant.value());
    out.append(" = ");
    TensorData data = constant.data();
    boolean few = data.count() <= NUMBERS;
    if (few && !hasNan(data)) {
      numbers(data, data.count());
    } else if (elide) {
      numbers(data, Math.min(4, data.count()));
    } else {
      out.append("base64 \"")
          .append(Base64.getEncoder().encodeToString(data.toLittleEndian()))
          .append('"');
    }
    out.append('\n');
  }

  private void numbers(TensorData data, int count) {
    out.append('[');
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ", ").append(number(data, i));
    }
    out.append(count < data.count() ? ", ...]" : "]");
  }

  private static String number(TensorData data, int index) {
    return switch (data.element()) {
      case F32 -> AttributeText.real(data.floatArray()[index]);
      case F64 -> AttributeText.real(data.real(index));
      case U64 -> Long.toUnsignedString(data.integer(index));
      default -> Long.toString(data.integer(index));
    };
  }

  /** A NaN's bits are only kept by base64. */
  private static boolean hasNan(TensorData data) {
    for (int i = 0; data.element().isFloat() && i < data.count(); i++) {
      if (Double.isNaN(data.real(i))) {
        return true;
      }
    }
    return false;
  }

  private void node(Node node) {
    out.append("  ");
    for (int i = 0; i < node.outputs().size(); i++) {
      out.append(i == 0 ? "" : ", ");
      append(node.outputs().get(i));
    }
    out.append(" = ").append(node.op().name());
    AttributeText.attributes(out, (Record) node.op());
    out.append(node.inputs().isEmpty() ? " none" : "");
    for (int i = 0; i < node.inputs().size(); i++) {
      out.append(i == 0 ? " %" : ", %").append(node.inputs().get(i));
    }
    List<Origin.Source> sources = node.origin().sources();
    for (int i = 0; i < sources.size(); i++) {
      Origin.Source source = sources.get(i);
      out.append(i == 0 ? " from " : ", ");
      quoted(out, source.opType());
      out.append(' ').append(source.opset()).append(' ');
      quoted(out, source.name());
    }
    out.append('\n');
  }

  private void append(Value value) {
    out.append('%').append(value.id()).append(" : ");
    append(value.type());
  }

  private void append(TensorType type) {
    out.append(type.element().text());
    shape(type.shape());
    type.quantization().ifPresent(quantization -> append(quantization));
  }

  private void append(Quantization quantization) {
    out.append(" q(");
    if (!quantization.isPerTensor()) {
      out.append("axis ").append(quantization.axis()).append(": ");
    }
    int count = quantization.scales().size();
    int shown = elide ? Math.min(4, count) : count;
    for (int i = 0; i < shown; i++) {
      out.append(i == 0 ? "" : "; ")
          .append(AttributeText.real(quantization.scale(i)))
          .append(", ")
          .append(quantization.zeroPoint(i));
    }
    out.append(shown < count ? "; ...)" : ")");
  }

  private void shape(List<Integer> shape) {
    out.append('[');
    for (int axis = 0; axis < shape.size(); axis++) {
      out.append(axis == 0 ? "" : "x").append(shape.get(axis));
    }
    out.append(']');
  }

  /** Any text in double quotes; everything but printable ASCII is escaped. */
  static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < 32 || c > 126) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
