package thimble.frontend.quantize;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import thimble.frontend.calibrate.Calibrator;
import thimble.frontend.calibrate.Histogram;
import thimble.frontend.calibrate.Range;
import thimble.frontend.calibrate.SampleSource;
import thimble.frontend.onnx.OnnxNode;

/** What was seen of a float model on samples, once for all ways to quantize it. */
final class Calibration {
  /** Samples that second moments are taken of: more change nothing and cost time. */
  private static final int MOST_MOMENTS = 128;

  private final Observation.Histograms histograms = new Observation.Histograms();
  private final Map<String, Moments> moments = new LinkedHashMap<>();
  private final Map<String, ChannelRanges> channels = new LinkedHashMap<>();

  private final Map<Asked, Range> ranges = new ConcurrentHashMap<>();

  private record Asked(String name, Calibrator calibrator, double percentile, int levels) {}

  private Calibration() {}

  static Calibration of(
      FloatModel model, Placement placement, SampleSource samples, Consumer<String> progress) {
    Calibration calibration = new Calibration();
    OnnxEdit edit = new OnnxEdit(model.model());
    for (OnnxNode node : edit.nodes()) {
      Optional<Layer> layer =
          Layer.of(edit, node).filter(l -> placement.kinds().get(l.output()) == Kind.LAYER);
      layer
          .flatMap(l -> Patches.of(model, l))
          .ifPresent(patches -> calibration.moments.put(Nodes.output(node), new Moments(patches)));
    }
    Set<String> watched = new LinkedHashSet<>(placement.group().keySet());
    calibration.moments.values().forEach(moments -> watched.addAll(moments.inputs()));
    for (String name : placement.group().keySet()) {
      calibration.channels.put(name, ChannelRanges.of(model.shapes().get(name)));
    }
    int[] seen = {0};
    Observation.run(
        model,
        watched,
        samples,
        progress,
        tensors -> {
          calibration.histograms.accept(tensors);
          calibration.channels.forEach(
              (name, ranges) -> ranges.add(tensors.get(name).data().floatArray()));
          if (seen[0]++ < MOST_MOMENTS) {
            calibration.moments.values().forEach(moments -> moments.add(floats(tensors, moments)));
          }
        });
    calibration.histograms.requireNumbers();
    return calibration;
  }

  private static List<float[]> floats(Map<String, FloatRuntime.Tensor> tensors, Moments moments) {
    return moments.inputs().stream().map(name -> tensors.get(name).data().floatArray()).toList();
  }

  /** Searched for once, however many ways of quantizing ask. */
  Range range(String name, Calibrator calibrator, double percentile, int levels) {
    double share = calibrator == Calibrator.PERCENTILE ? percentile : 0;
    return ranges.computeIfAbsent(
        new Asked(name, calibrator, share, levels),
        key -> calibrator.range(histogram(name), levels, percentile));
  }

  Histogram histogram(String name) {
    return histograms.of(name);
  }

  /** Of a stored tensor. */
  ChannelRanges channels(String name) {
    return channels.get(name);
  }

  /** Memory that all statistics take, whatever the number of samples. */
  long bytes() {
    return histograms.bytes()
        + moments.values().stream().mapToLong(Moments::bytes).sum()
        + channels.values().stream().mapToLong(ChannelRanges::bytes).sum();
  }

  /** Of what a layer reads; none for kinds of layers that have no patches. */
  Optional<Moments> moments(String layer) {
    return Optional.ofNullable(moments.get(layer));
  }
}
