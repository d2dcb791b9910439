package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the order of calls with the lowest peak of live bytes, in-place results and working memory
 * counted.
 *
 * <ol>
 *   <li>A call that is an ancestor or a descendant of every other one splits the problem: what has
 *       run when its turn comes is the same in any order. A chain falls into pieces of one call, a
 *       network of blocks into its blocks.
 *   <li>For each piece: the order of the file, orders on demand ({@link DemandOrder}), and a beam
 *       search that keeps a few states for every number of calls done. A lower bound (what must be
 *       live during a call, whatever the order) often proves that one of them is best.
 *   <li>The pieces that still stand above every bound go through {@link ExactOrder}, within the
 *       effort allowed; where that runs out, {@link LocalOrder} improves what the beam found.
 * </ol>
 *
 * <p>Among orders that are equally good the order of the file is taken.
 */
final class OrderSearch {
  private final Workload workload;
  private final long effort;
  private final Precedence precedence;

  private OrderSearch(Workload workload, long effort) {
    this.workload = workload;
    this.effort = effort;
    this.precedence = Precedence.of(workload);
  }

  /**
   * @param order the calls
   * @param peak bytes live at the worst moment
   * @param proved whether no order has a lower peak
   */
  record Result(int[] order, long peak, boolean proved) {}

  /** Calls are numbered in a topological order, the one of the file. */
  static Result search(Workload workload, long effort) {
    return new OrderSearch(workload, effort).run();
  }

  /** One piece and the best that is known about it. */
  private static final class Piece {
    final int[] members;
    final Workload work;

    /** Bytes that live through the whole piece without being touched. */
    final long aside;

    int[] order;
    long peak;
    final long bound;

    Piece(int[] members, Workload work, long aside) {
      this.members = members;
      this.work = work;
      this.aside = aside;
      this.order = identity(members.length);
      this.peak = Walk.peak(work, order) + aside;
      this.bound = members.length == 1 ? peak : OrderBound.of(work) + aside;
    }

    void offer(int[] candidate) {
      long candidatePeak = Walk.peak(work, candidate) + aside;
      if (candidatePeak < peak) {
        order = candidate;
        peak = candidatePeak;
      }
    }
  }

  private Result run() {
    List<Piece> pieces = pieces();
    long goal = Walk.before(workload);
    for (Piece piece : pieces) {
      goal = Math.max(goal, piece.bound);
    }
    // The effort goes to the pieces that stand highest: they decide.
    List<Piece> open = new ArrayList<>(pieces);
    open.sort((a, b) -> Long.compare(b.peak, a.peak));
    boolean proved = true;
    long left = effort;
    for (Piece piece : open) {
      if (piece.peak <= goal) {
        break;
      }
      proved &= improve(piece, goal, left / 2);
      left -= left / 2;
      goal = Math.max(goal, piece.peak);
    }
    int[] order = new int[workload.calls()];
    int at = 0;
    long peak = Walk.before(workload);
    for (Piece piece : pieces) {
      for (int local : piece.order) {
        order[at++] = piece.members[local];
      }
      peak = Math.max(peak, piece.peak);
    }
    if (!precedence.isOrder(order)) {
      throw new IllegalStateException("not a topological order: " + Arrays.toString(order));
    }
    return new Result(order, peak, proved);
  }

  /** Lowers a piece's peak towards the goal; true if it is as low as it gets, or low enough. */
  private static boolean improve(Piece piece, long goal, long effort) {
    Precedence precedence = Precedence.of(piece.work);
    for (int[] order : DemandOrder.orders(piece.work, precedence)) {
      piece.offer(order);
    }
    if (piece.peak > goal) {
      piece.offer(BeamOrder.search(piece.work, precedence, piece.order, effort / 4));
    }
    if (piece.peak <= goal) {
      return true;
    }
    ExactOrder.Result exact =
        ExactOrder.search(
            piece.work, precedence, goal - piece.aside, piece.peak - piece.aside, effort / 2);
    exact.order().ifPresent(piece::offer);
    if (exact.complete()) {
      return true;
    }
    piece.offer(LocalOrder.improve(piece.work, precedence, piece.order, effort / 4));
    return piece.peak <= goal;
  }

  private List<Piece> pieces() {
    boolean[] cut = cuts();
    List<Piece> pieces = new ArrayList<>();
    boolean[] before = new boolean[workload.calls()];
    Walk walk = Walk.begin(workload);
    int start = 0;
    for (int call = 0; call <= cut.length; call++) {
      boolean ends = call == cut.length || cut[call];
      if (ends && call > start) {
        pieces.add(piece(walk, range(start, call), before));
      }
      if (call < cut.length && cut[call]) {
        pieces.add(piece(walk, range(call, call + 1), before));
        start = call + 1;
      }
    }
    return pieces;
  }

  private Piece piece(Walk walk, int[] members, boolean[] before) {
    Workload work = workload.piece(members, before);
    Piece piece = new Piece(members, work, walk.live() - Walk.begin(work).live());
    for (int call : members) {
      walk.run(call);
      before[call] = true;
    }
    return piece;
  }

  /**
   * Calls comparable to all others. Such a call is alone among the ready ones when a topological
   * walk comes to it, forwards and backwards; the converse needs that all calls are before or after
   * it. In a numbering that is topological it then stands at the place of its number of ancestors,
   * whatever the numbering.
   */
  private boolean[] cuts() {
    int calls = workload.calls();
    int[] descendants = alone(precedence.predecessors(), precedence.successors(), false);
    int[] ancestors = alone(precedence.successors(), precedence.predecessors(), true);
    boolean[] cut = new boolean[calls];
    for (int call = 0; call < calls; call++) {
      cut[call] =
          descendants[call] >= 0
              && ancestors[call] >= 0
              && descendants[call] + ancestors[call] == calls - 1;
    }
    return cut;
  }

  /** For calls that are the only ready one in their turn: how many come after; -1 for others. */
  private static int[] alone(int[][] before, int[][] after, boolean backwards) {
    int calls = before.length;
    int[] waiting = new int[calls];
    int ready = 0;
    for (int call = 0; call < calls; call++) {
      waiting[call] = before[call].length;
      ready += waiting[call] == 0 ? 1 : 0;
    }
    int[] rest = new int[calls];
    for (int i = 0; i < calls; i++) {
      int call = backwards ? calls - 1 - i : i;
      rest[call] = ready == 1 ? calls - 1 - i : -1;
      ready--;
      for (int next : after[call]) {
        ready += --waiting[next] == 0 ? 1 : 0;
      }
    }
    return rest;
  }

  private static int[] range(int from, int to) {
    int[] range = new int[to - from];
    Arrays.setAll(range, i -> from + i);
    return range;
  }

  static int[] identity(int count) {
    return range(0, count);
  }
}
