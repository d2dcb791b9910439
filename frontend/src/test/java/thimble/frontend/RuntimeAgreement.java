package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.Verifier;
import thimble.ir.run.Evaluator;
import thimble.ir.run.Ports;

/** Holds small models against ONNX Runtime on random inputs. */
final class RuntimeAgreement {
  private RuntimeAgreement() {}

  /**
   * A model with float inputs and one float output {@code y}.
   *
   * @param tolerance absolute, beside 1e-4 relative: a step where the model is quantized
   */
  record Form(String name, TestModel model, double tolerance) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Form form(String name, TestModel model) {
    return new Form(name, model.output("y"), 1e-5);
  }

  static TestModel image(int opset) {
    return TestModel.opset(opset).input("x", 1, 4, 7, 6);
  }

  /** Numbers of both signs that repeat late. */
  static float[] ramp(int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (Math.floorMod(i * 37, 17) - 8) * (float) scale;
    }
    return values;
  }

  static TestModel weights(TestModel model, String name, Integer... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return model.floats(name, List.of(shape), ramp(count, 0.1));
  }

  static void check(Form form, Path directory) throws OrtException {
    check(form, directory, UnaryOperator.identity());
  }

  /**
   * @param passes what the imported graph goes through before it is computed
   * @return the graph that was computed
   */
  static Graph check(Form form, Path directory, UnaryOperator<Graph> passes) throws OrtException {
    return check(form, form.model(), directory, passes);
  }

  /**
   * @param said the same in operators that ONNX Runtime has
   */
  static Graph check(Form form, TestModel said, Path directory, UnaryOperator<Graph> passes)
      throws OrtException {
    Graph graph = passes.apply(Importer.read(form.model().write(directory), ImportOptions.NONE));
    Path file = said.write(directory);
    assertThat(Verifier.verify(graph)).isEmpty();
    Random random = new Random(3);
    List<TensorData> inputs = new ArrayList<>();
    for (Port port : graph.inputs()) {
      float[] values = new float[port.value().type().count()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      inputs.add(TensorData.floats(values));
    }
    List<TensorData> stored = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      stored.add(Ports.toGraph(graph.inputs().get(i), inputs.get(i)));
    }
    Port output = graph.outputs().get(0);
    TensorData found = Ports.toModel(output, Evaluator.outputs(graph, stored).get(0));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      try (OrtSession session = environment.createSession(file.toString(), options);
          OrtSession.Result results = session.run(feed(environment, graph, inputs))) {
        OnnxTensor expected = (OnnxTensor) results.get(0);
        FloatBuffer values = expected.getFloatBuffer();
        long[] shape = output.modelShape().stream().mapToLong(i -> i).toArray();
        assertThat(shape).isEqualTo(expected.getInfo().getShape());
        for (int i = 0; i < values.remaining(); i++) {
          double allowed = form.tolerance() + 1e-4 * Math.abs(values.get(i));
          assertThat(found.real(i))
              .describedAs("element " + i)
              .isCloseTo(values.get(i), offset(allowed));
        }
      }
    }
    return graph;
  }

  private static Map<String, OnnxTensor> feed(
      OrtEnvironment environment, Graph graph, List<TensorData> inputs) throws OrtException {
    Map<String, OnnxTensor> feed = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      Port port = graph.inputs().get(i);
      long[] shape = port.modelShape().stream().mapToLong(extent -> extent).toArray();
      FloatBuffer values = FloatBuffer.wrap(inputs.get(i).floatArray());
      feed.put(port.modelName(), OnnxTensor.createTensor(environment, values, shape));
    }
    return feed;
  }
}
