package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.planner.Block.Rectangle;
import thimble.planner.RowModel.Call;
import thimble.planner.RowModel.Mode;
import thimble.planner.RowModel.Store;

/**
 * Gives every row a place for as long as it lives. Rows that some kernel sees as one piece stay one
 * piece, whose parts come and go; all others are placed one by one. A result that may take over the
 * memory of an operand's dying row lies there.
 */
final class RowPlacement {
  /** As {@link Ejections#improve} counts it: at most about a second, and less for small models. */
  private static final long MOST_EFFORT = 8_000_000L;

  private static final long EFFORT_PER_PAIR = 300;

  private final Demand demand;
  private final RowModel model;
  private final RowLives lives;

  /**
   * By store: number of its first unit; rows of their own have one each, everything else one for
   * the group.
   */
  private final int[] firstUnit;

  private final List<List<Rectangle>> units = new ArrayList<>();

  /** By group: where what is seen in one piece begins. */
  private final Map<Integer, Long> lowOfGroup = new LinkedHashMap<>();

  private final List<Long> unitBytes = new ArrayList<>();
  private final List<Integer> unitAlignment = new ArrayList<>();
  private int[] parent;

  private final List<Block> blocks = new ArrayList<>();
  private final Map<Integer, Integer> blockOfUnit = new LinkedHashMap<>();
  private final Map<Integer, Integer> blockOfScratch = new LinkedHashMap<>();
  private long[] offsets = {};

  RowPlacement(Demand demand, RowModel model, RowLives lives) {
    this.demand = demand;
    this.model = model;
    this.lives = lives;
    this.firstUnit = new int[model.stores().size()];
    makeUnits();
    parent = new int[units.size()];
    Arrays.setAll(parent, unit -> unit);
    takeOver();
    makeBlocks();
    makeScratch();
  }

  List<Block> blocks() {
    return blocks;
  }

  /** Places everything. */
  FirstFit.Placement place(PlanOptions options, long mostLive) {
    // Pieces whose parts come and go may be longer than what is live at any time.
    long lowerBound = Math.max(mostLive, blocks.stream().mapToLong(Block::bytes).max().orElse(0));
    long pairs = (long) blocks.size() * blocks.size();
    double share = Math.min(1, options.placementEffort());
    long effort = (long) (share * Math.min(MOST_EFFORT, EFFORT_PER_PAIR * pairs));
    FirstFit.Placement best = FirstFit.place(blocks, options.alignment(), lowerBound, effort);
    if (!best.proved() && !areMultiples(options.alignment())) {
      // Where words cost RAM that elements would not, elements it is.
      FirstFit.Placement narrow = FirstFit.place(blocks, 1, lowerBound, effort);
      best = narrow.arenaBytes() < best.arenaBytes() ? narrow : best;
    }
    offsets = best.offsets();
    return best;
  }

  /** Whether all sizes are multiples of the alignment, so that keeping to it costs nothing. */
  private boolean areMultiples(int alignment) {
    return blocks.stream()
        .flatMap(block -> block.rectangles().stream())
        .allMatch(r -> r.low() % alignment == 0 && r.high() % alignment == 0);
  }

  /** First byte of a row of a store. */
  long byteOf(int store, int row) {
    Store it = model.stores().get(store);
    boolean apart = isApart(store);
    int unit = firstUnit[store] + (apart ? row : 0);
    long base = offsets[blockOfUnit.get(find(unit))];
    return apart
        ? base
        : base + it.base() - lowOfGroup.get(it.group()) + (long) row * it.rowBytes();
  }

  /** Where a call's working memory begins; null where it has none. */
  Long scratchOf(int call) {
    Integer block = blockOfScratch.get(call);
    return block == null ? null : Long.valueOf(offsets[block]);
  }

  private boolean isApart(int store) {
    return model.stores().get(store).rowwise() && !lives.isContiguous(store);
  }

  private void makeUnits() {
    Map<Integer, Integer> unitOfGroup = new LinkedHashMap<>();
    for (int store = 0; store < firstUnit.length; store++) {
      Store it = model.stores().get(store);
      if (!isApart(store)) {
        lowOfGroup.merge(it.group(), it.base(), Math::min);
      }
    }
    for (int store = 0; store < firstUnit.length; store++) {
      Store it = model.stores().get(store);
      int alignment = alignment(store);
      if (isApart(store)) {
        firstUnit[store] = units.size();
        int origin = origin(store);
        for (int row = 0; row < it.rows(); row++) {
          addUnit(it.rowBytes(), alignment);
          units
              .get(units.size() - 1)
              .add(
                  new Rectangle(
                      0, it.rowBytes(), lives.written(store, row), lives.read(store, row), origin));
        }
        continue;
      }
      Integer unit = unitOfGroup.get(it.group());
      if (unit == null) {
        unit = units.size();
        unitOfGroup.put(it.group(), unit);
        addUnit(0, alignment);
      }
      long low = it.base() - lowOfGroup.get(it.group());
      unitBytes.set(unit, Math.max(unitBytes.get(unit), low + it.bytes()));
      unitAlignment.set(unit, Math.max(unitAlignment.get(unit), alignment));
      firstUnit[store] = unit;
      addRows(store, it, low, units.get(unit));
    }
  }

  private void addUnit(long bytes, int alignment) {
    units.add(new ArrayList<>());
    unitBytes.add(bytes);
    unitAlignment.add(alignment);
  }

  /** Neighbouring rows with the same life are one rectangle. */
  private void addRows(int store, Store it, long low, List<Rectangle> rectangles) {
    int begin = 0;
    int origin = origin(store);
    for (int row = 1; row <= it.rows(); row++) {
      boolean same =
          row < it.rows()
              && lives.written(store, row) == lives.written(store, begin)
              && lives.read(store, row) == lives.read(store, begin);
      if (!same) {
        rectangles.add(
            new Rectangle(
                low + (long) begin * it.rowBytes(),
                low + (long) row * it.rowBytes(),
                lives.written(store, begin),
                lives.read(store, begin),
                origin));
        begin = row;
      }
    }
  }

  private int alignment(int store) {
    int alignment = 1;
    for (int value = 0; value < demand.storage().values().size(); value++) {
      if (demand.storage().group(value) == model.stores().get(store).group()) {
        alignment = Math.max(alignment, demand.storage().elementBytes(value));
      }
    }
    return alignment;
  }

  /** A value whose bytes the store holds, for reports. */
  private int origin(int store) {
    Store it = model.stores().get(store);
    for (int value = 0; value < demand.storage().values().size(); value++) {
      if (demand.storage().bytes(value) > 0 && model.storesOf(value).contains(store)) {
        return value;
      }
    }
    throw new IllegalStateException("a store of group " + it.group() + " without a value");
  }

  private int find(int unit) {
    int root = unit;
    while (parent[root] != root) {
      root = parent[root];
    }
    return root;
  }

  private void takeOver() {
    for (Call call : model.calls()) {
      if (call.takeovers().isEmpty()) {
        continue;
      }
      int to = call.writes().get(0);
      boolean[] taken = new boolean[model.stores().get(to).rows()];
      for (int from : call.takeovers()) {
        if (isApart(from) && isApart(to)) {
          for (int row = 0; row < taken.length; row++) {
            if (!taken[row] && lives.read(from, row) == lives.written(to, row)) {
              join(firstUnit[from] + row, firstUnit[to] + row, lives.written(to, row));
              taken[row] = true;
            }
          }
        } else if (!isApart(from) && !isApart(to) && !taken[0] && dieTogether(from, to)) {
          joinWhole(from, to);
          Arrays.fill(taken, true);
        }
      }
    }
  }

  /** Whether every row of an operand dies where the same row of the result is written. */
  private boolean dieTogether(int from, int to) {
    Store source = model.stores().get(from);
    Store result = model.stores().get(to);
    boolean whole =
        source.bytes() == demand.storage().groupBytes(source.group())
            && result.bytes() == demand.storage().groupBytes(result.group());
    for (int row = 0; row < source.rows() && whole; row++) {
      whole = lives.read(from, row) == lives.written(to, row);
    }
    return whole && find(firstUnit[from]) != find(firstUnit[to]);
  }

  private void join(int from, int to, int step) {
    int source = find(from);
    int result = find(to);
    if (source == result) {
      return;
    }
    List<Rectangle> merged = new ArrayList<>();
    for (Rectangle r : units.get(source)) {
      int last = r.last() == step ? step - 1 : r.last();
      if (last >= r.first()) {
        merged.add(new Rectangle(r.low(), r.high(), r.first(), last, r.origin()));
      }
    }
    merged.addAll(units.get(result));
    units.set(result, merged);
    unitAlignment.set(result, Math.max(unitAlignment.get(result), unitAlignment.get(source)));
    parent[source] = result;
  }

  private void joinWhole(int from, int to) {
    int source = find(firstUnit[from]);
    int result = find(firstUnit[to]);
    List<Rectangle> merged = new ArrayList<>(units.get(result));
    List<Rectangle> results = units.get(result);
    for (Rectangle r : units.get(source)) {
      boolean handedOver =
          results.stream()
              .anyMatch(n -> n.low() < r.high() && r.low() < n.high() && n.first() <= r.last());
      int last = handedOver ? r.last() - 1 : r.last();
      if (last >= r.first()) {
        merged.add(new Rectangle(r.low(), r.high(), r.first(), last, r.origin()));
      }
    }
    units.set(result, merged);
    unitAlignment.set(result, Math.max(unitAlignment.get(result), unitAlignment.get(source)));
    parent[source] = result;
  }

  private void makeBlocks() {
    for (int unit = 0; unit < parent.length; unit++) {
      if (find(unit) == unit && !units.get(unit).isEmpty()) {
        blockOfUnit.put(unit, blocks.size());
        blocks.add(Block.of(unitAlignment.get(unit), unitBytes.get(unit), units.get(unit), unit));
      }
    }
  }

  private void makeScratch() {
    Map<Integer, List<Rectangle>> needed = new LinkedHashMap<>();
    for (int step = 0; step < lives.events().size(); step++) {
      int position = lives.events().get(step).call();
      Call call = model.calls().get(position);
      boolean fed = call.mode() == Mode.ACCUMULATE && lives.events().get(step).row() >= 0;
      if (!fed && call.scratch() > 0) {
        needed
            .computeIfAbsent(position, key -> new ArrayList<>())
            .add(new Rectangle(0, call.scratch(), step, step, -1));
      }
    }
    for (int[] state : lives.states()) {
      long bytes = model.calls().get(state[0]).state();
      if (bytes > 0) {
        needed
            .computeIfAbsent(state[0], key -> new ArrayList<>())
            .add(new Rectangle(0, bytes, state[1], state[2], -1));
      }
    }
    needed.forEach(
        (call, rectangles) -> {
          long bytes = rectangles.stream().mapToLong(Rectangle::high).max().orElse(0);
          blockOfScratch.put(call, blocks.size());
          // Pieces of working memory follow each other in steps of 8 bytes.
          blocks.add(Block.of(8, bytes, rectangles, -1 - call));
        });
  }
}
