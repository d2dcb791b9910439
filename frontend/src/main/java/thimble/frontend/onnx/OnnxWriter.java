package thimble.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;
import thimble.ir.TensorData;

/** The other way round than {@link OnnxReader}: records as an ONNX file. */
public final class OnnxWriter {
  private OnnxWriter() {}

  /**
   * @param graphName the name of the graph inside the file
   */
  public static byte[] write(OnnxModel model, String graphName) {
    ModelProto.Builder result =
        ModelProto.newBuilder()
            .setIrVersion(model.irVersion())
            .setProducerName("thimble")
            .setGraph(graph(model, graphName));
    model
        .opsets()
        .forEach(
            (domain, version) ->
                result.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
    return result.build().toByteArray();
  }

  private static GraphProto graph(OnnxModel model, String name) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
    model.inputs().forEach(port -> graph.addInput(port(port)));
    model.outputs().forEach(port -> graph.addOutput(port(port)));
    model.initialisers().forEach(tensor -> graph.addInitializer(tensor(tensor)));
    model.nodes().forEach(node -> graph.addNode(node(node)));
    return graph.build();
  }

  /** An output of unknown type has none in the file: a runtime finds it out. */
  private static ValueInfoProto port(OnnxPort port) {
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(port.name());
    if (port.dataType() == 0) {
      return info.build();
    }
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(port.dataType());
    port.shape()
        .ifPresent(
            extents -> {
              TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
              extents.forEach(extent -> shape.addDim(dimension(extent)));
              tensor.setShape(shape);
            });
    return info.setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }

  private static TensorShapeProto.Dimension dimension(OnnxPort.Dimension extent) {
    TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
    if (extent.value().isPresent()) {
      dimension.setDimValue(extent.value().getAsLong());
    } else if (!extent.symbol().isEmpty()) {
      dimension.setDimParam(extent.symbol());
    }
    return dimension.build();
  }

  private static TensorProto tensor(OnnxTensor tensor) {
    TensorData data =
        tensor
            .data()
            .orElseThrow(
                () -> new IllegalArgumentException("tensor \"" + tensor.name() + "\" has no data"));
    TensorProto.Builder result =
        TensorProto.newBuilder().setName(tensor.name()).setDataType(tensor.dataType());
    tensor.shape().forEach(result::addDims);
    boolean halves =
        tensor.dataType() == OnnxType.INT4.code() || tensor.dataType() == OnnxType.UINT4.code();
    return result
        .setRawData(ByteString.copyFrom(halves ? packed(data) : data.toLittleEndian()))
        .build();
  }

  /** Two in a byte, low half first. */
  private static byte[] packed(TensorData data) {
    byte[] bytes = new byte[(data.count() + 1) / 2];
    for (int i = 0; i < data.count(); i++) {
      bytes[i / 2] |= (byte) ((data.integer(i) & 0xF) << i % 2 * 4);
    }
    return bytes;
  }

  private static NodeProto node(OnnxNode node) {
    NodeProto.Builder result =
        NodeProto.newBuilder()
            .setOpType(node.opType())
            .setDomain(node.domain())
            .setName(node.name())
            .addAllInput(node.inputs())
            .addAllOutput(node.outputs());
    node.attributes().forEach((name, value) -> result.addAttribute(attribute(name, value)));
    return result.build();
  }

  private static AttributeProto attribute(String name, OnnxAttribute value) {
    AttributeProto.Builder result = AttributeProto.newBuilder().setName(name);
    if (value instanceof OnnxAttribute.Integer integer) {
      result.setType(AttributeProto.AttributeType.INT).setI(integer.value());
    } else if (value instanceof OnnxAttribute.Real real) {
      result.setType(AttributeProto.AttributeType.FLOAT).setF(real.value());
    } else if (value instanceof OnnxAttribute.Text text) {
      result
          .setType(AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFromUtf8(text.value()));
    } else if (value instanceof OnnxAttribute.Tensor tensor) {
      result.setType(AttributeProto.AttributeType.TENSOR).setT(tensor(tensor.value()));
    } else if (value instanceof OnnxAttribute.Integers integers) {
      result.setType(AttributeProto.AttributeType.INTS).addAllInts(integers.values());
    } else if (value instanceof OnnxAttribute.Reals reals) {
      result.setType(AttributeProto.AttributeType.FLOATS).addAllFloats(reals.values());
    } else if (value instanceof OnnxAttribute.Texts texts) {
      List<ByteString> strings = texts.values().stream().map(ByteString::copyFromUtf8).toList();
      result.setType(AttributeProto.AttributeType.STRINGS).addAllStrings(strings);
    } else if (value instanceof OnnxAttribute.Graph graph) {
      result.setType(AttributeProto.AttributeType.GRAPH).setG(graph(graph.value(), name));
    } else {
      throw new IllegalArgumentException("attribute \"" + name + "\" cannot be written");
    }
    return result.build();
  }
}
