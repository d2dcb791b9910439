package thimble.codegen;

import java.util.Locale;
import thimble.ir.Code;
import thimble.ir.Constant;
import thimble.ir.ThimbleException;
import thimble.planner.Plan;
import thimble.targets.Board;

/** Holds a plan against what the user allows and what the board has. */
final class Budget {
  private Budget() {}

  static void require(Plan plan, Compiler.Request request) {
    Board board = request.board();
    request.ramBudget().ifPresent(limit -> requireRam(plan, limit, "the budget of --ram"));
    if (!board.isHost()) {
      requireRam(plan, board.arenaBytes(), board.name());
    }
    long weights = plan.graph().constants().stream().mapToLong(Budget::bytes).sum();
    request.flashBudget().ifPresent(limit -> requireFlash(weights, limit));
  }

  private static long bytes(Constant constant) {
    return constant.value().type().bytes();
  }

  private static void requireRam(Plan plan, long limit, String whose) {
    if (plan.arenaBytes() > limit) {
      throw thimble.planner.Shortage.of(plan, limit, whose);
    }
  }

  private static void requireFlash(long weights, long limit) {
    if (weights > limit) {
      throw new ThimbleException(
          Code.T0402,
          "the model needs more flash than the budget of --flash",
          "",
          String.format(Locale.ROOT, "weights take %,d bytes of %,d", weights, limit),
          "fewer or narrower layers, or weights in external flash");
    }
  }
}
