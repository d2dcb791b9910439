package thimble.frontend;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Graph;

/** Builds small ONNX models for tests. */
public final class TestModel {
  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

  private TestModel() {}

  public static TestModel opset(int version) {
    TestModel test = new TestModel();
    test.model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(version));
    return test;
  }

  public TestModel domain(String domain, int version) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
    return this;
  }

  /** A float input; an extent that is no number is a symbol, {@code ?} an unknown. */
  public TestModel input(String name, Object... extents) {
    return input(OnnxType.FLOAT, name, extents);
  }

  public TestModel input(OnnxType type, String name, Object... extents) {
    graph.addInput(port(type, name, extents));
    return this;
  }

  public TestModel output(String... names) {
    for (String name : names) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    }
    return this;
  }

  private static ValueInfoProto port(OnnxType type, String name, Object... extents) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.code());
    tensor.getShapeBuilder();
    for (Object extent : extents) {
      var dimension = tensor.getShapeBuilder().addDimBuilder();
      if (extent instanceof Integer number) {
        dimension.setDimValue(number);
      } else if (!extent.equals("?")) {
        dimension.setDimParam((String) extent);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  public TestModel floats(String name, List<Integer> shape, float... values) {
    TensorProto.Builder tensor = tensor(name, OnnxType.FLOAT, shape);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  public TestModel longs(String name, long... values) {
    TensorProto.Builder tensor = tensor(name, OnnxType.INT64, List.of(values.length));
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** Integers of a type stored in {@code int32_data}. */
  public TestModel ints(OnnxType type, String name, List<Integer> shape, int... values) {
    TensorProto.Builder tensor = tensor(name, type, shape);
    for (int value : values) {
      tensor.addInt32Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  public TestModel initialiser(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  private static TensorProto.Builder tensor(String name, OnnxType type, List<Integer> shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.code());
    shape.forEach(tensor::addDims);
    return tensor;
  }

  /**
   * @param inputs names separated by blanks, {@code -} for one left out
   * @param attributes name and value in turns: long, float, String, long[], float[], TensorProto, a
   *     model whose graph is a branch
   */
  public TestModel node(String opType, String inputs, String outputs, Object... attributes) {
    int colon = opType.indexOf(':');
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(opType.substring(colon + 1))
            .setDomain(colon < 0 ? "" : opType.substring(0, colon))
            .setName("node_" + graph.getNodeCount());
    for (String input : inputs.isEmpty() ? new String[0] : inputs.split(" ")) {
      node.addInput(input.equals("-") ? "" : input);
    }
    for (String output : outputs.split(" ")) {
      node.addOutput(output.equals("-") ? "" : output);
    }
    for (int i = 0; i < attributes.length; i += 2) {
      node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
    }
    graph.addNode(node);
    return this;
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Number number && !(value instanceof Float)) {
      attribute.setType(AttributeProto.AttributeType.INT).setI(number.longValue());
    } else if (value instanceof Float number) {
      attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
    } else if (value instanceof String text) {
      attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof TensorProto tensor) {
      attribute.setType(AttributeProto.AttributeType.TENSOR).setT(tensor);
    } else if (value instanceof TestModel branch) {
      attribute.setType(AttributeProto.AttributeType.GRAPH).setG(branch.graph);
    } else if (value instanceof float[] numbers) {
      attribute.setType(AttributeProto.AttributeType.FLOATS);
      for (float number : numbers) {
        attribute.addFloats(number);
      }
    } else {
      attribute.setType(AttributeProto.AttributeType.INTS);
      for (long number : (long[]) value) {
        attribute.addInts(number);
      }
    }
    return attribute.build();
  }

  /** An attribute's list of numbers. */
  public static long[] list(long... values) {
    return values;
  }

  public ModelProto proto() {
    return model.setGraph(graph).build();
  }

  /** Writes the model into a directory and gives its path. */
  public Path write(Path directory) {
    return write(directory, proto());
  }

  public static Path write(Path directory, ModelProto model) {
    try {
      Path path = directory.resolve("model.onnx");
      Files.write(path, model.toByteArray());
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The imported graph. */
  public Graph read(Path directory) {
    return Importer.read(write(directory), ImportOptions.NONE);
  }
}
