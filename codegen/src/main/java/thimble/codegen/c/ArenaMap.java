package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Value;
import thimble.planner.Buffer;
import thimble.planner.Plan;
import thimble.planner.RowAddress;
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
    GraphIndex index = plan.graph().index();
    String size = Long.toString(plan.arenaBytes());
    lines.add("step  0" + " ".repeat(WIDTH - size.length()) + size + "   live");
    for (int step = 0; step < plan.steps().size(); step++) {
      lines.add(line(plan, index, step));
    }
    return lines;
  }

  private static String line(Plan plan, GraphIndex index, int step) {
    Node node = plan.graph().nodes().get(((Step.Call) plan.steps().get(step)).node());
    char[] cells = ".".repeat(WIDTH).toCharArray();
    long live = 0;
    for (Buffer buffer : plan.buffers()) {
      for (Buffer.Span span : buffer.spans()) {
        if (span.isLiveAt(step)) {
          live += span.bytes();
          char mark = buffer.kind() == Buffer.Kind.SCRATCH ? 's' : '-';
          fill(cells, new Range(span.offset(), span.end()), plan.arenaBytes(), mark);
        }
      }
    }
    List<Range> read = ranges(plan, index, node.inputs());
    List<Range> written = ranges(plan, index, node.outputs().stream().map(Value::id).toList());
    read.forEach(range -> fill(cells, range, plan.arenaBytes(), '='));
    written.forEach(range -> fill(cells, range, plan.arenaBytes(), '#'));
    for (Range from : read) {
      for (Range to : written) {
        fill(cells, from.meeting(to), plan.arenaBytes(), '*');
      }
    }
    return String.format(
        Locale.ROOT,
        "%4d  |%s|%8d  %s \"%s\"",
        step,
        new String(cells),
        live,
        node.op().name(),
        shortened(LayerNames.of(node)));
  }

  /** Bytes of the arena; none where {@code end <= begin}. */
  private record Range(long begin, long end) {
    Range meeting(Range other) {
      return new Range(Math.max(begin, other.begin), Math.min(end, other.end));
    }
  }

  private static List<Range> ranges(Plan plan, GraphIndex index, List<String> values) {
    List<Range> ranges = new ArrayList<>();
    for (String value : values) {
      if (plan.addresses().get(value) instanceof RowAddress.Linear linear) {
        ranges.add(new Range(linear.offset(), linear.offset() + index.type(value).bytes()));
      }
    }
    return ranges;
  }

  private static void fill(char[] cells, Range range, long arenaBytes, char mark) {
    if (range.end() <= range.begin()) {
      return;
    }
    int from = (int) (range.begin() * WIDTH / arenaBytes);
    int to = (int) Math.max(from + 1, (range.end() * WIDTH + arenaBytes - 1) / arenaBytes);
    for (int i = from; i < to; i++) {
      cells[i] = mark;
    }
  }

  private static String shortened(String name) {
    return name.length() <= 40 ? name : "..." + name.substring(name.length() - 37);
  }
}
