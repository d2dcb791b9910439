package thimble.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Code;
import thimble.ir.ThimbleException;

/**
 * The only class that knows the protobuf bindings of models. Whatever a file holds, reading it ends
 * in an {@link OnnxModel} or a {@link ThimbleException}, in memory of a small multiple of the
 * file's size.
 */
public final class OnnxReader {
  /** Nesting of messages that a sane model never reaches; a hostile one would use up the stack. */
  private static final int RECURSION_LIMIT = 64;

  private final String file;
  private final TensorReader tensors;

  private OnnxReader(String file, Path directory) {
    this.file = file;
    this.tensors = new TensorReader(file, new ExternalData(file, directory));
  }

  /** Reads a model from a file. */
  public static OnnxModel read(Path path) {
    String file = String.valueOf(path.getFileName());
    Path parent = path.toAbsolutePath().getParent();
    return guarded(
        file,
        () -> {
          ModelProto model = ModelProto.parseFrom(open(path, file));
          return new OnnxReader(file, parent).model(model);
        });
  }

  /** Reads one tensor from a file of its own, as conformance tests store them. */
  public static OnnxTensor readTensor(Path path) {
    String file = String.valueOf(path.getFileName());
    Path parent = path.toAbsolutePath().getParent();
    return guarded(
        file,
        () -> new OnnxReader(file, parent).tensors.read(TensorProto.parseFrom(open(path, file))));
  }

  /** The files beside a model that hold its weights, as the model names them. */
  public static List<String> externalFiles(Path path) {
    String file = String.valueOf(path.getFileName());
    return guarded(
        file,
        () ->
            ModelProto.parseFrom(open(path, file)).getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getExternalDataCount() > 0)
                .flatMap(tensor -> tensor.getExternalDataList().stream())
                .filter(entry -> entry.getKey().equals("location"))
                .map(StringStringEntryProto::getValue)
                .distinct()
                .toList());
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T guarded(String file, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0101,
          "a file that is no ONNX model",
          file,
          String.valueOf(e.getMessage()),
          "is it complete?");
    } catch (OutOfMemoryError e) {
      // A file of nothing but empty messages needs many times its size.
      throw new ThimbleException(
          Code.T0207,
          "a model that needs more memory than there is",
          file,
          "the heap has " + (Runtime.getRuntime().maxMemory() >> 20) + " MB",
          "give Java more with -Xmx");
    }
  }

  /**
   * The file's bytes, read at once: a stream would be cut off at a size limit, and a device or pipe
   * would never end.
   */
  private static CodedInputStream open(Path path, String file) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new ThimbleException(
          Code.T0101, "a model that is not there", file, "no such file", "check the path");
    }
    if (!Files.isReadable(path)) {
      throw new ThimbleException(
          Code.T0101,
          "a model that cannot be read",
          file,
          "no permission",
          "check the file's mode");
    }
    long size = Files.size(path);
    long limit = Math.min(Integer.MAX_VALUE - 64L, Runtime.getRuntime().maxMemory() / 3);
    if (size > limit) {
      throw new ThimbleException(
          Code.T0207,
          "a model too large to compile",
          file,
          size + " bytes; up to " + limit + " are read with this heap",
          "give Java more memory with -Xmx");
    }
    try (InputStream stream = Files.newInputStream(path)) {
      CodedInputStream coded = CodedInputStream.newInstance(stream.readNBytes((int) size));
      coded.setRecursionLimit(RECURSION_LIMIT);
      // Weights stay where they are until they are decoded, instead of being copied twice.
      coded.enableAliasing(true);
      return coded;
    }
  }

  private OnnxModel model(ModelProto model) {
    if (!model.hasGraph()) {
      throw new ThimbleException(
          Code.T0101,
          "a file that is no ONNX model",
          file,
          "it holds no graph",
          "is it complete, and ONNX?");
    }
    GraphProto graph = model.getGraph();
    if (graph.getSparseInitializerCount() > 0) {
      throw new ThimbleException(
          Code.T0202,
          "sparse initialisers are not supported",
          file,
          graph.getSparseInitializerCount() + " tensors are stored sparse",
          "export with dense tensors");
    }
    return graph(graph, model.getIrVersion(), opsets(model));
  }

  private OnnxModel graph(GraphProto graph, long irVersion, Map<String, Long> opsets) {
    return new OnnxModel(
        irVersion,
        opsets,
        graph.getInputList().stream().map(OnnxReader::port).toList(),
        graph.getOutputList().stream().map(OnnxReader::port).toList(),
        graph.getInitializerList().stream().map(tensors::read).toList(),
        graph.getNodeList().stream().map(node -> node(node, irVersion, opsets)).toList());
  }

  private static Map<String, Long> opsets(ModelProto model) {
    Map<String, Long> opsets = new LinkedHashMap<>();
    for (OperatorSetIdProto opset : model.getOpsetImportList()) {
      opsets.putIfAbsent(domain(opset.getDomain()), opset.getVersion());
    }
    return opsets;
  }

  private static String domain(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  private static OnnxPort port(ValueInfoProto info) {
    TypeProto type = info.getType();
    if (!type.hasTensorType()) {
      String kind = type.getValueCase().name();
      return new OnnxPort(info.getName(), kind, 0, Optional.empty());
    }
    TypeProto.Tensor tensor = type.getTensorType();
    Optional<List<OnnxPort.Dimension>> shape =
        tensor.hasShape()
            ? Optional.of(
                tensor.getShape().getDimList().stream().map(OnnxReader::dimension).toList())
            : Optional.empty();
    return new OnnxPort(info.getName(), "tensor", tensor.getElemType(), shape);
  }

  private static OnnxPort.Dimension dimension(TensorShapeProto.Dimension dimension) {
    // Exporters also write 0 or -1 for "unknown".
    return dimension.hasDimValue() && dimension.getDimValue() > 0
        ? OnnxPort.Dimension.of(dimension.getDimValue())
        : OnnxPort.Dimension.symbolic(dimension.getDimParam());
  }

  private OnnxNode node(NodeProto node, long irVersion, Map<String, Long> opsets) {
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      attributes.put(attribute.getName(), attribute(attribute, irVersion, opsets));
    }
    return new OnnxNode(
        domain(node.getDomain()),
        node.getOpType(),
        node.getName(),
        new ArrayList<>(node.getInputList()),
        new ArrayList<>(node.getOutputList()),
        attributes);
  }

  private OnnxAttribute attribute(
      AttributeProto attribute, long irVersion, Map<String, Long> opsets) {
    return switch (attribute.getType()) {
      case INT -> new OnnxAttribute.Integer(attribute.getI());
      case FLOAT -> new OnnxAttribute.Real(attribute.getF());
      case STRING -> new OnnxAttribute.Text(text(attribute.getS()));
      case TENSOR -> new OnnxAttribute.Tensor(tensors.read(attribute.getT()));
      case INTS -> new OnnxAttribute.Integers(attribute.getIntsList());
      case FLOATS -> new OnnxAttribute.Reals(attribute.getFloatsList());
      case STRINGS ->
          new OnnxAttribute.Texts(
              attribute.getStringsList().stream().map(OnnxReader::text).toList());
      case GRAPH -> new OnnxAttribute.Graph(graph(attribute.getG(), irVersion, opsets));
      default -> new OnnxAttribute.Other(attribute.getType().name());
    };
  }

  private static String text(ByteString bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
