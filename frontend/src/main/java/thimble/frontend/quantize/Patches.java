package thimble.frontend.quantize;

import java.util.List;
import java.util.Optional;

/**
 * What a layer multiplies its weights with: for each position of its result the numbers that a
 * filter meets there, padding included, in the order of the filter's weights: by channel, then by
 * tap.
 */
interface Patches {
  /** Groups of channels that do not mix. */
  int groups();

  /** Elements of one filter. */
  int taps();

  /** Positions of one sample's result. */
  int positions();

  /** Tensors that {@link #read} is given, by name. */
  List<String> inputs();

  /**
   * The numbers that a group's filters meet at a position.
   *
   * @param inputs of one sample
   */
  void read(List<float[]> inputs, int group, int position, float[] patch);

  /** Of a layer along one or two axes, or a dense one; none of others. */
  static Optional<Patches> of(FloatModel model, Layer layer) {
    List<Integer> x = model.shapes().get(layer.input());
    if (Nodes.is(layer.node(), "Gemm")) {
      return Optional.of(
          new DensePatches(layer.input(), x.get(0), layer.count() / layer.outputs()));
    }
    int axes = x.size() - 2;
    if (axes < 1 || axes > 2 || x.get(0) != 1) {
      return Optional.empty();
    }
    PatchWindow window = PatchWindow.of(model, layer);
    return Optional.of(
        switch (layer.node().opType()) {
          case "ConvTranspose" ->
              new SpreadPatches(layer.input(), layer.groups(), layer.inputs(), window);
          case "DeformConv" -> DeformedPatches.of(layer, window);
          default -> new WindowPatches(layer.input(), layer.groups(), layer.inputs(), window);
        });
  }
}
