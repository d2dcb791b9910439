package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.run.Evaluator;

/**
 * One inference of the test bench, from the integer reference.
 *
 * @param data the inputs
 * @param inputs lines of numbers by input
 * @param outputs lines of numbers by output
 */
public record Vectors(
    List<TensorData> data, List<List<String>> inputs, List<List<String>> outputs) {
  private static final int COUNT = 2;
  private static final int NUMBERS = 24;

  /** Seeded inputs that use the whole range, and what they give. */
  static List<Vectors> of(Graph graph) {
    Random random = new Random(1);
    List<Vectors> all = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      List<TensorData> inputs = new ArrayList<>();
      for (Port port : graph.inputs()) {
        inputs.add(input(port.value().type(), random));
      }
      all.add(
          new Vectors(
              inputs,
              inputs.stream().map(Vectors::lines).toList(),
              Evaluator.outputs(graph, inputs).stream().map(Vectors::lines).toList()));
    }
    return all;
  }

  private static TensorData input(TensorType type, Random random) {
    byte[] values = new byte[type.count()];
    random.nextBytes(values);
    return TensorData.bytes(values);
  }

  private static List<String> lines(TensorData data) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < data.count(); i++) {
      line.append(data.integer(i)).append(i + 1 == data.count() ? "" : ",");
      if (i % NUMBERS == NUMBERS - 1 || i + 1 == data.count()) {
        lines.add(line.toString());
        line.setLength(0);
      }
    }
    return lines;
  }
}
