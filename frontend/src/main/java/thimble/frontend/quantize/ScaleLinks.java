package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import thimble.frontend.onnx.OnnxNode;

/**
 * Finds layers whose result reaches nothing but other layers, through operators that a positive
 * factor on a channel passes unchanged: {@code op(f x) = f op(x)}. What a factor does to the first
 * layer's channel the others can take back.
 *
 * <pre>
 *   Conv - Relu - depthwise Conv - Relu - Conv           two links
 *   Conv - Relu - MaxPool - Conv                         one
 *   Conv - GlobalAveragePool - Flatten - Gemm            one
 *   Conv - Add ..., Conv - Concat ..., Conv - Sigmoid    none: others read the same tensor, or the
 *                                                        operator is no such one
 * </pre>
 */
final class ScaleLinks {
  /**
   * A layer and the layers that read its result.
   *
   * @param stored the tensor between them that is stored in integers first
   * @param bound where the result is cut off above (Relu6): factors must not push numbers past it
   */
  record Link(Layer source, String stored, OptionalDouble bound, List<Layer> sinks) {
    Link {
      sinks = List.copyOf(sinks);
    }
  }

  private final FloatModel model;
  private final OnnxEdit edit;
  private final Placement placement;

  private ScaleLinks(FloatModel model, Placement placement) {
    this.model = model;
    this.edit = new OnnxEdit(model.model());
    this.placement = placement;
  }

  /** In the model's order. */
  static List<Link> of(FloatModel model, Placement placement) {
    ScaleLinks all = new ScaleLinks(model, placement);
    List<Link> links = new ArrayList<>();
    for (OnnxNode node : all.edit.nodes()) {
      all.layer(node).flatMap(all::link).ifPresent(links::add);
    }
    return links;
  }

  private Optional<Layer> layer(OnnxNode node) {
    return placement.kinds().get(Nodes.output(node)) == Kind.LAYER
        ? Layer.of(edit, node)
        : Optional.empty();
  }

  private static final class Walk {
    private final Map<String, Layer> sinks = new LinkedHashMap<>();
    private OptionalDouble bound = OptionalDouble.empty();
    private Optional<String> stored = Optional.empty();
  }

  private Optional<Link> link(Layer source) {
    List<Integer> shape = model.shapes().get(source.output());
    if (shape == null || shape.size() < 2 || shape.get(1) != source.outputs()) {
      return Optional.empty();
    }
    Walk walk = new Walk();
    if (!follow(source.output(), source.outputs(), walk) || walk.stored.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Link(source, walk.stored.get(), walk.bound, List.copyOf(walk.sinks.values())));
  }

  /** Whether everything that a tensor reaches is a layer's input. */
  private boolean follow(String name, int channels, Walk walk) {
    if (edit.isOutput(name) || edit.readers(name).isEmpty()) {
      return false;
    }
    if (walk.stored.isEmpty() && placement.isQuantized(name)) {
      walk.stored = Optional.of(name);
    }
    for (OnnxNode reader : edit.readers(name)) {
      Optional<Layer> sink = layer(reader).filter(found -> found.input().equals(name));
      boolean passed =
          sink.isPresent() ? sink(sink.get(), channels, walk) : pass(reader, channels, walk);
      if (!passed) {
        return false;
      }
    }
    return true;
  }

  private static boolean sink(Layer layer, int channels, Walk walk) {
    walk.sinks.put(layer.output(), layer);
    return layer.inputs() == channels;
  }

  private boolean pass(OnnxNode node, int channels, Walk walk) {
    String output = Nodes.output(node);
    List<Integer> shape = model.shapes().get(output);
    boolean sameChannels = shape != null && shape.size() >= 2 && shape.get(1) == channels;
    boolean scales =
        Nodes.is(
            node,
            "Relu",
            "LeakyRelu",
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Identity");
    scales |= Nodes.is(node, "Resize") && Nodes.real(node, "extrapolation_value", 0) == 0;
    if (Nodes.is(node, "Clip")) {
      Optional<Clamps> clamps = Clamps.of(edit, node);
      if (clamps.isEmpty() || clamps.get().low() != 0) {
        return false;
      }
      double high = clamps.get().high();
      walk.bound =
          Double.isInfinite(high)
              ? walk.bound
              : OptionalDouble.of(Math.min(high, walk.bound.orElse(high)));
      scales = true;
    } else if (Nodes.is(node, "Pad")) {
      scales =
          Nodes.input(node, 2)
              .flatMap(edit::floats)
              .map(v -> v[0] == 0)
              .orElse(Nodes.input(node, 2).isEmpty());
      scales &= Nodes.text(node, "mode", "constant").equals("constant");
    } else if (Nodes.is(node, "Flatten", "Reshape", "Squeeze")) {
      // A number for each channel: the channels stay where they are.
      scales =
          model.count(node.inputs().get(0)) == channels
              && shape != null
              && shape.equals(List.of(1, channels));
    }
    return scales && sameChannels && node.inputs().size() > 0 && follow(output, channels, walk);
  }
}
