package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.op.Concat;

/** Tensors one behind the other along an axis. */
final class Concats {
  private Concats() {}

  static Optional<Stage> stage(Layer layer) {
    int axis = ((Concat) layer.op()).axis();
    TensorType y = layer.output();
    int blocks = y.product(0, axis);
    int behind = y.product(axis + 1, y.rank());
    List<Integer> runs = new ArrayList<>();
    List<Integer> inputs = new ArrayList<>();
    int common = 0;
    int bits = layer.ranges().stream().reduce(Range::and).orElse(Range.BYTE).bits();
    for (int input = 0; input < layer.constants().size(); input++) {
      int run = layer.input(input).extent(axis) * behind;
      if (run > 0) {
        runs.add(run);
        inputs.add(input);
        common = greatestCommonDivisor(run, common);
      }
    }
    return Optional.of(
        new LanesStage(
            Divisors.of(common),
            lanes ->
                List.of(
                    new ConcatUnit(
                        blocks, runs.stream().map(run -> run / lanes).toList(), lanes, bits)),
            lanes -> inputs.stream().map(input -> feed(layer, input, lanes, bits)).toList()));
  }

  private static Feed feed(Layer layer, int input, int lanes, int bits) {
    return new Feed(
        input,
        layer.isConstant(input)
            ? List.of(new ConstantUnit(layer.constant(input).byteArray(), lanes, bits, 1))
            : List.of());
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
