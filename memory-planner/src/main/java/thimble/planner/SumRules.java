package thimble.planner;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import thimble.ir.Constant;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Slab;
import thimble.ir.op.Summand;

/**
 * Proves sums over parts ({@link Region#summed}): they begin with the layer's bias, each node adds
 * the slab that follows those before it, with the weights of that slab and by the operator that
 * {@link Op#summand} gives, and only of the sums over all of it the layer's result is made. A slab
 * left out, added twice or out of order is not what follows.
 */
final class SumRules {
  private final GraphIndex whole;
  private final GraphIndex parted;
  private final Function<String, Set<Holds>> known;
  private final BiPredicate<String, String> isAllOf;
  private final UnaryOperator<String> source;

  /**
   * @param known what a value in parts holds
   * @param isAllOf whether the first, in parts, is all of the second
   * @param source the input that a value of the whole graph repeats; else itself
   */
  SumRules(
      GraphIndex whole,
      GraphIndex parted,
      Function<String, Set<Holds>> known,
      BiPredicate<String, String> isAllOf,
      UnaryOperator<String> source) {
    this.whole = whole;
    this.parted = parted;
    this.known = known;
    this.isAllOf = isAllOf;
    this.source = source;
  }

  /** What a node of a layer that is summed holds: sums, or what is made of them. */
  Set<Holds> holds(Node node, Node layer) {
    Set<Holds> found = new HashSet<>();
    if (node.inputs().isEmpty()) {
      return found;
    }
    for (Holds first : known.apply(node.inputs().get(0))) {
      switch (first.what()) {
        case ELEMENTS -> added(node, layer, first).ifPresent(found::add);
        case SUMS -> finished(node, layer, first).ifPresent(found::add);
        case SHAPED -> shaped(node, layer, first).ifPresent(found::add);
      }
    }
    return found;
  }

  /** The sums of which a node adds a slab. */
  private Optional<Holds> added(Node node, Node layer, Holds x) {
    int rank = whole.type(x.id()).rank();
    for (int axis = 0; axis < rank; axis++) {
      Optional<Summation> summation =
          Summation.of(whole, layer, axis)
              .filter(found -> source.apply(found.source()).equals(x.id()));
      if (summation.isEmpty() || !x.slab().isWhole() && x.slab().axis() != axis) {
        continue;
      }
      Slab slab =
          x.slab().isWhole() ? new Slab(axis, 0, summation.get().x().extent(axis)) : x.slab();
      Optional<Summand> summand = summation.get().summand(whole, slab);
      if (summand.isPresent() && isAddedSo(node, layer, slab, summand.get())) {
        Slab sum = new Slab(axis, 0, slab.to());
        return Optional.of(new Holds(layer.output().id(), sum, Holds.What.SUMS));
      }
    }
    return Optional.empty();
  }

  private boolean isAddedSo(Node node, Node layer, Slab slab, Summand summand) {
    List<String> inputs = node.inputs();
    if (!node.op().equals(summand.op())
        || !node.output().type().equals(summand.sums())
        || inputs.size() != summand.inputs().size() + 1
        || inputs.size() != layer.inputs().size()) {
      return false;
    }
    for (int input = 1; input < summand.inputs().size(); input++) {
      String wanted = layer.inputs().get(input);
      if (!isSlabOf(
          inputs.get(input), wanted, summand.seen().get(input), summand.inputs().get(input))) {
        return false;
      }
    }
    String carry = inputs.get(inputs.size() - 1);
    Slab before = slab.from() == 0 ? Slab.whole() : new Slab(slab.axis(), 0, slab.from());
    return slab.from() == 0
        ? isAllOf.test(carry, layer.inputs().get(layer.inputs().size() - 1))
        : known.apply(carry).contains(new Holds(layer.output().id(), before, Holds.What.SUMS));
  }

  private boolean isSlabOf(String id, String wanted, TensorType seen, Slab slab) {
    Optional<Constant> constant = parted.constant(id);
    Optional<Constant> original = whole.constant(wanted);
    return constant.isPresent()
        && original.isPresent()
        && constant.get().value().type().equals(ConstantSlabs.type(seen, slab))
        && constant.get().data().equals(ConstantSlabs.slab(original.get(), seen, slab));
  }

  private Optional<Holds> finished(Node node, Node layer, Holds sums) {
    TensorType result = layer.output().type();
    TensorType type = node.output().type();
    boolean all =
        sums.id().equals(layer.output().id())
            && Summation.of(whole, layer, sums.slab().axis())
                .filter(summation -> summation.x().extent(sums.slab().axis()) == sums.slab().to())
                .flatMap(summation -> summation.summand(whole, sums.slab()))
                .filter(summand -> summand.finish().equals(node.op()))
                .filter(summand -> result.withShape(summand.sums().shape()).equals(type))
                .isPresent();
    boolean shaped = !type.equals(result);
    return all
        ? Optional.of(
            new Holds(
                layer.output().id(),
                Slab.whole(),
                shaped ? Holds.What.SHAPED : Holds.What.ELEMENTS))
        : Optional.empty();
  }

  private Optional<Holds> shaped(Node node, Node layer, Holds elements) {
    boolean back =
        elements.id().equals(layer.output().id())
            && node.op() instanceof Reshape
            && node.output().type().equals(layer.output().type());
    return back ? Optional.of(new Holds(layer.output().id(), Slab.whole())) : Optional.empty();
  }
}
