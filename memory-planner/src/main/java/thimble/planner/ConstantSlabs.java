package thimble.planner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Signature;
import thimble.ir.op.Slab;
import thimble.ir.op.Slice;
import thimble.ir.run.Evaluator;

/** What parts of a graph take of its constants; the same slab is cut out once. */
final class ConstantSlabs {
  private final GraphIndex index;
  private final UnaryOperator<String> freshId;
  private final Map<String, Constant> made = new LinkedHashMap<>();

  /**
   * @param freshId makes a wish an id that nothing has
   */
  ConstantSlabs(GraphIndex index, UnaryOperator<String> freshId) {
    this.index = index;
    this.freshId = freshId;
  }

  /**
   * The id of a slab of a constant.
   *
   * @param seen the type as which the constant is seen: of as many elements
   */
  String id(String id, TensorType seen, Slab slab) {
    Constant whole = index.constant(id).orElseThrow();
    boolean all = slab.isWhole() || slab.from() == 0 && slab.to() == seen.extent(slab.axis());
    if (all && seen.equals(whole.value().type())) {
      return id;
    }
    return made.computeIfAbsent(
            id + " " + seen + " " + slab,
            key -> {
              String wish = id + "." + slab.from() + "-" + slab.to();
              return new Constant(
                  new Value(freshId.apply(wish), type(seen, slab)), slab(whole, seen, slab));
            })
        .value()
        .id();
  }

  Collection<Constant> made() {
    return made.values();
  }

  /** The type of a slab of what is seen as a type. */
  static TensorType type(TensorType seen, Slab slab) {
    return slab.isWhole() ? seen : seen.slab(slab.axis(), slab.from(), slab.to());
  }

  /** The data of a slab of a constant that is seen as another type. */
  static TensorData slab(Constant whole, TensorType seen, Slab slab) {
    if (slab.isWhole()) {
      return whole.data();
    }
    TensorType part = type(seen, slab);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(seen.rank(), 0));
    starts.set(slab.axis(), slab.from());
    TensorType plain = TensorType.of(seen.element(), seen.shape());
    Slice slice = new Slice(starts, part.shape(), Collections.nCopies(seen.rank(), 1));
    Signature signature =
        new Signature(List.of(plain), List.of(TensorType.of(part.element(), part.shape())));
    return Evaluator.apply(slice, signature, List.of(whole.data())).get(0);
  }

  /** Without constants of which only slabs are left. */
  static Graph withoutUnused(Graph cut, List<Node> replaced) {
    GraphIndex index = cut.index();
    Set<String> candidates = new HashSet<>();
    replaced.forEach(node -> candidates.addAll(node.inputs()));
    return cut.withConstants(
        cut.constants().stream()
            .filter(c -> !candidates.contains(c.value().id()) || index.uses(c.value().id()) > 0)
            .toList());
  }
}
