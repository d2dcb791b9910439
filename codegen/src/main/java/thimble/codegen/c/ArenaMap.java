package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import thimble.ir.Node;
import thimble.ir.Value;
import thimble.planner.Buffer;
import thimble.planner.Plan;
import thimble.planner.Step;

/**
 * The arena over time as text, one line for each step:
 *
 * <pre>
 *  step  0                             22528
 *     0  |====########------------..........|  18432  conv2d "stem"
 * </pre>
 */
final class ArenaMap {
  private static final int WIDTH = 56;

  static final List<String> LEGEND =
      List.of(
          "# written   = read   * read and written in place   - kept for later   s working memory");

  private ArenaMap() {}

  static List<String> lines(Plan plan) {
    List<String> lines = new ArrayList<>();
    String size = Long.toString(plan.arenaBytes());
    lines.add("step  0" + " ".repeat(WIDTH - size.length()) + size + "   live");
    for (int step = 0; step < plan.steps().size(); step++) {
      lines.add(line(plan, step));
    }
    return lines;
  }

  private static String line(Plan plan, int stepIndex) {
    char[] cells = ".".repeat(WIDTH).toCharArray();
    Step.Call step = (Step.Call) plan.steps().get(stepIndex);
    Node node = plan.graph().nodes().get(step.node());
    Set<String> read = new TreeSet<>(node.inputs());
    Set<String> written = new TreeSet<>(node.outputs().stream().map(Value::id).toList());
    long live = 0;
    for (Buffer buffer : plan.buffers()) {
      if (buffer.firstStep() <= stepIndex && stepIndex <= buffer.lastStep()) {
        live += buffer.bytes();
        fill(cells, buffer, plan.arenaBytes(), mark(buffer, read, written));
      }
    }
    return String.format(
        Locale.ROOT,
        "%4d  |%s|%8d  %s \"%s\"",
        stepIndex,
        new String(cells),
        live,
        node.op().name(),
        shortened(LayerNames.of(node)));
  }

  private static void fill(char[] cells, Buffer buffer, long arenaBytes, char mark) {
    long size = Math.max(1, arenaBytes);
    int from = (int) Math.min(WIDTH - 1, buffer.offset() * WIDTH / size);
    int to = (int) Math.min(WIDTH, Math.max(from + 1, (buffer.end() * WIDTH + size - 1) / size));
    // The cell on a border shows the buffer that begins there.
    for (int i = from; i < to; i++) {
      if (cells[i] == '.' || i == from) {
        cells[i] = mark;
      }
    }
  }

  private static char mark(Buffer buffer, Set<String> read, Set<String> written) {
    if (buffer.kind() == Buffer.Kind.SCRATCH) {
      return 's';
    }
    boolean reads = buffer.values().stream().anyMatch(read::contains);
    boolean writes = buffer.values().stream().anyMatch(written::contains);
    return reads && writes ? '*' : writes ? '#' : reads ? '=' : '-';
  }

  private static String shortened(String name) {
    return name.length() <= 40 ? name : "..." + name.substring(name.length() - 37);
  }
}
