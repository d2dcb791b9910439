package thimble.frontend.quantize;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import thimble.frontend.calibrate.Histogram;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Code;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/** Runs the float model on samples, one at a time, and keeps what the calibrators need. */
final class Observation {
  private Observation() {}

  /** Sees the tensors of one inference. */
  interface Observer {
    void accept(Map<String, FloatRuntime.Tensor> tensors);
  }

  static void run(
      FloatModel model,
      Set<String> watched,
      SampleSource samples,
      Consumer<String> progress,
      Observer observer) {
    Set<String> inputs = new LinkedHashSet<>();
    model.model().inputs().forEach(port -> inputs.add(port.name()));
    Set<String> computed = new LinkedHashSet<>(watched);
    computed.removeAll(inputs);
    try (FloatRuntime runtime = FloatRuntime.open(model.model(), computed)) {
      for (int i = 0; i < samples.count(); i++) {
        progress.accept("calibrating, sample " + (i + 1) + " of " + samples.count());
        List<TensorData> sample = samples.sample(i);
        Map<String, FloatRuntime.Tensor> seen = new LinkedHashMap<>();
        int at = 0;
        for (String input : inputs) {
          TensorData data = sample.get(at++);
          if (watched.contains(input)) {
            seen.put(
                input,
                new FloatRuntime.Tensor(OnnxType.FLOAT.code(), model.shapes().get(input), data));
          }
        }
        seen.putAll(runtime.run(sample, computed));
        observer.accept(seen);
      }
    }
  }

  /** Histograms of tensors. */
  static final class Histograms implements Observer {
    private final Map<String, Histogram> histograms = new LinkedHashMap<>();

    @Override
    public void accept(Map<String, FloatRuntime.Tensor> tensors) {
      tensors.forEach(
          (name, tensor) ->
              histograms
                  .computeIfAbsent(name, key -> new Histogram())
                  .add(tensor.data().floatArray()));
    }

    long bytes() {
      return histograms.values().stream().mapToLong(each -> (long) Long.BYTES * each.bins()).sum();
    }

    Histogram of(String name) {
      return histograms.get(name);
    }

    /**
     * @throws ThimbleException T0209 where a tensor holds what is no number
     */
    void requireNumbers() {
      histograms.forEach(
          (name, histogram) -> {
            if (histogram.bad() > 0) {
              throw new ThimbleException(
                  Code.T0209,
                  "activations that are no numbers",
                  "tensor \"" + name + "\"",
                  histogram.bad() + " elements are NaN or infinite on these samples",
                  "are the samples prepared as in training, and the weights sound?");
            }
          });
    }
  }
}
