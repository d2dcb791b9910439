package thimble.ir.pass;

import thimble.ir.Graph;
import thimble.ir.Node;

/** Applies local rewritings until none applies any more. */
final class Rules {
  private Rules() {}

  /** One kind of rewriting around one node. */
  @FunctionalInterface
  interface Rule {
    /**
     * Rewrites the graph around a node, or leaves it alone. Each rewriting must bring the graph
     * closer to a form in which the rule no longer applies.
     *
     * @return whether anything was rewritten
     */
    boolean apply(GraphEdit edit, Node node);
  }

  static Graph untilStable(Graph graph, Rule rule) {
    GraphEdit edit = new GraphEdit(graph);
    boolean again = true;
    while (again) {
      again = false;
      for (Node node : edit.nodes()) {
        if (edit.has(node)) {
          again |= rule.apply(edit, node);
        }
      }
      if (again) {
        // What a rewriting left behind would count as a reader of what others want to fuse.
        edit.removeUnused();
      }
    }
    return edit.finish();
  }
}
