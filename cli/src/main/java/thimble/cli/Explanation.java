package thimble.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import thimble.codegen.Compiler;
import thimble.codegen.c.CText;
import thimble.ir.Constant;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.TensorData;
import thimble.planner.Plan;
import thimble.planner.Step;
import thimble.targets.Kernel;

/** Which library each layer's kernel comes from, and why it is not the preferred one. */
final class Explanation {
  private Explanation() {}

  static void print(Plan plan, Compiler.Request request, PrintWriter out) {
    GraphIndex index = plan.graph().index();
    Table table = new Table(List.of("layer", "operator", "library", "kernel", "why"));
    TreeSet<Integer> running = new TreeSet<>();
    plan.flat().forEach(step -> node(step).ifPresent(running::add));
    for (int at : running) {
      Node node = plan.graph().nodes().get(at);
      Kernel kernel = plan.kernels().get(at);
      List<Optional<TensorData>> constants =
          node.inputs().stream().map(id -> index.constant(id).map(Constant::data)).toList();
      List<String> refusals =
          request.kernels().refusals(node.op(), index.signature(node), constants, kernel.library());
      table.row(
          List.of(
              Table.shorten(name(node), 40),
              node.op().name(),
              kernel.library(),
              kernel.call().method(),
              String.join("; ", refusals)));
    }
    out.println();
    table.print(out);
  }

  private static Optional<Integer> node(Step step) {
    if (step instanceof Step.Call call) {
      return Optional.of(call.node());
    }
    return step instanceof Step.Feed feed ? Optional.of(feed.node()) : Optional.empty();
  }

  private static String name(Node node) {
    List<Origin.Source> sources = node.origin().sources();
    return CText.comment(sources.isEmpty() ? node.outputs().get(0).id() : sources.get(0).name());
  }
}
