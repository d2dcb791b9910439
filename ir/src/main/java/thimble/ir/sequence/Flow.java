package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Recurrence;
import thimble.ir.op.Slice;

/** Where time goes in a graph over a window. */
final class Flow {
  private final GraphIndex index;

  /** By value that has time. */
  private final Map<String, Track> tracks = new LinkedHashMap<>();

  /** By first output of a node that treats every moment alike. */
  private final Map<String, Slide> slides = new LinkedHashMap<>();

  /** Values that are about a whole window: they are computed anew in each run. */
  private final Set<String> anew = new LinkedHashSet<>();

  /** Nodes that want a window's rows in one piece. */
  private final List<Node> whole = new ArrayList<>();

  /** Nodes that carry a state from step to step. */
  private final List<Node> recurrent = new ArrayList<>();

  private int frames = 1;

  private Flow(Graph batch) {
    this.index = batch.index();
  }

  /**
   * @param inputs the inputs that are sequences, by id
   */
  static Flow of(Graph batch, Map<String, Track> inputs) {
    Flow flow = new Flow(batch);
    flow.tracks.putAll(inputs);
    batch.nodes().forEach(flow::follow);
    flow.frames =
        flow.tracks.values().stream()
            .mapToInt(Track::framesPerRow)
            .reduce(1, Flow::leastCommonMultiple);
    flow.recurrent.forEach(flow::ends);
    return flow;
  }

  /** Frames that a run takes. */
  int frames() {
    return frames;
  }

  Optional<Track> track(String id) {
    return Optional.ofNullable(tracks.get(id));
  }

  Map<String, Track> tracks() {
    return tracks;
  }

  Optional<Slide> slide(Node node) {
    return Optional.ofNullable(slides.get(node.output().id()));
  }

  List<Node> whole() {
    return whole;
  }

  List<Node> recurrent() {
    return recurrent;
  }

  /** New rows of a value in each run. */
  int newRows(String id) {
    return frames / tracks.get(id).framesPerRow();
  }

  /** The rows of a window that a node in one piece looks at: the first and how many. */
  int[] seen(Node node, int operand) {
    Track track = tracks.get(node.inputs().get(operand));
    if (track.last()) {
      return new int[] {track.rows() - 1, 1};
    }
    if (isCut(node)) {
      Slice slice = (Slice) node.op();
      return new int[] {slice.starts().get(track.axis()), slice.sizes().get(track.axis())};
    }
    return new int[] {0, track.rows()};
  }

  /** Whether a node in one piece only takes some rows of it. */
  boolean isCut(Node node) {
    return node.op() instanceof Slice slice
        && track(node.inputs().get(0)).filter(it -> !it.last()).isPresent()
        && slice.steps().get(tracks.get(node.inputs().get(0)).axis()) == 1;
  }

  private void follow(Node node) {
    List<Integer> axes =
        node.inputs().stream().map(id -> track(id).map(Track::axis).orElse(-1)).toList();
    List<Track> sources =
        node.inputs().stream().distinct().filter(tracks::containsKey).map(tracks::get).toList();
    boolean ofWindow = node.inputs().stream().anyMatch(anew::contains);
    if (sources.isEmpty()) {
      if (ofWindow) {
        node.outputs().forEach(output -> anew.add(output.id()));
      }
      return;
    }
    Optional<Recurrence> recurrence = node.op().recurrence();
    if (recurrence.isPresent() && recurrence.get().reverse()) {
      throw Refusals.of(
          node, "it runs from the last step to the first: each new frame changes all of its steps");
    }
    boolean sameRate =
        sources.stream().map(Track::framesPerRow).distinct().count() == 1
            && sources.stream().noneMatch(Track::last)
            && !ofWindow;
    Optional<Slide> slide =
        sameRate ? Slide.of(node.op(), index.signature(node), axes) : Optional.empty();
    // What ends in a single row looks at the window as one, whatever its stride says.
    TensorType type = node.output().type();
    if (slide.isEmpty() || type.extent(slide.get().axis()) < 2) {
      whole.add(node);
      node.outputs().forEach(output -> anew.add(output.id()));
      return;
    }
    int axis = slide.get().axis();
    int each = sources.get(0).framesPerRow() * slide.get().stride();
    slides.put(node.output().id(), slide.get());
    tracks.put(node.output().id(), new Track(axis, each, type.extent(axis), false));
    if (recurrence.isPresent()) {
      recurrent.add(node);
      // How many frames it stands for is known when all strides are.
      node.outputs().stream()
          .skip(1)
          .forEach(end -> tracks.put(end.id(), new Track(0, each, 1, true)));
    }
  }

  /** A state after the last step is one row a run. */
  private void ends(Node node) {
    Recurrence recurrence = node.op().recurrence().orElseThrow();
    int steps = node.output().type().extent(0);
    int newSteps = newRows(node.output().id());
    for (int state = 0; state < recurrence.first().size(); state++) {
      String id = node.outputs().get(recurrence.last(state)).id();
      tracks.remove(id);
      if (index.uses(id) > 0) {
        if (steps % newSteps != 0 || index.type(id).extent(0) != 1) {
          throw Refusals.of(
              node,
              "its last state is used, after "
                  + steps
                  + " steps of "
                  + index.type(id).extent(0)
                  + " sequence(s); a run takes "
                  + newSteps
                  + " steps of one");
        }
        tracks.put(id, new Track(0, frames, steps / newSteps, true));
      }
    }
  }

  static int leastCommonMultiple(int a, int b) {
    int x = a;
    int y = b;
    while (y != 0) {
      int rest = x % y;
      x = y;
      y = rest;
    }
    return a / x * b;
  }
}
