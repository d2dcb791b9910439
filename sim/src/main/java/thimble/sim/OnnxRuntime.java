package thimble.sim;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import thimble.frontend.GivenInputs;
import thimble.ir.Code;
import thimble.ir.ElementType;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;

/**
 * Runs a model in ONNX Runtime, without graph optimizations and on one thread: the independent
 * opinion.
 */
public final class OnnxRuntime implements AutoCloseable {
  private static final Map<OnnxJavaType, ElementType> TYPES =
      Map.of(
          OnnxJavaType.FLOAT, ElementType.F32,
          OnnxJavaType.DOUBLE, ElementType.F64,
          OnnxJavaType.INT8, ElementType.S8,
          OnnxJavaType.UINT8, ElementType.U8,
          OnnxJavaType.INT16, ElementType.S16,
          OnnxJavaType.INT32, ElementType.S32,
          OnnxJavaType.INT64, ElementType.S64,
          OnnxJavaType.BOOL, ElementType.BOOL);

  private final Path model;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Map<String, List<Double>> constants;

  private OnnxRuntime(
      Path model,
      OrtEnvironment environment,
      OrtSession session,
      Map<String, List<Double>> constants) {
    this.model = model;
    this.environment = environment;
    this.session = session;
    this.constants = constants;
  }

  /**
   * @throws ThimbleException T0201 where ONNX Runtime does not take the model
   */
  public static OnnxRuntime open(Path model) {
    return open(model, Map.of());
  }

  /**
   * @param constants inputs that are the same in every run, see {@link
   *     thimble.frontend.ImportOptions}
   * @throws ThimbleException T0201 where ONNX Runtime does not take the model
   */
  public static OnnxRuntime open(Path model, Map<String, List<Double>> constants) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      return new OnnxRuntime(
          model, environment, environment.createSession(model.toString(), options), constants);
    } catch (OrtException e) {
      throw refused(model, e);
    }
  }

  /**
   * One inference.
   *
   * @param ports the graph's inputs: names and shapes of the model's own tensors
   * @param inputs the model's tensors
   * @return the model's outputs in the order of the file
   */
  public List<TensorData> run(List<Port> ports, List<TensorData> inputs) {
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    try {
      for (int i = 0; i < ports.size(); i++) {
        feeds.put(ports.get(i).modelName(), tensor(ports.get(i), inputs.get(i)));
      }
      for (Map.Entry<String, List<Double>> constant : constants.entrySet()) {
        feeds.put(constant.getKey(), constant(constant.getKey(), constant.getValue()));
      }
      try (OrtSession.Result result = session.run(feeds)) {
        List<TensorData> outputs = new ArrayList<>();
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.add(data((OnnxTensor) output.getValue()));
        }
        return outputs;
      }
    } catch (OrtException e) {
      throw refused(model, e);
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor constant(String input, List<Double> numbers) throws OrtException {
    TensorInfo info = (TensorInfo) session.getInputInfo().get(input).getInfo();
    long[] shape = LongStream.of(info.getShape()).map(extent -> Math.max(1, extent)).toArray();
    TensorType type =
        TensorType.of(
            TYPES.get(info.type), LongStream.of(shape).mapToInt(Math::toIntExact).toArray());
    return tensor(shape, GivenInputs.elements(numbers, type).orElseThrow());
  }

  private OnnxTensor tensor(Port port, TensorData data) throws OrtException {
    return tensor(port.modelShape().stream().mapToLong(Integer::longValue).toArray(), data);
  }

  private OnnxTensor tensor(long[] shape, TensorData data) throws OrtException {
    if (data.element() == ElementType.F32) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(data.floatArray()), shape);
    }
    OnnxJavaType type =
        TYPES.entrySet().stream()
            .filter(entry -> entry.getValue() == data.element())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no ONNX Runtime tensor of " + data.element().text()))
            .getKey();
    byte[] bytes = data.toLittleEndian();
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
    buffer.put(bytes).rewind();
    return OnnxTensor.createTensor(environment, buffer, shape, type);
  }

  private static TensorData data(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    ElementType type = TYPES.get(info.type);
    if (type == null) {
      throw new ThimbleException(Code.T0202, "an output of type " + info.type, "", "", "");
    }
    ByteBuffer buffer = tensor.getByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return TensorData.fromLittleEndian(type, bytes);
  }

  private static ThimbleException refused(Path model, OrtException e) {
    return new ThimbleException(
        Code.T0201,
        "ONNX Runtime does not run this model",
        model.getFileName().toString(),
        String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
        "--against reference, which needs no other tool");
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
