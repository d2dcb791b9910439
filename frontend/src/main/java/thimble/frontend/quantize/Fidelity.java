package thimble.frontend.quantize;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxPort;
import thimble.ir.TensorData;

/**
 * How near a quantized model comes to the float one, measured on samples.
 *
 * @param tensors signal to noise of stored tensors, in dB, by their name in the float model
 * @param output signal to noise of the first output, in dB
 * @param agreement share of samples whose largest output is the same
 * @param samples how many were used
 */
public record Fidelity(Map<String, Double> tensors, double output, double agreement, int samples) {
  /** Above it two results are called equal. */
  private static final double EQUAL = 200;

  /** Signal and noise, summed up. */
  private static final class Power {
    private double signal;
    private double noise;

    void add(float[] wanted, float[] found) {
      for (int i = 0; i < wanted.length; i++) {
        double difference = (double) wanted[i] - found[i];
        signal += (double) wanted[i] * wanted[i];
        noise += difference * difference;
      }
    }

    double decibels() {
      if (noise == 0) {
        return EQUAL;
      }
      return signal == 0 ? 0 : Math.min(EQUAL, 10 * Math.log10(signal / noise));
    }
  }

  /**
   * @param names by a tensor's name in the float model its name in the quantized one; only these
   *     are compared, and the first output
   */
  static Fidelity of(
      OnnxModel real,
      OnnxModel quantized,
      Map<String, String> names,
      SampleSource samples,
      Consumer<String> progress) {
    List<String> outputs = real.outputs().stream().map(OnnxPort::name).toList();
    Set<String> inputs = new LinkedHashSet<>();
    real.inputs().forEach(port -> inputs.add(port.name()));
    Map<String, String> compared = new LinkedHashMap<>(names);
    compared.keySet().removeAll(inputs);
    compared.put(outputs.get(0), outputs.get(0));
    Map<String, Power> powers = new LinkedHashMap<>();
    compared.keySet().forEach(name -> powers.put(name, new Power()));
    int same = 0;
    try (FloatRuntime a = FloatRuntime.open(real, compared.keySet());
        FloatRuntime b = FloatRuntime.open(quantized, compared.values())) {
      for (int i = 0; i < samples.count(); i++) {
        progress.accept("comparing, sample " + (i + 1) + " of " + samples.count());
        List<TensorData> sample = samples.sample(i);
        var wanted = a.run(sample, compared.keySet());
        var found = b.run(sample, new LinkedHashSet<>(compared.values()));
        compared.forEach(
            (name, other) ->
                powers.get(name).add(floats(wanted.get(name)), floats(found.get(other))));
        same +=
            largest(floats(wanted.get(outputs.get(0))))
                    == largest(floats(found.get(outputs.get(0))))
                ? 1
                : 0;
      }
    }
    Map<String, Double> tensors = new LinkedHashMap<>();
    names.keySet().stream()
        .filter(powers::containsKey)
        .forEach(name -> tensors.put(name, powers.get(name).decibels()));
    return new Fidelity(
        tensors,
        powers.get(outputs.get(0)).decibels(),
        (double) same / samples.count(),
        samples.count());
  }

  private static float[] floats(FloatRuntime.Tensor tensor) {
    float[] values = new float[tensor.data().count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) tensor.data().real(i);
    }
    return values;
  }

  private static int largest(float[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest;
  }
}
