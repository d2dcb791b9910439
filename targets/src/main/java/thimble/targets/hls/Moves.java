package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;

/** Operators that only move elements: where each comes from is asked of the reference itself. */
final class Moves {
  private static final int MOST_LANES = 64;

  /** Elements of a source: what three bytes count. */
  private static final int MOST_ELEMENTS = 1 << 24;

  private Moves() {}

  static Optional<Stage> stage(Layer layer) {
    if (layer.onlyStream() != 0 || layer.input(0).count() > MOST_ELEMENTS) {
      return Optional.empty();
    }
    int count = layer.input(0).count();
    byte[] low = moved(layer, count, 0, 0);
    byte[] complement = moved(layer, count, 0, ~0);
    byte[] middle = moved(layer, count, 8, 0);
    byte[] high = moved(layer, count, 16, 0);
    int[] source = new int[low.length];
    int padding = 0;
    for (int i = 0; i < source.length; i++) {
      // An element that comes from nowhere is the same whatever the source holds.
      boolean moved = low[i] == (byte) ~complement[i];
      source[i] = moved ? low[i] & 255 | (middle[i] & 255) << 8 | (high[i] & 255) << 16 : -1;
      padding = moved ? padding : low[i];
    }
    int value = padding;
    int bits = layer.range(0).and(padding).bits();
    return SourceMap.of(count, layer.output().shape(), source)
        .map(
            map ->
                new LanesStage(
                    MoveLayout.lanes(map, MOST_LANES),
                    lanes -> List.of(new MoveUnit(map, lanes, bits, value)),
                    lanes -> List.of()));
  }

  /** What becomes of eight bits of every element's index. */
  private static byte[] moved(Layer layer, int count, int shift, int flipped) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i >> shift ^ flipped);
    }
    List<TensorData> inputs = new ArrayList<>(List.of(TensorData.bytes(bytes)));
    for (int input = 1; input < layer.constants().size(); input++) {
      inputs.add(layer.constant(input));
    }
    return Evaluator.apply(layer.op(), layer.signature(), inputs).get(0).byteArray();
  }
}
