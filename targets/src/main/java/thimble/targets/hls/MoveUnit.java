package thimble.targets.hls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Elements in another order, some of them left out, repeated or padded: words wait in a ring from
 * the turn of the outermost loop that reads them first to the one that reads them last.
 */
final class MoveUnit implements Unit {
  /** Iterations from a write into the ring until reads find it. */
  private static final int SETTLING = 2;

  private static final int NOWHERE = SourceMap.NOWHERE;

  private final MoveLayout layout;
  private final int bits;
  private final int padding;

  /** By turn of the outermost loop: words that must have come in before it. */
  private final int[] upto;

  /** By turn of the outermost loop: words that it and later ones do not read any more. */
  private final int[] dead;

  private final SourceMap map;
  private final boolean large;
  private final int ring;
  private final boolean regular;

  MoveUnit(SourceMap map, int lanes, int bits, int padding) {
    this(map, lanes, bits, padding, false);
  }

  private MoveUnit(SourceMap map, int lanes, int bits, int padding, boolean large) {
    this.map = map;
    this.large = large;
    this.layout = MoveLayout.of(map, lanes);
    this.bits = bits;
    this.padding = padding;
    int turns = layout.outer().length;
    upto = new int[turns];
    dead = new int[turns];
    int highest = 0;
    for (int turn = 0; turn < turns; turn++) {
      int first = layout.outer()[turn];
      highest = first == NOWHERE ? highest : Math.max(highest, first + layout.reach());
      upto[turn] = highest;
    }
    int lowest = layout.sourceWords();
    for (int turn = turns - 1; turn >= 0; turn--) {
      int first = layout.outer()[turn];
      lowest = first == NOWHERE ? lowest : Math.min(lowest, first);
      dead[turn] = lowest;
    }
    int most = 1;
    for (int turn = 0; turn < turns; turn++) {
      most = Math.max(most, upto[Math.min(turn + 1, turns - 1)] - dead[turn]);
    }
    ring = most;
    regular = SourceMap.isAffine(layout.outer()) && step() >= 0;
  }

  private int step() {
    return layout.outer().length == 1 ? 0 : layout.outer()[1] - layout.outer()[0];
  }

  @Override
  public String template() {
    return large ? "move_large" : "move";
  }

  @Override
  public String file() {
    return "move";
  }

  @Override
  public Optional<Unit> inLargeBlocks() {
    return Optional.of(new MoveUnit(map, layout.lanes(), bits, padding, true));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("words", layout.sourceWords(), "of the source"),
        new Parameter("lanes", layout.lanes(), "values of a word"),
        new Parameter("bits", bits, "of a value"),
        new Parameter("padding", padding, "value of elements that come from nowhere"),
        new Parameter("outer", layout.outer().length, "turns of the outermost loop"),
        new Parameter("middle", layout.middle().length, "of the next one"),
        new Parameter("inner", layout.inner().length, "of the next one"),
        new Parameter("folds", layout.folds(), "words of a block"),
        new Parameter("whole", layout.keepsWords() ? 1 : 0, "1: words stay as they are"),
        new Parameter("copies", copies(), "of the ring: words that are read at once"),
        new Parameter("ring", ring, "words that wait"),
        new Parameter(
            "regular", regular ? 1 : 0, "1: every outermost turn moves on by `step` words"),
        new Parameter("step", regular ? step() : 0, ""),
        new Parameter("turns", turns().length, "of the tables"),
        new Parameter("iterations", iterations(), "of the whole tensor"));
  }

  private int copies() {
    return layout.keepsWords() ? 1 : layout.lanes();
  }

  /** The entries that tables of the outermost loop need: the first where turns are alike. */
  private int[] turns() {
    return regular ? new int[1] : new int[layout.outer().length];
  }

  @Override
  public List<Table> tables() {
    int turns = turns().length;
    int[] relative = new int[turns];
    int[] slot = new int[turns];
    for (int turn = 0; turn < turns; turn++) {
      int first = layout.outer()[turn];
      relative[turn] = first == NOWHERE ? NOWHERE : first - dead[turn];
      slot[turn] = dead[turn] % ring;
    }
    int[] words = layout.words();
    int[] from = layout.from();
    if (layout.keepsWords()) {
      int[] whole = new int[layout.folds()];
      for (int fold = 0; fold < whole.length; fold++) {
        whole[fold] = words[fold * layout.lanes()];
      }
      words = whole;
      from = new int[1];
    }
    return List.of(
        Table.of("upto", "int", Arrays.copyOf(upto, turns)),
        Table.of("dead", "int", Arrays.copyOf(dead, turns)),
        Table.of("relative", "int", relative),
        Table.of("slot", "int", slot),
        Table.of("middle", "int", layout.middle()),
        Table.of("inner", "int", layout.inner()),
        Table.of("words", "int", words),
        Table.of("from", "short", from));
  }

  private long outWords() {
    return (long) layout.outer().length
        * layout.middle().length
        * layout.inner().length
        * layout.folds();
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(layout.lanes(), bits, layout.sourceWords()));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(layout.lanes(), bits, outWords()));
  }

  @Override
  public long estimate() {
    return Math.max(layout.sourceWords(), upto[0] + outWords());
  }

  @Override
  public int latency() {
    return layout.keepsWords() ? 3 : 4;
  }

  @Override
  public boolean isBuffer() {
    return true;
  }

  @Override
  public Resources resources(Fpga fpga) {
    int width = layout.lanes() * bits;
    Resources waiting = large ? Resources.large(width, ring) : Resources.memory(width, ring);
    return Unit.super.resources(fpga).plus(waiting.times(copies()));
  }

  @Override
  public Steps steps() {
    return new Counters();
  }

  /** The template's counters. */
  private final class Counters implements Steps {
    private final int perTurn = (int) (outWords() / layout.outer().length);
    private final int words = layout.sourceWords();
    private final long[] settling = new long[SETTLING];
    private int taken;
    private int turn;
    private int at;
    private boolean begun;
    private boolean take;
    private boolean give;

    @Override
    public boolean next() {
      if (begun) {
        step();
      }
      begun = true;
      boolean ended = turn == upto.length;
      take = taken < words && (ended || taken < dead[turn] + ring);
      give = !ended && settling[0] >= upto[turn];
      return !ended || taken < words;
    }

    private void step() {
      if (give && ++at == perTurn) {
        at = 0;
        turn++;
      }
      settling[0] = settling[1];
      settling[1] = taken;
      taken += take ? 1 : 0;
    }

    @Override
    public boolean reads(int input) {
      return take;
    }

    @Override
    public boolean writes(int output) {
      return give;
    }
  }
}
