package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Verifier;

/**
 * From a graph over a window of time to one over new frames. Every value that has time is followed
 * through the graph: how many frames one of its rows stands for, and by how many rows it is behind
 * the newest frame. An operator that treats every moment alike ({@link Slide}) computes new rows
 * only, from the rows that are new and those that are kept; any other one is given the window's
 * rows in one piece, from a ring. See docs/sequences.md.
 */
public final class Sequences {
  private static final int TIME = Slide.TIME;

  private final Graph batch;
  private final GraphIndex index;

  /** By value that has time: frames for one of its rows. */
  private final Map<String, Integer> framesPerRow = new LinkedHashMap<>();

  /** By output of a node that treats every moment alike. */
  private final Map<String, Slide> slides = new LinkedHashMap<>();

  /** By value that has time: rows that it is behind the frames. */
  private final Map<String, Integer> delays = new LinkedHashMap<>();

  private final List<Node> whole = new ArrayList<>();
  private int frames;

  private Sequences(Graph batch) {
    this.batch = batch;
    this.index = batch.index();
  }

  /**
   * @throws ThimbleException T0208 where there is no time to follow
   */
  public static Sequence of(Graph batch) {
    return new Sequences(batch).rewrite();
  }

  private Sequence rewrite() {
    Port input = input();
    framesPerRow.put(input.value().id(), 1);
    batch.nodes().forEach(this::follow);
    frames = framesPerRow.values().stream().reduce(1, Sequences::leastCommonMultiple);
    if (frames > input.value().type().extent(TIME)) {
      throw refusal(
          "its strides multiply to "
              + frames
              + " frames, its window has "
              + input.value().type().extent(TIME));
    }
    delays.put(input.value().id(), 0);
    for (Node node : batch.nodes()) {
      if (slides.containsKey(node.output().id())) {
        delays.put(node.output().id(), delay(node));
      }
    }
    int behind = behind();
    SequenceWriter writer = new SequenceWriter(batch, frames);
    framesPerRow.forEach((id, each) -> writer.value(id, frames / each));
    reads(writer, behind);
    Graph graph = writer.write(input, slides);
    Verifier.require(graph, "sequences");
    int window = input.value().type().extent(TIME);
    return new Sequence(
        batch, graph, frames, window, lag(behind, window), warmUp(behind), padded(), names(whole));
  }

  private Port input() {
    List<Port> arguments = batch.arguments();
    if (arguments.size() != 1) {
      throw refusal("it has " + arguments.size() + " inputs; frames come of one");
    }
    TensorType type = arguments.get(0).value().type();
    if (!Slide.hasTime(type) || type.extent(TIME) < 2) {
      throw refusal("its input " + type + " has no axis of time: [1, frames, ...]");
    }
    return arguments.get(0);
  }

  private static ThimbleException refusal(String why) {
    return new ThimbleException(
        Code.T0208,
        "the model is no sequence",
        "",
        why,
        "--input frames is for models whose second axis is time");
  }

  private boolean[] time(Node node) {
    boolean[] time = new boolean[node.inputs().size()];
    for (int i = 0; i < time.length; i++) {
      time[i] = framesPerRow.containsKey(node.inputs().get(i));
    }
    return time;
  }

  private void follow(Node node) {
    boolean[] time = time(node);
    List<String> sources =
        node.inputs().stream().filter(framesPerRow::containsKey).distinct().toList();
    if (sources.isEmpty()) {
      return;
    }
    Optional<Slide> slide = Slide.of(node.op(), index.signature(node), time);
    boolean sameRate = sources.stream().map(framesPerRow::get).distinct().count() == 1;
    // What ends in a single row looks at the window as one, whatever its stride says.
    boolean goesOn = node.output().type().rank() >= 3 && node.output().type().extent(TIME) > 1;
    if (slide.isPresent() && sameRate && goesOn) {
      slides.put(node.output().id(), slide.get());
      framesPerRow.put(node.output().id(), framesPerRow.get(sources.get(0)) * slide.get().stride());
    } else {
      whole.add(node);
    }
  }

  private static int leastCommonMultiple(int a, int b) {
    int x = a;
    int y = b;
    while (y != 0) {
      int rest = x % y;
      x = y;
      y = rest;
    }
    return a / x * b;
  }

  /** The newest output row is the last one for which every input is there. */
  private int delay(Node node) {
    Slide slide = slides.get(node.output().id());
    int delay = Integer.MIN_VALUE;
    for (int i = 0; i < node.inputs().size(); i++) {
      Integer source = delays.get(node.inputs().get(i));
      if (source != null) {
        int newest = Math.floorDiv(-1 - source - slide.lookahead(i), slide.stride());
        delay = Math.max(delay, -1 - newest);
      }
    }
    return delay;
  }

  /** By how many frames the first one of the windows that are computed whole lies behind. */
  private int behind() {
    int behind = 0;
    int unit = 1;
    for (Node node : whole) {
      for (String id : node.inputs()) {
        if (delays.containsKey(id)) {
          int rows = index.type(id).extent(TIME) + delays.get(id);
          behind = Math.max(behind, rows * framesPerRow.get(id));
          unit = leastCommonMultiple(unit, framesPerRow.get(id));
        }
      }
    }
    return (behind + unit - 1) / unit * unit;
  }

  private void reads(SequenceWriter writer, int behind) {
    for (Node node : batch.nodes()) {
      Slide slide = slides.get(node.output().id());
      for (int i = 0; i < node.inputs().size(); i++) {
        String id = node.inputs().get(i);
        if (!delays.containsKey(id)) {
          continue;
        }
        int each = framesPerRow.get(id);
        int newRows = frames / each;
        if (slide == null) {
          int window = index.type(id).extent(TIME);
          // Counted from the newest row back.
          int unread = behind / each - delays.get(id) - window;
          writer.read(node, i, unread, window);
        } else {
          int outputRows = newRows / slide.stride();
          int delay = delays.get(node.output().id());
          int newestOutput = -1 - delay;
          int unread = -1 - delays.get(id) - (newestOutput * slide.stride() + slide.lookahead(i));
          writer.read(node, i, unread, slide.rows(i, outputRows));
        }
      }
    }
  }

  private int lag(int behind, int window) {
    if (!whole.isEmpty()) {
      return behind - window;
    }
    int lag = 0;
    for (Port port : batch.results()) {
      String id = port.value().id();
      if (delays.containsKey(id)) {
        lag = Math.max(lag, delays.get(id) * framesPerRow.get(id));
      }
    }
    return lag;
  }

  private int warmUp(int behind) {
    return (Math.max(behind, 1) + frames - 1) / frames;
  }

  /** Layers that read rows in front of the window's first one, or behind its last one. */
  private List<String> padded() {
    List<Node> found = new ArrayList<>();
    for (Node node : batch.nodes()) {
      Slide slide = slides.get(node.output().id());
      for (int i = 0; slide != null && i < node.inputs().size(); i++) {
        if (delays.containsKey(node.inputs().get(i))) {
          int rows = index.type(node.inputs().get(i)).extent(TIME);
          int last = (node.output().type().extent(TIME) - 1) * slide.stride() + slide.lookahead(i);
          boolean pads = slide.leads().get(i) < 0 || last >= rows;
          if (pads && !found.contains(node)) {
            found.add(node);
          }
        }
      }
    }
    return names(found);
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream()
        .map(
            node ->
                node.origin().sources().isEmpty()
                    ? node.output().id()
                    : node.origin().sources().get(0).name())
        .toList();
  }
}
