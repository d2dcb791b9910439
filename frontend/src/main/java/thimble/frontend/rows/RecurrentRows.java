package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import thimble.ir.ElementType;
import thimble.ir.op.CellFunction;
import thimble.ir.op.CellFunction.Kind;
import thimble.ir.op.Concat;
import thimble.ir.op.Gru;
import thimble.ir.op.Lstm;
import thimble.ir.op.Op;
import thimble.ir.op.Rnn;
import thimble.ir.op.Slice;

/**
 * Recurrent layers. Each direction is a node of its own; where nobody wants the states of all steps
 * they are not kept.
 */
final class RecurrentRows {
  private static final int X = 0;
  private static final int WEIGHT = 1;
  private static final int RECURRENT = 2;
  private static final int BIAS = 3;
  private static final int LENGTHS = 4;
  private static final int HIDDEN = 5;
  private static final int CELL = 6;
  private static final int PEEPHOLE = 7;

  private RecurrentRows() {}

  static List<Row> rows() {
    return List.of(
        Row.several(
            "LSTM", 3, 8, site -> layer(site, 4, 2, List.of(Kind.SIGMOID, Kind.TANH, Kind.TANH))),
        Row.several("GRU", 3, 6, site -> layer(site, 3, 1, List.of(Kind.SIGMOID, Kind.TANH))),
        Row.several("RNN", 3, 6, site -> layer(site, 1, 1, List.of(Kind.TANH))));
  }

  /**
   * @param gates of a cell
   * @param states that it keeps from step to step
   * @param usual its functions where the model names none
   */
  private static List<Operand> layer(Site site, int gates, int states, List<Kind> usual) {
    boolean batchFirst = site.attributes().flag("layout", false);
    Operand x = site.input(X);
    if (x.rank() != 3 || site.input(WEIGHT).rank() != 3 || site.input(RECURRENT).rank() != 3) {
      throw site.senseless(
          "x, weights and recurrent weights have rank 3, not "
              + List.of(x.type(), site.input(WEIGHT).type(), site.input(RECURRENT).type()));
    }
    if (batchFirst) {
      x = site.transpose(x, List.of(1, 0, 2));
    }
    requireFullLengths(site, x);
    List<Boolean> reverses = reverses(site);
    int units = site.input(RECURRENT).type().extent(2);
    if (site.attributes().integer("hidden_size", units) != units) {
      throw site.senseless(
          "hidden_size is "
              + site.attributes().integer("hidden_size", units)
              + ", but the recurrent weights have "
              + units);
    }
    List<CellFunction> functions = functions(site, usual, reverses.size());
    boolean sequence = site.isWanted(0);
    List<List<Operand>> directions = new ArrayList<>();
    for (int direction = 0; direction < reverses.size(); direction++) {
      List<Operand> operands =
          operands(site, x, direction, reverses.size(), gates, states, units, batchFirst);
      List<CellFunction> own =
          functions.subList(direction * usual.size(), (direction + 1) * usual.size());
      Op op = cell(site, states, sequence, reverses.get(direction), own, operands.size() > 6);
      directions.add(new ArrayList<>(site.add(op, operands)));
    }
    if (!sequence) {
      // Nobody looks at it; it has the right element type and stands for the result that is absent.
      directions.forEach(results -> results.add(0, results.get(0)));
    }
    return results(site, directions, sequence, states, batchFirst);
  }

  private static Op cell(
      Site site,
      int states,
      boolean sequence,
      boolean reverse,
      List<CellFunction> functions,
      boolean peepholes) {
    float clip = site.attributes().real("clip", Float.POSITIVE_INFINITY);
    float limit = clip == 0 ? Float.POSITIVE_INFINITY : clip;
    if (states == 2) {
      boolean coupled = site.attributes().flag("input_forget", false);
      return new Lstm(
          reverse,
          peepholes,
          coupled,
          sequence,
          limit,
          functions.get(0),
          functions.get(1),
          functions.get(2));
    }
    return functions.size() == 2
        ? new Gru(
            reverse,
            site.attributes().flag("linear_before_reset", false),
            sequence,
            limit,
            functions.get(0),
            functions.get(1))
        : new Rnn(reverse, sequence, limit, functions.get(0));
  }

  private static List<Boolean> reverses(Site site) {
    String direction = site.attributes().text("direction", "forward").toLowerCase(Locale.ROOT);
    List<Boolean> reverses =
        switch (direction) {
          case "forward" -> List.of(false);
          case "reverse" -> List.of(true);
          case "bidirectional" -> List.of(false, true);
          default -> throw site.senseless("direction \"" + direction + "\"");
        };
    for (int input : new int[] {WEIGHT, RECURRENT}) {
      if (site.input(input).type().extent(0) != reverses.size()) {
        throw site.senseless(
            direction
                + " has "
                + reverses.size()
                + " directions, input "
                + input
                + " "
                + site.input(input).type());
      }
    }
    return reverses;
  }

  /** Lengths of the sequences are understood where they say nothing. */
  private static void requireFullLengths(Site site, Operand x) {
    if (!site.has(LENGTHS)) {
      return;
    }
    for (long length : site.knownIntegers(LENGTHS)) {
      if (length != x.type().extent(0)) {
        throw site.unsupported(
            "a sequence of "
                + length
                + " steps among "
                + x.type().extent(0)
                + ": lengths must be full");
      }
    }
  }

  /** The operands of one direction's node. */
  private static List<Operand> operands(
      Site site,
      Operand x,
      int direction,
      int directions,
      int gates,
      int states,
      int units,
      boolean batchFirst) {
    List<Operand> operands = new ArrayList<>(List.of(x));
    operands.add(part(site, site.input(WEIGHT), direction, directions));
    operands.add(part(site, site.input(RECURRENT), direction, directions));
    operands.add(
        site.has(BIAS)
            ? part(site, site.input(BIAS), direction, directions)
            : site.filled(ElementType.F32, List.of(2 * gates * units), 0));
    int batch = x.type().extent(1);
    for (int state = 0; state < states; state++) {
      int input = state == 0 ? HIDDEN : CELL;
      if (site.has(input)) {
        Operand first = site.input(input);
        if (batchFirst && first.rank() == 3) {
          first = site.transpose(first, List.of(1, 0, 2));
        }
        operands.add(part(site, first, direction, directions));
      } else {
        operands.add(site.filled(ElementType.F32, List.of(batch, units), 0));
      }
    }
    if (site.has(PEEPHOLE)) {
      operands.add(part(site, site.input(PEEPHOLE), direction, directions));
    }
    return operands;
  }

  /** What belongs to one direction; the first axis counts them. */
  private static Operand part(Site site, Operand all, int direction, int directions) {
    if (all.rank() < 1 || all.type().extent(0) != directions) {
      throw site.senseless(all.type() + " for " + directions + " directions");
    }
    List<Integer> starts = new ArrayList<>(Collections.nCopies(all.rank(), 0));
    List<Integer> sizes = new ArrayList<>(all.shape());
    starts.set(0, direction);
    sizes.set(0, 1);
    Operand one =
        directions == 1
            ? all
            : site.move(new Slice(starts, sizes, Collections.nCopies(all.rank(), 1)), all);
    return Shaping.squeeze(site, one, 0);
  }

  /** The results of all directions: Y, then the last states. */
  private static List<Operand> results(
      Site site, List<List<Operand>> directions, boolean sequence, int states, boolean batchFirst) {
    List<Operand> results = new ArrayList<>();
    for (int i = 0; i <= states; i++) {
      boolean isSequence = i == 0 && sequence;
      List<Operand> parts = new ArrayList<>();
      for (List<Operand> direction : directions) {
        parts.add(Shaping.unsqueeze(site, direction.get(i), isSequence ? 1 : 0));
      }
      Operand joined =
          parts.size() == 1 ? parts.get(0) : site.add(new Concat(isSequence ? 1 : 0), parts).get(0);
      if (batchFirst) {
        // [steps, directions, batch, units] and [directions, batch, units] as the layout has them.
        joined = site.transpose(joined, isSequence ? List.of(2, 0, 1, 3) : List.of(1, 0, 2));
      }
      results.add(joined);
    }
    return results;
  }

  /** The functions of all directions; parameters are given only to functions that have some. */
  private static List<CellFunction> functions(Site site, List<Kind> usual, int directions) {
    List<CellFunction> functions = new ArrayList<>();
    List<String> names = site.attributes().texts("activations").orElse(List.of());
    if (!names.isEmpty() && names.size() != usual.size() * directions) {
      throw site.senseless(names.size() + " activations, not " + usual.size() * directions);
    }
    List<Float> alphas =
        new ArrayList<>(site.attributes().reals("activation_alpha").orElse(List.of()));
    List<Float> betas =
        new ArrayList<>(site.attributes().reals("activation_beta").orElse(List.of()));
    for (int i = 0; i < usual.size() * directions; i++) {
      Kind kind = names.isEmpty() ? usual.get(i % usual.size()) : kind(site, names.get(i));
      functions.add(
          new CellFunction(
              kind,
              parameter(alphas, hasAlpha(kind), usualAlpha(kind)),
              parameter(betas, hasBeta(kind), usualBeta(kind))));
    }
    return functions;
  }

  private static float parameter(List<Float> given, boolean wanted, float usual) {
    return !wanted ? 0 : given.isEmpty() ? usual : given.remove(0);
  }

  private static Kind kind(Site site, String name) {
    String plain = name.replace("_", "").toLowerCase(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      if (kind.name().replace("_", "").toLowerCase(Locale.ROOT).equals(plain)) {
        return kind;
      }
    }
    throw site.unsupported("the activation \"" + name + "\"");
  }

  private static boolean hasAlpha(Kind kind) {
    return switch (kind) {
      case LEAKY_RELU, THRESHOLDED_RELU, SCALED_TANH, HARD_SIGMOID, ELU, AFFINE -> true;
      default -> false;
    };
  }

  private static boolean hasBeta(Kind kind) {
    return kind == Kind.SCALED_TANH || kind == Kind.HARD_SIGMOID || kind == Kind.AFFINE;
  }

  /** As the operators of the same names have it. */
  private static float usualAlpha(Kind kind) {
    return switch (kind) {
      case LEAKY_RELU -> 0.01f;
      case HARD_SIGMOID -> 0.2f;
      default -> 1;
    };
  }

  private static float usualBeta(Kind kind) {
    return switch (kind) {
      case HARD_SIGMOID -> 0.5f;
      case AFFINE -> 0;
      default -> 1;
    };
  }
}
