package thimble.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Code;
import thimble.ir.Constant;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.op.Concat;
import thimble.ir.op.Op;
import thimble.ir.op.Part;
import thimble.ir.op.Slab;
import thimble.ir.op.Slice;

/**
 * Proves that a graph in parts ({@link Strips}) computes what the whole one does. {@link
 * PlanVerifier} proves that a plan computes its graph; this proves that the graph is the model's.
 * Goes forwards, from the inputs on, and asks of every node which slab of which value of the whole
 * graph it computes:
 *
 * <ul>
 *   <li>the graph in parts is sound by itself ({@link Verifier});
 *   <li>inputs, constants and nodes of both graphs are the same; an input that repeats another is
 *       that one;
 *   <li>a node of a part computes a slab of the value that it says it is a part of: of all slabs of
 *       its size there is one that, by {@link Op#part}, its operator computes from exactly what its
 *       inputs are known to hold. So a halo that is too narrow, a part at the wrong place or the
 *       wrong slab of the weights fits no slab;
 *   <li>slabs that are joined follow one another, and what is joined last is all of the value;
 *   <li>sums go from the bias on over slabs that follow one another, each of which an operator adds
 *       that {@link Op#summand} gives, and are a layer's result where they go over all it reads;
 *   <li>the outputs are the whole graph's, in order.
 * </ul>
 */
public final class PartsVerifier {
  private final Graph whole;
  private final Graph parted;
  private final Map<String, String> wholes;
  private final GraphIndex wholeIndex;
  private final GraphIndex index;

  /** For each value in parts what it may hold; several slabs where they are alike. */
  private final Map<String, Set<Holds>> known = new HashMap<>();

  /** Inputs of the whole graph that repeat another one, and that one. */
  private final Map<String, String> repeated = new HashMap<>();

  private final SumRules sums;
  private final List<String> violations = new ArrayList<>();

  private PartsVerifier(Graph whole, Graph parted, Map<String, String> wholes) {
    this.whole = whole;
    this.parted = parted;
    this.wholes = wholes;
    this.wholeIndex = whole.index();
    this.index = parted.index();
    this.sums = new SumRules(wholeIndex, index, this::known, this::isAllOf, this::source);
    for (Port port : whole.inputs()) {
      port.again().ifPresent(id -> repeated.put(port.value().id(), id));
    }
  }

  /**
   * What is wrong with a graph in parts, in words; empty where it is proved.
   *
   * @param wholes for each node of a part the value that it computes a slab of
   */
  public static List<String> check(Graph whole, Graph parted, Map<String, String> wholes) {
    List<String> unsound = Verifier.verify(parted);
    return unsound.isEmpty() ? new PartsVerifier(whole, parted, wholes).run() : unsound;
  }

  /** The same, cut after cut. */
  public static List<String> check(Graph whole, Strips.Parted parted) {
    List<String> violations = new ArrayList<>();
    Graph before = whole;
    for (Strips.Cut cut : parted.cuts()) {
      violations.addAll(check(before, cut.graph(), cut.wholes()));
      before = cut.graph();
    }
    return violations;
  }

  /** Ends in T0403 where a graph in parts is not proved. */
  public static void prove(Graph whole, Strips.Parted parted) {
    List<String> violations = check(whole, parted);
    if (!violations.isEmpty()) {
      throw new ThimbleException(
          violations.stream()
              .map(
                  violation ->
                      new Diagnostic(
                          Code.T0403,
                          "the parts of " + whole.name() + " are wrong",
                          "",
                          violation,
                          "report this with the model"))
              .toList());
    }
  }

  private List<String> run() {
    for (Port port : parted.inputs()) {
      Value value = port.value();
      String id = port.again().orElse(value.id());
      boolean same = wholeIndex.defines(id) && wholeIndex.type(id).equals(value.type());
      learn(value, same ? Set.of(new Holds(id, Slab.whole())) : Set.of());
    }
    for (Node node : parted.nodes()) {
      boolean isFounded =
          node.inputs().stream().allMatch(id -> index.isConstant(id) || known.containsKey(id));
      // What reads something unknown is not wrong by itself.
      if (isFounded && node.outputs().size() == 1) {
        learn(node.output(), holds(node));
      } else if (isFounded) {
        boolean same = isUntouched(node);
        node.outputs()
            .forEach(
                value ->
                    learn(value, same ? Set.of(new Holds(value.id(), Slab.whole())) : Set.of()));
      }
    }
    outputs();
    return violations;
  }

  private void learn(Value value, Set<Holds> holds) {
    if (holds.isEmpty()) {
      String of = wholes.getOrDefault(value.id(), value.id());
      violations.add("%" + value.id() + " does not hold a part of %" + of);
    } else {
      known.put(value.id(), holds);
    }
  }

  /** The input whose data a value of the whole graph repeats; else the value itself. */
  private String source(String id) {
    return repeated.getOrDefault(id, id);
  }

  private void outputs() {
    List<String> ids = parted.outputs().stream().map(port -> port.value().id()).toList();
    if (!ids.equals(whole.outputs().stream().map(port -> port.value().id()).toList())) {
      violations.add("the outputs are " + ids);
    }
    for (String id : ids) {
      if (violations.isEmpty() && !isAllOf(id, id)) {
        violations.add("output %" + id + " is not there in one piece");
      }
    }
  }

  private boolean isAllOf(String id, String wanted) {
    if (index.isConstant(id)) {
      return wholeIndex.isConstant(wanted) && sameData(id, wanted);
    }
    return known(id).contains(new Holds(source(wanted), Slab.whole()));
  }

  private boolean sameData(String id, String wanted) {
    Constant constant = index.constant(id).orElseThrow();
    Constant original = wholeIndex.constant(wanted).orElseThrow();
    return constant.data().equals(original.data())
        && constant.value().type().equals(original.value().type());
  }

  /** Whether a node is the whole graph's and computes all that it did there. */
  private boolean isUntouched(Node node) {
    Optional<Node> original = wholeIndex.producer(node.output().id());
    if (original.isEmpty()
        || !original.get().op().equals(node.op())
        || !original.get().outputs().equals(node.outputs())
        || original.get().inputs().size() != node.inputs().size()) {
      return false;
    }
    for (int input = 0; input < node.inputs().size(); input++) {
      if (!isAllOf(node.inputs().get(input), original.get().inputs().get(input))) {
        return false;
      }
    }
    return true;
  }

  private Set<Holds> holds(Node node) {
    if (isUntouched(node)) {
      return Set.of(new Holds(node.output().id(), Slab.whole()));
    }
    String of = wholes.getOrDefault(node.output().id(), node.output().id());
    Set<Holds> found = new HashSet<>();
    if (node.op() instanceof Concat concat) {
      found.addAll(joined(node, concat.axis(), of));
    }
    if (node.op() instanceof Slice slice) {
      found.addAll(cut(node, slice));
    }
    wholeIndex
        .producer(of)
        .ifPresent(
            original -> {
              found.addAll(computed(node, original));
              found.addAll(sums.holds(node, original));
            });
    return found;
  }

  /** What a value may hold a slab of, or all. */
  private List<Holds> parts(String id) {
    return known(id).stream().filter(holds -> holds.what() == Holds.What.ELEMENTS).toList();
  }

  private Set<Holds> known(String id) {
    return known.getOrDefault(id, Set.of());
  }

  /** Slabs one after another are a slab, or all. */
  private Set<Holds> joined(Node node, int axis, String of) {
    Set<Holds> found = new HashSet<>();
    for (Holds first : parts(node.inputs().get(0))) {
      int at = first.slab().from();
      for (String id : node.inputs()) {
        TensorType type = index.type(id);
        if (axis >= type.rank() || !isSlab(id, of, new Slab(axis, at, at + type.extent(axis)))) {
          at = -1;
          break;
        }
        at += type.extent(axis);
      }
      if (at > 0 && first.slab().axis() == axis) {
        found.add(new Holds(of, widened(of, new Slab(axis, first.slab().from(), at))));
      }
    }
    // Only what holds all of it may go by its name.
    found.removeIf(holds -> node.output().id().equals(of) && !holds.slab().isWhole());
    return found;
  }

  /** A slab from end to end is the whole. */
  private Slab widened(String of, Slab slab) {
    return slab.extent() == wholeIndex.type(of).extent(slab.axis()) ? Slab.whole() : slab;
  }

  private boolean isSlab(String id, String of, Slab wanted) {
    return known(id).contains(new Holds(source(of), widened(of, wanted)));
  }

  /** A slice of a slab is a narrower one. */
  private Set<Holds> cut(Node node, Slice slice) {
    Set<Holds> found = new HashSet<>();
    TensorType type = index.type(node.inputs().get(0));
    for (Holds source : parts(node.inputs().get(0))) {
      for (int axis = 0; axis < type.rank(); axis++) {
        int from = slice.starts().get(axis);
        int to = from + node.output().type().extent(axis);
        boolean plain =
            slice.steps().stream().allMatch(step -> step == 1)
                && type.slab(axis, from, to).equals(node.output().type());
        if (plain && (source.slab().isWhole() || source.slab().axis() == axis)) {
          int before = source.slab().isWhole() ? 0 : source.slab().from();
          Slab slab = new Slab(axis, before + from, before + to);
          found.add(new Holds(source.id(), widened(source.id(), slab)));
        }
      }
    }
    return found;
  }

  /** Every slab of the size of a node's result that its operator computes from what it reads. */
  private Set<Holds> computed(Node node, Node original) {
    Set<Holds> found = new HashSet<>();
    TensorType type = original.output().type();
    TensorType part = node.output().type();
    if (original.inputs().size() != node.inputs().size() || type.rank() != part.rank()) {
      return found;
    }
    for (int axis = 0; axis < type.rank(); axis++) {
      int extent = part.extent(axis);
      if (extent == 0 || extent > type.extent(axis) || !type.slab(axis, 0, extent).equals(part)) {
        continue;
      }
      for (int from = 0; from + extent <= type.extent(axis); from++) {
        Slab slab = new Slab(axis, from, from + extent);
        Optional<Part> how = original.op().part(wholeIndex.signature(original), slab);
        if (how.isPresent() && isComputedSo(node, original, how.get())) {
          found.add(new Holds(original.output().id(), widened(original.output().id(), slab)));
        }
      }
    }
    return found;
  }

  private boolean isComputedSo(Node node, Node original, Part part) {
    Op op = part.op();
    for (int input = 0; input < node.inputs().size(); input++) {
      String id = node.inputs().get(input);
      String wanted = original.inputs().get(input);
      Slab slab = part.inputs().get(input);
      if (slab.isWhole()
          ? isAllOf(id, wanted)
          : index.isConstant(id) && isSlabOf(id, wanted, slab)
              || !slab.isWhole() && isSlab(id, wanted, slab)) {
        continue;
      }
      Optional<Op> cropping = slab.isWhole() ? Optional.empty() : cropped(op, id, wanted, slab);
      boolean once = input == 0 && node.inputs().lastIndexOf(id) == 0;
      if (cropping.isEmpty() || !once) {
        return false;
      }
      op = cropping.get();
    }
    return op.equals(node.op());
  }

  private boolean isSlabOf(String id, String wanted, Slab slab) {
    return wholeIndex
        .constant(wanted)
        .map(original -> ConstantSlabs.slab(original, original.value().type(), slab))
        .map(data -> data.equals(index.constant(id).orElseThrow().data()))
        .orElse(false);
  }

  /** The operator as it reads a slab of an input that holds more. */
  private Optional<Op> cropped(Op op, String id, String wanted, Slab slab) {
    for (Holds holds : parts(id)) {
      boolean all = holds.slab().isWhole();
      boolean covers =
          holds.id().equals(source(wanted))
              && (all
                  || holds.slab().axis() == slab.axis()
                      && holds.slab().from() <= slab.from()
                      && slab.to() <= holds.slab().to());
      if (covers) {
        int before = all ? 0 : holds.slab().from();
        return op.cropping(
            index.type(id), new Slab(slab.axis(), slab.from() - before, slab.to() - before));
      }
    }
    return Optional.empty();
  }
}
