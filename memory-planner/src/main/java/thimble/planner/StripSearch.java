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
import java.util.function.Consumer;
import java.util.function.IntFunction;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
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

  /** Regions one after another. */
  private static final int MOST_ROUNDS = 8;

  /** Work in one search: calls of a candidate's model, summed over the candidates. */
  private static final long MOST_WORK = 60_000;

  /** The search runs many variants of a graph: with more rows it would take minutes. */
  private static final long MOST_ROWS = 4000;

  /** Columns are strips, channels the parts of FDT; rows are what streams do already. */
  private static final List<Integer> AXES = List.of(2, 3);

  /** The channels of an image. */
  private static final int LAST_AXIS = 3;

  /**
   * A way to compute the graph.
   *
   * @param regions what is computed in parts; none for the graph as it is
   * @param peak live bytes at the fullest moment
   * @param macs multiply-accumulates, those computed again included, and additions to sums
   */
  record Found(List<Region> regions, long peak, long macs) {}

  private record State(Found found, PartedModel parted) {}

  private final Graph base;
  private final RegionBounds bounds;
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
    this.bounds = new RegionBounds(base, options);
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
      all = Bargains.undominated(all);
      List<Found> known = all;
      followed = Bargains.spread(next.stream().filter(known::contains).distinct().toList());
      if (followed.isEmpty()) {
        followed = Bargains.cheapest(next, all.get(all.size() - 1).peak());
      }
    }
    return all;
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

  /** All that one more region, or another in the place of some, gains. */
  private List<Found> better(Found from, long enough) {
    Optional<PartedModel> parted = parted(from.regions());
    if (parted.isEmpty()) {
      return List.of();
    }
    FullestMoment full = fullest(parted.get(), from.peak());
    List<Found> found = new ArrayList<>();
    for (int axis : AXES) {
      found.addAll(better(from, full, axis, enough));
    }
    found.addAll(patches(from, full, enough));
    found.addAll(summed(from, full, enough));
    return found;
  }

  /** Parts that the layer at the end of a region sums over. */
  private List<Found> summed(Found from, FullestMoment full, long enough) {
    List<Found> found = new ArrayList<>();
    for (int last = full.nodes().iterator().next(); last < base.nodes().size(); last++) {
      for (int axis = 1; axis <= LAST_AXIS; axis++) {
        Optional<Summation> summation = Summation.of(base.index(), base.nodes().get(last), axis);
        if (summation.isEmpty()) {
          continue;
        }
        long room = from.peak() - bounds.sumBytes(summation.get(), axis);
        for (int first : bounds.firsts(summation.get(), last, axis, full.nodes(), room)) {
          int end = last;
          int along = axis;
          found.addAll(
              cut(
                  from,
                  full.stages(),
                  2,
                  enough,
                  parts -> Region.summed(base, first, end, along, parts)));
        }
      }
    }
    return found;
  }

  private List<Found> better(Found from, FullestMoment full, int axis, long enough) {
    Set<Integer> fullest = full.nodes();
    List<Found> found = new ArrayList<>();
    long smallest = Long.MAX_VALUE;
    for (int last = fullest.iterator().next(); last < base.nodes().size(); last++) {
      // A longer region has a wider halo: it pays only for a smaller result.
      long result = base.nodes().get(last).output().type().bytes();
      if (result <= smallest && result < from.peak()) {
        List<Integer> firsts = bounds.firsts(last, axis, fullest, from.peak() - result / 2);
        smallest = firsts.isEmpty() ? smallest : result;
        for (int first : firsts) {
          int begin = first;
          int end = last;
          found.addAll(
              cut(
                  from,
                  full.stages(),
                  2,
                  enough,
                  parts -> Region.between(base, begin, end, axis, parts)));
        }
      }
    }
    return found;
  }

  /**
   * Patches: only where what all parts read is kept, since then a band of it that is through may go
   * while the result's bands come. What is kept and the result need never be there together.
   */
  private List<Found> patches(Found from, FullestMoment full, long enough) {
    List<Found> found = new ArrayList<>();
    long smallest = Long.MAX_VALUE;
    for (int last = full.nodes().iterator().next(); last < base.nodes().size(); last++) {
      long result = base.nodes().get(last).output().type().bytes();
      if (result < smallest && result < from.peak()) {
        List<Integer> firsts = bounds.firsts(last, Region.COLUMNS, full.nodes(), from.peak());
        smallest = firsts.isEmpty() ? smallest : result;
        for (int first : firsts) {
          if (bounds.kept(first, last) > 0) {
            found.addAll(patches(from, full.stages(), first, last, enough));
          }
        }
      }
    }
    return found;
  }

  /** Numbers of bands, ascending, each in more and more strips, until neither gains anything. */
  private List<Found> patches(Found from, int stages, int first, int last, long enough) {
    List<Found> found = new ArrayList<>();
    Found best = from;
    int strips = 2;
    int idle = 0;
    for (int bands = 2; bands <= MOST_PARTS && idle < PATIENCE && best.peak() > enough; bands++) {
      int rows = bands;
      List<Found> more =
          cut(
              best,
              best == from ? stages : 1,
              strips,
              enough,
              columns -> Region.patches(base, first, last, rows, columns));
      idle = more.isEmpty() ? idle + 1 : 0;
      found.addAll(more);
      if (!more.isEmpty()) {
        best = more.get(more.size() - 1);
        strips = Math.max(2, strips(best, last) - 1);
      }
    }
    return found;
  }

  private int strips(Found found, int last) {
    String result = base.nodes().get(last).output().id();
    return found.regions().stream()
        .filter(region -> region.result().equals(result))
        .mapToInt(region -> region.columns().size() - 1)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Numbers of parts, ascending, until more gain nothing.
   *
   * @param stages how many are at the peak
   * @param least parts to begin with
   * @param regions of so many parts
   */
  private List<Found> cut(
      Found from, int stages, int least, long enough, IntFunction<Optional<Region>> regions) {
    List<Found> found = new ArrayList<>();
    long lowest = stages > 1 ? from.peak() : from.peak() - 1;
    int idle = 0;
    for (int parts = least; parts <= MOST_PARTS && idle < PATIENCE && work < MOST_WORK; parts++) {
      Optional<Region> region = regions.apply(parts);
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

  private FullestMoment fullest(PartedModel parted, long peak) {
    return FullestMoment.of(parted, peak, known, position);
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
    Found found = new Found(regions, peak, macs + additions(regions));
    seen.put(regions, found);
    progress.accept(
        "strips: "
            + peak
            + " bytes live at "
            + macs * 100 / Math.max(1, baseMacs)
            + " % of the MACs");
    return Optional.of(found);
  }

  /** Of parts that are summed fewer are faster. */
  private long additions(List<Region> regions) {
    return regions.stream()
        .filter(Region::summed)
        .mapToLong(region -> (region.parts() - 1L) * base.index().type(region.result()).count())
        .sum();
  }

  Optional<PartedModel> parted(List<Region> regions) {
    return PartedModel.of(base, regions, options.inputRows())
        .map(cut -> cut.with(this::kernel, options));
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
