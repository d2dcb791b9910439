package thimble.tests.support;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import thimble.frontend.onnx.OnnxType;
import thimble.tests.support.TextLine.Item;

/**
 * ONNX models as text, one statement a line, so that a case file shows the model it is about:
 *
 * <pre>
 * opset 13
 * opset my.domain 1
 * input x float[1,3,N,?]
 * const w float[8,3,3,3] 0.5,-0.25             (elements are repeated until the tensor is full)
 * external w float[8] ../weights.bin
 * node Conv x,w -&gt; y name=first pads=[1,1,1,1] group=1 auto_pad=NOTSET
 * node my.domain:Swish y -&gt; z alpha=1.5
 * output z
 * </pre>
 *
 * Any word may be quoted, with Java's escapes; {@code -} is an input that is left out. Nothing is
 * checked: the models are there to be wrong.
 */
public final class OnnxText {
  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

  private OnnxText() {}

  /** The bytes of the model's file. */
  public static byte[] model(String text) {
    OnnxText reader = new OnnxText();
    text.lines().filter(line -> !line.isBlank()).forEach(line -> reader.statement(line));
    return reader.model.setGraph(reader.graph).build().toByteArray();
  }

  /** A name as it stands in the text, whatever it consists of. */
  public static String quote(String name) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : name.toCharArray()) {
      text.append(
          c < 32 || c == '"' || c == '\\' || c > 126
              ? String.format(Locale.ROOT, "\\u%04x", (int) c)
              : c);
    }
    return text.append('"').toString();
  }

  private void statement(String line) {
    TextLine words = new TextLine(line);
    switch (words.word()) {
      case "graph" -> graph.setName(words.word());
      case "ir" -> model.setIrVersion(Long.parseLong(words.word()));
      case "opset" -> opset(words);
      case "input" -> graph.addInput(port(words));
      case "output" -> graph.addOutput(port(words));
      case "const" -> graph.addInitializer(constant(words));
      case "external" -> graph.addInitializer(external(words));
      case "node" -> graph.addNode(node(words));
      default -> throw new IllegalArgumentException("no such statement: " + line);
    }
  }

  private void opset(TextLine words) {
    String first = words.word();
    String domain = words.atEnd() ? "" : first;
    String version = words.atEnd() ? first : words.word();
    model.addOpsetImport(
        OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(Long.parseLong(version)));
  }

  private static int type(String name) {
    return name.matches("[0-9]+")
        ? Integer.parseInt(name)
        : OnnxType.valueOf(name.toUpperCase(Locale.ROOT)).code();
  }

  private static ValueInfoProto port(TextLine words) {
    ValueInfoProto.Builder port = ValueInfoProto.newBuilder().setName(words.word());
    if (words.atEnd()) {
      return port.build();
    }
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type(words.word()));
    tensor.getShapeBuilder();
    for (Item extent : words.list()) {
      var dimension = tensor.getShapeBuilder().addDimBuilder();
      if (extent.isNumber()) {
        dimension.setDimValue(extent.integer());
      } else if (!extent.text().equals("?")) {
        dimension.setDimParam(extent.text());
      }
    }
    return port.setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }

  private static TensorProto.Builder tensor(TextLine words) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(words.word()).setDataType(type(words.word()));
    words.list().forEach(extent -> tensor.addDims(extent.integer()));
    return tensor;
  }

  private static TensorProto constant(TextLine words) {
    TensorProto.Builder tensor = tensor(words);
    List<Item> elements = words.atEnd() ? List.of() : words.items();
    long count = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
    OnnxType type = OnnxType.of(tensor.getDataType()).orElse(OnnxType.UINT8);
    for (int i = 0; i < count && !elements.isEmpty(); i++) {
      Item element = elements.get(i % elements.size());
      switch (type) {
        case FLOAT -> tensor.addFloatData((float) element.real());
        case DOUBLE -> tensor.addDoubleData(element.real());
        case INT64 -> tensor.addInt64Data(element.integer());
        case UINT32, UINT64 -> tensor.addUint64Data(element.integer());
        case STRING -> tensor.addStringData(ByteString.copyFromUtf8(element.text()));
        default -> tensor.addInt32Data((int) element.integer());
      }
    }
    return tensor.build();
  }

  private static TensorProto external(TextLine words) {
    return tensor(words)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(
            StringStringEntryProto.newBuilder().setKey("location").setValue(words.word()))
        .build();
  }

  private static NodeProto node(TextLine words) {
    NodeProto.Builder node = NodeProto.newBuilder();
    String operator = words.word();
    int colon = operator.indexOf(':');
    node.setOpType(operator.substring(colon + 1));
    node.setDomain(colon < 0 ? "" : operator.substring(0, colon));
    if (!words.at("->")) {
      words.items().forEach(input -> node.addInput(input.text().equals("-") ? "" : input.text()));
    }
    words.skip("->");
    words.items().forEach(output -> node.addOutput(output.text().equals("-") ? "" : output.text()));
    while (!words.atEnd()) {
      String name = words.word();
      words.skip("=");
      if (name.equals("name")) {
        node.setName(words.word());
      } else {
        node.addAttribute(attribute(AttributeProto.newBuilder().setName(name), words));
      }
    }
    return node.build();
  }

  private static AttributeProto attribute(AttributeProto.Builder attribute, TextLine words) {
    if (words.at("[")) {
      List<Item> items = words.list();
      if (items.stream().allMatch(Item::isInteger)) {
        attribute.setType(AttributeProto.AttributeType.INTS);
        items.forEach(item -> attribute.addInts(item.integer()));
      } else {
        attribute.setType(AttributeProto.AttributeType.FLOATS);
        items.forEach(item -> attribute.addFloats((float) item.real()));
      }
      return attribute.build();
    }
    Item item = words.item();
    if (item.isInteger()) {
      attribute.setType(AttributeProto.AttributeType.INT).setI(item.integer());
    } else if (item.isNumber()) {
      attribute.setType(AttributeProto.AttributeType.FLOAT).setF((float) item.real());
    } else {
      attribute
          .setType(AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFromUtf8(item.text()));
    }
    return attribute.build();
  }
}
