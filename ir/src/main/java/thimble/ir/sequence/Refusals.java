package thimble.ir.sequence;

import java.util.List;
import thimble.ir.Code;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.ThimbleException;

/** Why a model cannot follow a sequence. */
final class Refusals {
  private static final String ADVICE =
      "--input frames is for models of which each new frame changes little: convolutions, pools,"
          + " recurrent layers along time; --time-axis names the axis of time";

  private Refusals() {}

  static ThimbleException of(String why) {
    return new ThimbleException(Code.T0208, "the model is no sequence", "", why, ADVICE);
  }

  static ThimbleException of(Node node, String why) {
    return new ThimbleException(Code.T0208, "the model is no sequence", where(node), why, ADVICE);
  }

  private static String where(Node node) {
    List<Origin.Source> sources = node.origin().sources();
    return sources.isEmpty()
        ? node.op().name() + " %" + node.output().id()
        : "node \"" + sources.get(0).name() + "\" (" + sources.get(0).opType() + ")";
  }

  /** What the model calls a node. */
  static String name(Node node) {
    return node.origin().sources().isEmpty()
        ? node.output().id()
        : node.origin().sources().get(0).name();
  }
}
