package thimble.frontend.rows;

import java.util.List;
import thimble.ir.Code;

/**
 * Control flow that is decided at compile time: by a sample rate that {@code --constant} gives, by
 * a shape. The branch that runs takes the node's place, the other one is not looked at.
 */
final class ControlRows {
  private ControlRows() {}

  static List<Row> rows() {
    return List.of(Row.several("If", 1, 1, ControlRows::branch));
  }

  private static List<Operand> branch(Site site) {
    Operand condition = site.stored(0);
    if (!condition.isKnown()) {
      throw site.fail(
          Code.T0203,
          "If needs a condition known at compile time",
          "input 0 \"" + site.node().inputs().get(0) + "\" is computed from the model's inputs",
          "fix the input that decides with --constant NAME=VALUE, or export without control flow");
    }
    return site.branch(site.knownNumber(0) != 0 ? "then_branch" : "else_branch");
  }
}
