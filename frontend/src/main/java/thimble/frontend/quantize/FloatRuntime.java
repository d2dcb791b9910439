package thimble.frontend.quantize;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxPort;
import thimble.frontend.onnx.OnnxType;
import thimble.frontend.onnx.OnnxWriter;
import thimble.ir.Code;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/**
 * ONNX Runtime on a model in memory, any of whose tensors can be watched. One thread and no
 * optimizations: the same numbers on every machine of a kind.
 */
public final class FloatRuntime implements AutoCloseable {
  /** A tensor as ONNX Runtime gave it. */
  public record Tensor(int dataType, List<Integer> shape, TensorData data) {
    public Tensor {
      shape = List.copyOf(shape);
    }
  }

  private static final Map<OnnxJavaType, OnnxType> TYPES =
      Map.of(
          OnnxJavaType.FLOAT, OnnxType.FLOAT,
          OnnxJavaType.DOUBLE, OnnxType.DOUBLE,
          OnnxJavaType.INT8, OnnxType.INT8,
          OnnxJavaType.UINT8, OnnxType.UINT8,
          OnnxJavaType.INT16, OnnxType.INT16,
          OnnxJavaType.INT32, OnnxType.INT32,
          OnnxJavaType.INT64, OnnxType.INT64,
          OnnxJavaType.BOOL, OnnxType.BOOL);

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final OnnxModel model;

  private FloatRuntime(OrtEnvironment environment, OrtSession session, OnnxModel model) {
    this.environment = environment;
    this.session = session;
    this.model = model;
  }

  /**
   * @param watched tensors that are wanted beside the model's outputs
   * @throws ThimbleException T0201 where ONNX Runtime does not take the model
   */
  public static FloatRuntime open(OnnxModel model, Iterable<String> watched) {
    Map<String, OnnxPort> outputs = new LinkedHashMap<>();
    model.outputs().forEach(port -> outputs.put(port.name(), port));
    for (String name : watched) {
      outputs.putIfAbsent(name, new OnnxPort(name, "tensor", 0, Optional.empty()));
    }
    OnnxModel open =
        new OnnxModel(
            model.irVersion(),
            model.opsets(),
            model.inputs(),
            List.copyOf(outputs.values()),
            model.initialisers(),
            model.nodes());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      byte[] bytes = OnnxWriter.write(open, "watched");
      return new FloatRuntime(environment, environment.createSession(bytes, options), open);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  /**
   * One inference.
   *
   * @param inputs in the order of the model's inputs, of their shapes and types
   * @param wanted names of watched tensors or outputs; only these are copied
   */
  public Map<String, Tensor> run(List<TensorData> inputs, Set<String> wanted) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        feeds.put(model.inputs().get(i).name(), feed(model.inputs().get(i), inputs.get(i)));
      }
      Map<String, Tensor> results = new LinkedHashMap<>();
      try (OrtSession.Result outputs = session.run(feeds, wanted)) {
        for (Map.Entry<String, OnnxValue> output : outputs) {
          tensor(output.getValue()).ifPresent(tensor -> results.put(output.getKey(), tensor));
        }
      }
      return results;
    } catch (OrtException e) {
      throw refused(e);
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  /** Names that can be asked for. */
  public List<String> names() {
    return model.outputs().stream().map(OnnxPort::name).toList();
  }

  private OnnxTensor feed(OnnxPort port, TensorData data) throws OrtException {
    long[] shape =
        port.shape().orElseThrow().stream()
            .mapToLong(extent -> extent.value().orElseThrow())
            .toArray();
    OnnxType wanted = OnnxType.of(port.dataType()).orElseThrow();
    OnnxJavaType type =
        TYPES.entrySet().stream()
            .filter(entry -> entry.getValue() == wanted)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no ONNX Runtime tensor of " + wanted))
            .getKey();
    byte[] bytes = data.toLittleEndian();
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
    buffer.put(bytes).rewind();
    return OnnxTensor.createTensor(environment, buffer, shape, type);
  }

  /** Nothing for what is no tensor, or of a type that is not read. */
  private static Optional<Tensor> tensor(OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      return Optional.empty();
    }
    TensorInfo info = tensor.getInfo();
    OnnxType type = TYPES.get(info.type);
    if (type == null) {
      return Optional.empty();
    }
    List<Integer> shape = new ArrayList<>();
    Arrays.stream(info.getShape()).forEach(extent -> shape.add((int) extent));
    ByteBuffer buffer = tensor.getByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return Optional.of(
        new Tensor(
            type.code(), shape, TensorData.fromLittleEndian(type.element().orElseThrow(), bytes)));
  }

  private static ThimbleException refused(OrtException e) {
    return new ThimbleException(
        Code.T0201,
        "ONNX Runtime, which calibrates, does not run this model",
        "",
        String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
        "operators given with --op are unknown to it");
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
