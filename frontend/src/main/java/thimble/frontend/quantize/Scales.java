package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import thimble.frontend.calibrate.Range;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxType;

/** Chooses what the integers of every stored tensor mean. */
final class Scales {
  private Scales() {}

  /** Scales that are the operator's own, whatever was seen: its results cannot leave them. */
  static Optional<Range> fixed(OnnxEdit edit, String name) {
    Optional<OnnxNode> node = edit.producer(name);
    if (node.isEmpty()) {
      return Optional.empty();
    } else if (Nodes.is(node.get(), "Softmax", "Sigmoid", "HardSigmoid")) {
      return Optional.of(new Range(0, 255.0 / 256));
    } else if (Nodes.is(node.get(), "Tanh")) {
      return Optional.of(new Range(-1, 127.0 / 128));
    }
    return Optional.empty();
  }

  /**
   * @param seen the range that was found for a tensor that is stored in a type
   * @param type of the integers of a group, by its first tensor
   */
  static Map<String, Scale> of(
      FloatModel model,
      Placement placement,
      BiFunction<String, OnnxType, Range> seen,
      Function<String, OnnxType> type) {
    OnnxEdit edit = new OnnxEdit(model.model());
    Map<String, Scale> scales = new LinkedHashMap<>();
    placement
        .groups()
        .forEach(
            (root, members) -> {
              Scale scale = of(edit, placement, members, seen, type.apply(root));
              members.forEach(member -> scales.put(member, scale));
            });
    return scales;
  }

  private static Scale of(
      OnnxEdit edit,
      Placement placement,
      List<String> members,
      BiFunction<String, OnnxType, Range> seen,
      OnnxType type) {
    Optional<Range> fixed = Optional.empty();
    Range all = new Range(0, 0);
    List<String> sources = new ArrayList<>();
    for (String member : members) {
      Optional<Range> own = fixed(edit, member);
      fixed = own.isPresent() ? own : fixed;
      boolean moved =
          edit.producer(member)
              .map(node -> placement.kinds().get(Nodes.output(node)))
              .filter(kind -> kind == Kind.MOVEMENT)
              .isPresent();
      if (own.isEmpty() && !moved) {
        sources.add(member);
      }
      all = all.union(bounded(seen.apply(member, type), placement.absorbed().get(member)));
      all = all.union(padding(edit, member));
    }
    if (fixed.isPresent() && sources.isEmpty()) {
      return Scale.of(fixed.get(), type);
    }
    return Scale.of(all, type);
  }

  private static Range bounded(Range range, Clamps clamps) {
    return clamps == null
        ? range
        : new Range(Math.max(range.low(), clamps.low()), Math.min(range.high(), clamps.high()));
  }

  /** Numbers that padding brings in. */
  private static Range padding(OnnxEdit edit, String name) {
    return edit.producer(name)
        .filter(node -> Nodes.is(node, "Pad"))
        .flatMap(node -> Nodes.input(node, 2))
        .flatMap(edit::floats)
        .filter(value -> value.length == 1 && Float.isFinite(value[0]))
        .map(value -> new Range(value[0], value[0]))
        .orElse(new Range(0, 0));
  }
}
