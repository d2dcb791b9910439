package thimble.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Value;

/**
 * A plan's memory over time, for people: how much is live at each step, what that is, and where it
 * lies.
 *
 * <pre>
 *   step        live  0                        49,152
 *      1      49,152  |AAAAAAAAABBBBBBBBBCCCCCCCCC|  conv2d C   &lt; peak
 *      2      32,768  |.........BBBBBBBBBDDDDDDDDD|  add D
 *   A  %stem s8[1x32x32x16]q
 * </pre>
 */
public final class Timeline {
  private static final int WIDTH = 56;
  private static final String MARKS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final Plan plan;
  private final GraphIndex index;
  private final List<Buffer.Span> spans = new ArrayList<>();
  private final long[] live;
  private final List<Step> flat;

  private Timeline(Plan plan) {
    this.plan = plan;
    this.index = plan.graph().index();
    this.flat = plan.flat();
    int steps = flat.size();
    long[] change = new long[steps + 3];
    for (Buffer buffer : plan.buffers()) {
      for (Buffer.Span span : buffer.spans()) {
        spans.add(span);
        change[span.firstStep() + 1] += span.bytes();
        change[span.lastStep() + 2] -= span.bytes();
      }
    }
    live = new long[steps + 2];
    long bytes = 0;
    for (int i = 0; i < live.length; i++) {
      bytes += change[i];
      live[i] = bytes;
    }
  }

  public static Timeline of(Plan plan) {
    return new Timeline(plan);
  }

  /**
   * Something that is live at a step.
   *
   * @param what {@code %id type}, or whose working memory it is
   */
  public record Live(String what, long bytes) {
    @Override
    public String toString() {
      return what + " " + number(bytes);
    }
  }

  /**
   * Bytes live at a step of {@link Plan#flat}; -1 is before the run, the number of steps after it.
   */
  public long liveBytes(int step) {
    return live[step + 1];
  }

  /** What is live at a step, the largest first. */
  public List<Live> liveAt(int step) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Buffer.Span span : spans) {
      if (span.isLiveAt(step)) {
        bytes.merge(span.value(), span.bytes(), Long::sum);
      }
    }
    return bytes.entrySet().stream()
        .map(entry -> new Live(what(entry.getKey()), entry.getValue()))
        .sorted(Comparator.comparingLong(tensor -> -tensor.bytes()))
        .toList();
  }

  private String what(String value) {
    return index.defines(value) ? "%" + value + " " + index.type(value) : "%" + value;
  }

  /** What runs at a step: operator and result. */
  public String name(int step) {
    if (step < 0) {
      return "before the run";
    }
    if (step >= flat.size()) {
      return "after the run";
    }
    if (flat.get(step) instanceof Step.Call call) {
      boolean whole = call.rowCount() == output(call.node()).type().rows();
      return name(call.node(), whole ? "" : ", row " + call.firstRow());
    }
    if (flat.get(step) instanceof Step.Feed feed) {
      return name(feed.node(), ", fed row " + feed.inputRow());
    }
    if (flat.get(step) instanceof Step.Receive receive) {
      String id = plan.graph().inputs().get(receive.input()).value().id();
      return "receive %" + id + ", row " + receive.row();
    }
    if (flat.get(step) instanceof Step.Deliver deliver) {
      String id = plan.graph().outputs().get(deliver.output()).value().id();
      return "deliver %" + id + ", row " + deliver.row();
    }
    return flat.get(step).toString();
  }

  private Value output(int node) {
    return plan.graph().nodes().get(node).output();
  }

  private String name(int nodeIndex, String rows) {
    Node node = plan.graph().nodes().get(nodeIndex);
    return node.op().name() + " %" + node.output().id() + rows;
  }

  /** One line of the map: a step of the plan at its fullest moment. */
  private record Moment(int top, int step, int end, String name) {}

  private List<Moment> moments() {
    List<Moment> moments = new ArrayList<>();
    int begin = 0;
    for (int top = 0; top < plan.steps().size(); top++) {
      if (plan.steps().get(top) instanceof Step.RowStream stream) {
        int end = begin + stream.steps().size();
        int fullest = begin;
        for (int step = begin; step < end; step++) {
          fullest = liveBytes(step) > liveBytes(fullest) ? step : fullest;
        }
        moments.add(new Moment(top, fullest, end, name(stream)));
        begin = end;
      } else {
        moments.add(new Moment(top, begin, begin + 1, name(begin)));
        begin++;
      }
    }
    return moments;
  }

  private String name(Step.RowStream stream) {
    TreeSet<Integer> nodes = new TreeSet<>();
    for (Step step : stream.steps()) {
      if (step instanceof Step.Call call) {
        nodes.add(call.node());
      } else if (step instanceof Step.Feed feed) {
        nodes.add(feed.node());
      }
    }
    String to = nodes.isEmpty() ? "" : ", to %" + output(nodes.last()).id();
    return "stream of " + nodes.size() + " layers, " + stream.steps().size() + " rows" + to;
  }

  /**
   * The arena as a map, one row a step; a stream is shown at its fullest moment.
   *
   * @param mostRows where the plan has more steps, only those around the peak are shown
   */
  public List<String> map(int mostRows) {
    List<Moment> moments = moments();
    int peak = 0;
    while (peak + 1 < moments.size() && moments.get(peak).end() <= plan.memory().peakStep()) {
      peak++;
    }
    int first = Math.max(0, Math.min(peak - mostRows / 2, moments.size() - mostRows));
    return map(moments, first, Math.min(moments.size(), first + mostRows));
  }

  /** The map from a few steps before the peak to a few after it. */
  public List<String> aroundPeak() {
    return map(7);
  }

  private List<String> map(List<Moment> moments, int first, int end) {
    List<String> lines = new ArrayList<>();
    Map<String, Character> marks = new LinkedHashMap<>();
    String size = number(plan.arenaBytes());
    lines.add("  step          live  0" + " ".repeat(Math.max(1, WIDTH - size.length())) + size);
    if (first > 0) {
      lines.add("   ...");
    }
    for (Moment moment : moments.subList(first, end)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%6d  %,12d  |%s|  %s%s",
              moment.top(),
              liveBytes(moment.step()),
              cells(moment.step(), marks),
              rowName(moment, marks),
              liveBytes(moment.step()) == plan.memory().peak() ? "   < peak" : ""));
    }
    if (end < moments.size()) {
      lines.add("   ...");
    }
    marks.forEach((value, mark) -> lines.add("  " + mark + "  " + what(value)));
    return lines;
  }

  /** The operator, and the mark of its result; a stream by its own name. */
  private String rowName(Moment moment, Map<String, Character> marks) {
    if (plan.steps().get(moment.top()) instanceof Step.Call call) {
      Node node = plan.graph().nodes().get(call.node());
      Character mark = marks.get(node.output().id());
      return mark == null ? moment.name() : node.op().name() + " " + mark;
    }
    return moment.name();
  }

  /** Each cell shows what covers most of its bytes. */
  private String cells(int step, Map<String, Character> marks) {
    char[] cells = ".".repeat(WIDTH).toCharArray();
    long[] covered = new long[WIDTH];
    for (Buffer.Span span : spans) {
      if (!span.isLiveAt(step) || span.bytes() == 0) {
        continue;
      }
      char mark =
          marks.computeIfAbsent(span.value(), id -> MARKS.charAt(marks.size() % MARKS.length()));
      int from = (int) (span.offset() * WIDTH / plan.arenaBytes());
      int to = (int) ((span.end() * WIDTH - 1) / plan.arenaBytes());
      for (int cell = from; cell <= to; cell++) {
        long begin = cell * plan.arenaBytes() / WIDTH;
        long end = (cell + 1) * plan.arenaBytes() / WIDTH;
        long bytes = Math.min(end, span.end()) - Math.max(begin, span.offset());
        if (bytes >= covered[cell]) {
          covered[cell] = bytes;
          cells[cell] = mark;
        }
      }
    }
    return new String(cells);
  }

  private static String number(long bytes) {
    return String.format(Locale.ROOT, "%,d", bytes);
  }
}
