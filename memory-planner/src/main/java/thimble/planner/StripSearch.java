package thimble.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Slab;
import thimble.targets.Kernel;
import thimble.targets.KernelLibraries;

/**
 * Looks for regions whose computation in parts needs less memory, at the price of computing some of
 * it twice. What is looked at is the live bytes of the schedule, without placement; only regions
 * that contain the fullest moment can lower the peak. From the graph as it is, and again from what
 * was found, until nothing is gained; the best of each price are followed.
 *
 * <p>All limits are counts of candidates: one graph, one answer, on any machine.
 */
final class StripSearch {
  /** Parts of a region at most. */
  private static final int MOST_PARTS = 8;

  /**
   * Numbers of parts in a row that may gain nothing: odd ones divide less evenly than even ones.
   */
  private static final int PATIENCE = 3;

  /** More work must save at least one part in so many. */
  private static final int LEAST_SHARE = 128;

  /** Regions one after another. */
  private static final int MOST_ROUNDS = 8;

  /** Results of a round that are followed. */
  private static final int WIDTH = 4;

  /** Work in one search: calls of a candidate's model, summed over the candidates. */
  private static final long MOST_WORK = 60_000;

  /** The search runs many variants of a graph: with more rows it would take minutes. */
  private static final long MOST_ROWS = 4000;

  /** Columns are strips, channels the parts of FDT; rows are what streams do already. */
  private static final List<Integer> AXES = List.of(2, 3);

  /**
   * A way to compute the graph.
   *
   * @param regions what is computed in parts; none for the graph as it is
   * @param peak live bytes at the fullest moment
   * @param macs multiply-accumulates, those computed again included
   */
  record Found(List<Region> regions, long peak, long macs) {}

  private record State(Found found, PartedModel parted) {}

  private final Graph base;
  private final GraphIndex index;
  private final Map<String, Integer> position = new HashMap<>();
  private final List<Kernel> kernels;
  private final PlanOptions options;
  private final Consumer<String> progress;
  private final StageCosts known = StageCosts.none();
  private final long baseMacs;
  private final Map<List<Region>, Found> seen = new HashMap<>();

  /** What was looked at and needs more than so much. */
  private final Map<List<Region>, Long> above = new HashMap<>();

  private double mostMacs;
  private long work;

  /**
   * @param base its nodes in the order in which they run
   * @param kernels for each node
   */
  StripSearch(Graph base, List<Kernel> kernels, PlanOptions options, Consumer<String> progress) {
    this.base = base;
    this.index = base.index();
    this.kernels = kernels;
    this.options = options;
    this.progress = progress;
    this.baseMacs = base.macs();
    for (int i = 0; i < kernels.size(); i++) {
      position.put(base.nodes().get(i).output().id(), i);
    }
  }

  /**
   * What is worth its price: each needs less memory than all that compute less, ascending by
   * multiply-accumulates. The graph as it is comes first.
   *
   * @param enough nothing that needs less than this is looked for
   * @param mostMacs how often the multiply-accumulates of the graph may be spent at most
   */
  List<Found> frontier(long enough, double mostMacs) {
    this.mostMacs = mostMacs;
    long peak = peak();
    List<Found> all = new ArrayList<>();
    List<Found> followed = new ArrayList<>();
    followed.add(new Found(List.of(), peak, baseMacs));
    all.addAll(followed);
    for (int round = 0; round < MOST_ROUNDS && !followed.isEmpty(); round++) {
      List<Found> next = new ArrayList<>();
      for (Found from : followed) {
        if (from.peak() > enough) {
          next.addAll(better(from, enough));
        }
      }
      all.addAll(next);
      all = undominated(all);
      List<Found> known = all;
      followed = spread(next.stream().filter(known::contains).distinct().toList());
      if (followed.isEmpty()) {
        followed = cheapest(next, all.get(all.size() - 1).peak());
      }
    }
    return all;
  }

  /**
   * Where several moments are equally full one region does not lower the peak: the cheapest that
   * leaves fewer of them is followed.
   */
  private static List<Found> cheapest(List<Found> found, long peak) {
    return found.stream()
        .filter(one -> one.peak() == peak)
        .min(Comparator.comparingLong(Found::macs))
        .stream()
        .toList();
  }

  /** Whether rows of the graph can be looked at one by one: there are not too many. */
  boolean isPossible() {
    return RowPlanner.rows(parted(List.of()).orElseThrow().model()) <= MOST_ROWS;
  }

  /** Live bytes of the graph as it is. */
  long peak() {
    PartedModel whole = parted(List.of()).orElseThrow();
    return RowStages.peak(whole.model(), whole.segments(), whole.costs(known), Long.MAX_VALUE);
  }

  /** Those of the lowest peak and some between. */
  private static List<Found> spread(List<Found> sorted) {
    List<Found> byPrice = new ArrayList<>(sorted);
    byPrice.sort(Comparator.comparingLong(Found::macs));
    if (byPrice.size() <= WIDTH) {
      return byPrice;
    }
    List<Found> some = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      some.add(byPrice.get(i * (byPrice.size() - 1) / (WIDTH - 1)));
    }
    return some;
  }

  static List<Found> undominated(List<Found> all) {
    List<Found> sorted = new ArrayList<>(all);
    sorted.sort(
        Comparator.comparingLong(Found::macs)
            .thenComparingLong(Found::peak)
            .thenComparingInt(found -> found.regions().size()));
    List<Found> best = new ArrayList<>();
    for (Found found : sorted) {
      if (best.isEmpty() || isLess(found.peak(), best.get(best.size() - 1).peak())) {
        best.add(found);
      }
    }
    return best;
  }

  /** Work for a few bytes is no bargain. */
  private static boolean isLess(long peak, long before) {
    return peak < before - before / LEAST_SHARE;
  }

  /** All that one more region, or another in the place of some, gains. */
  private List<Found> better(Found from, long enough) {
    Optional<PartedModel> parted = parted(from.regions());
    if (parted.isEmpty()) {
      return List.of();
    }
    Fullest full = fullest(parted.get(), from.peak());
    List<Found> found = new ArrayList<>();
    for (int axis : AXES) {
      found.addAll(better(from, full, axis, enough));
    }
    return found;
  }

  private List<Found> better(Found from, Fullest full, int axis, long enough) {
    Set<Integer> fullest = full.nodes();
    List<Found> found = new ArrayList<>();
    long smallest = Long.MAX_VALUE;
    for (int last = fullest.iterator().next(); last < base.nodes().size(); last++) {
      // A longer region has a wider halo: it pays only for a smaller result.
      long result = base.nodes().get(last).output().type().bytes();
      if (result <= smallest && result < from.peak()) {
        List<Integer> firsts = firsts(last, axis, fullest, from.peak() - result / 2);
        smallest = firsts.isEmpty() ? smallest : result;
        for (int first : firsts) {
          found.addAll(cut(from, full.stages(), first, last, axis, enough));
        }
      }
    }
    return found;
  }

  /**
   * Where a region may begin: the later the better, unless parts that begin earlier read less that
   * must be there as a whole, or contain more of the fullest moments.
   *
   * @param room bytes that may be kept
   */
  private List<Integer> firsts(int last, int axis, Set<Integer> fullest, long room) {
    List<Integer> firsts = new ArrayList<>();
    int earliest = earliest(last, axis);
    long least = room;
    long most = 0;
    for (int first = last - 1; first >= earliest; first--) {
      int begin = first;
      long met = fullest.stream().filter(call -> begin <= call && call <= last).count();
      long kept = met > 0 ? kept(first, last) : Long.MAX_VALUE;
      if (kept < least || met > most && kept < room) {
        firsts.add(first);
        least = Math.min(least, kept);
        most = Math.max(most, met);
      }
    }
    return firsts;
  }

  /**
   * Numbers of parts, ascending, until more gain nothing.
   *
   * @param stages how many are at the peak
   */
  private List<Found> cut(Found from, int stages, int first, int last, int axis, long enough) {
    List<Found> found = new ArrayList<>();
    long lowest = stages > 1 ? from.peak() : from.peak() - 1;
    int idle = 0;
    for (int parts = 2; parts <= MOST_PARTS && idle < PATIENCE && work < MOST_WORK; parts++) {
      Optional<Region> region = Region.between(base, first, last, axis, parts);
      if (region.isEmpty()) {
        break;
      }
      Optional<Found> next =
          evaluate(with(from.regions(), region.get()), lowest)
              .filter(one -> one.peak() < from.peak() || stages(one) < stages);
      if (next.isEmpty()) {
        idle++;
        continue;
      }
      found.add(next.get());
      lowest = Math.min(next.get().peak(), from.peak()) - 1;
      idle = 0;
      if (lowest < enough) {
        break;
      }
    }
    return found;
  }

  private int stages(Found found) {
    return fullest(parted(found.regions()).orElseThrow(), found.peak()).stages();
  }

  /** A region in the place of those that it meets. */
  private List<Region> with(List<Region> regions, Region more) {
    Set<String> values = new HashSet<>(more.values());
    List<Region> all = new ArrayList<>();
    for (Region region : regions) {
      if (region.values().stream().noneMatch(values::contains)) {
        all.add(region);
      }
    }
    all.add(more);
    all.sort(Comparator.comparingInt(region -> position.get(region.result())));
    return all;
  }

  private Optional<Found> evaluate(List<Region> regions, long bound) {
    Found before = seen.get(regions);
    if (before != null) {
      return Optional.of(before).filter(found -> found.peak() <= bound);
    }
    if (above.getOrDefault(regions, -1L) >= bound) {
      return Optional.empty();
    }
    Optional<PartedModel> cut = PartedModel.of(base, regions, options.inputRows());
    if (cut.isEmpty()) {
      return Optional.empty();
    }
    long macs = Math.max(baseMacs, cut.get().graph().macs());
    if (macs > mostMacs * baseMacs) {
      return Optional.empty();
    }
    PartedModel parted = cut.get().with(this::kernel, options);
    work += parted.model().calls().size();
    long peak = RowStages.peak(parted.model(), parted.segments(), parted.costs(known), bound);
    if (peak > bound) {
      above.put(regions, bound);
      return Optional.empty();
    }
    Found found = new Found(regions, peak, macs);
    seen.put(regions, found);
    progress.accept(
        "strips: "
            + peak
            + " bytes live at "
            + macs * 100 / Math.max(1, baseMacs)
            + " % of the MACs");
    return Optional.of(found);
  }

  Optional<PartedModel> parted(List<Region> regions) {
    return PartedModel.of(base, regions, options.inputRows())
        .map(cut -> cut.with(this::kernel, options));
  }

  /**
   * @param nodes of the base around the first moment of each stage at which so much is live
   * @param stages how many stages that are
   */
  record Fullest(Set<Integer> nodes, int stages) {}

  Fullest fullest(PartedModel parted, long peak) {
    RowModel model = parted.model();
    List<RowStages.Cut> cuts = RowStages.best(model, parted.segments(), parted.costs(known), peak);
    Set<Integer> calls = new TreeSet<>();
    int stages = 0;
    for (RowStages.Stage stage : cuts.get(0).stages()) {
      if (!stage.streamed()) {
        if (RowStages.wholePeak(model, stage.first()) == peak) {
          calls.add(stage.first());
          stages++;
        }
        continue;
      }
      int[] latest = {-1};
      long within =
          RowStreamRun.peak(
              model, stage.first(), stage.last(), peak - 1, (call, row) -> latest[0] = call);
      if (within == Long.MAX_VALUE) {
        stages++;
        int at = latest[0] < 0 ? stage.first() : latest[0];
        for (int near = at; near <= Math.min(at + 1, stage.last()); near++) {
          calls.add(near);
        }
      }
    }
    Set<Integer> nodes = new TreeSet<>();
    for (int call : calls) {
      Integer node = position.get(parted.whole(parted.name(call)));
      if (node != null) {
        nodes.add(node);
      }
    }
    if (nodes.isEmpty()) {
      nodes.add(0);
    }
    return new Fullest(nodes, stages);
  }

  /** The first node from which on all up to a last one compute for it alone and can be cut. */
  private int earliest(int last, int axis) {
    Set<String> inside = new HashSet<>();
    int earliest = last + 1;
    for (int node = last; node >= 0; node--) {
      Node it = base.nodes().get(node);
      String id = it.output().id();
      boolean mine =
          node == last
              || !index.isOutput(id)
                  && !index.readers(id).isEmpty()
                  && index.readers(id).stream()
                      .allMatch(reader -> inside.contains(reader.output().id()));
      if (!mine || it.outputs().size() != 1 || !canBeCut(it, axis)) {
        break;
      }
      inside.add(id);
      earliest = node;
      if (readsWhole(it, axis)) {
        break;
      }
    }
    return earliest;
  }

  /**
   * Whether a part of a node reads all of something that is computed: what goes before is not cut.
   */
  private boolean readsWhole(Node node, int axis) {
    Slab all = new Slab(axis, 0, node.output().type().extent(axis));
    List<Slab> slabs = node.op().part(index.signature(node), all).orElseThrow().inputs();
    return IntStream.range(0, slabs.size())
        .anyMatch(
            input -> slabs.get(input).isWhole() && !index.isConstant(node.inputs().get(input)));
  }

  private boolean canBeCut(Node node, int axis) {
    TensorType type = node.output().type();
    return type.rank() == 4
        && type.extent(axis) > 1
        && node.op().part(index.signature(node), new Slab(axis, 0, type.extent(axis))).isPresent();
  }

  /** Bytes of what all parts read, which is there as a whole from the first part to the last. */
  private long kept(int first, int last) {
    Set<String> inside = new HashSet<>();
    Set<String> read = new TreeSet<>();
    for (int node = first; node <= last; node++) {
      inside.add(base.nodes().get(node).output().id());
      read.addAll(base.nodes().get(node).inputs());
    }
    Set<String> coming =
        options.inputRows()
            ? base.inputs().stream().map(port -> port.value().id()).collect(Collectors.toSet())
            : Set.of();
    return read.stream()
        .filter(id -> !inside.contains(id) && !index.isConstant(id) && !coming.contains(id))
        .mapToLong(id -> index.type(id).bytes())
        .sum();
  }

  /** A node's kernel, as far as the search looks at it: packing weights is left for later. */
  private Kernel kernel(Node node, GraphIndex in, String whole) {
    Integer at = position.get(whole);
    if (at == null || base.nodes().get(at).op().getClass() != node.op().getClass()) {
      return KernelLibraries.portable()
          .choose(
              node.op(),
              in.signature(node),
              Collections.nCopies(node.inputs().size(), Optional.empty()));
    }
    Kernel kernel = kernels.get(at);
    return node.equals(base.nodes().get(at))
        ? kernel
        : new Kernel(
            kernel.library(),
            kernel.call(),
            node.op().access(in.signature(node)),
            kernel.overwritable(),
            kernel.template(),
            kernel.cost());
  }
}
