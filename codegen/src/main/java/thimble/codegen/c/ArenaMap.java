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

  static List<String> lines(Plan plan, Layers layers, ArenaUse use) {
    List<String> lines = new ArrayList<>();
    GraphIndex index = plan.graph().index();
    String size = Long.toString(plan.arenaBytes());
    lines.add("step  0" + " ".repeat(WIDTH - size.length()) + size + "   live");
    for (int step = 0; step < layers.stages().size(); step++) {
      Layers.Stage stage = layers.stages().get(step);
      lines.add(
          stage.step() instanceof Step.Call call
              ? layer(plan, index, call, stage.firstTime(), use, step)
              : stream(plan, layers, stage, use.fullest(stage), use, step));
    }
    return lines;
  }

  private static String layer(
      Plan plan, GraphIndex index, Step.Call call, int time, ArenaUse use, int step) {
    Node node = plan.graph().nodes().get(call.node());
    char[] cells = ".".repeat(WIDTH).toCharArray();
    for (Buffer buffer : plan.buffers()) {
      for (Buffer.Span span : buffer.spans()) {
        if (span.isLiveAt(time)) {
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
    return line(cells, step, use.at(time), node.op().name() + ' ' + quoted(node));
  }

  /** A stream at its fullest: rows that it works on, and what was there before or stays after. */
  private static String stream(
      Plan plan, Layers layers, Layers.Stage stage, int time, ArenaUse use, int step) {
    char[] cells = ".".repeat(WIDTH).toCharArray();
    for (Buffer buffer : plan.buffers()) {
      for (Buffer.Span span : buffer.spans()) {
        if (span.isLiveAt(time)) {
          fill(
              cells,
              new Range(span.offset(), span.end()),
              plan.arenaBytes(),
              mark(buffer, span, stage));
        }
      }
    }
    return line(cells, step, use.at(time), title(plan, layers, stage));
  }

  private static String title(Plan plan, Layers layers, Layers.Stage stage) {
    List<Integer> numbers = stage.layers();
    if (numbers.isEmpty()) {
      int rows = stage.lastTime() - stage.firstTime() + 1;
      return rows + (stage.step() instanceof Step.Deliver ? " rows go" : " rows come");
    }
    Node last = plan.graph().nodes().get(layers.nodes().get(numbers.get(numbers.size() - 1)));
    return "stream of " + numbers.size() + " layers to " + quoted(last);
  }

  private static char mark(Buffer buffer, Buffer.Span span, Layers.Stage stage) {
    if (buffer.kind() == Buffer.Kind.SCRATCH) {
      return 's';
    }
    if (span.firstStep() >= stage.firstTime()) {
      return '#';
    }
    return span.lastStep() <= stage.lastTime() ? '=' : '-';
  }

  private static String line(char[] cells, int step, long live, String title) {
    return String.format(Locale.ROOT, "%4d  |%s|%8d  %s", step, new String(cells), live, title);
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

  private static String quoted(Node node) {
    String name = LayerNames.of(node);
    return '"' + (name.length() <= 40 ? name : "..." + name.substring(name.length() - 37)) + '"';
  }
}
