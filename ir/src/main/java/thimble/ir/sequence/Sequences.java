package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.ThimbleException;
import thimble.ir.Verifier;

/**
 * Makes a graph over a window of time one over the frames that are new. Every value that has time
 * is followed through the graph: how many frames one of its rows stands for, and by how many rows
 * it is behind the newest frame. An operator that treats every moment alike computes its new rows
 * only; a recurrent one takes its new steps from where it was; any other one is given the window's
 * rows in one piece, from a ring. See docs/sequences.md.
 */
public final class Sequences {
  private final Graph batch;
  private final GraphIndex index;
  private final TimeInputs inputs;
  private final Flow flow;

  /** By value that has time: rows that it is behind the frames. */
  private final Map<String, Integer> delays = new LinkedHashMap<>();

  private Sequences(TimeInputs inputs) {
    this.inputs = inputs;
    this.batch = inputs.graph();
    this.index = batch.index();
    this.flow = Flow.of(batch, inputs.tracks());
  }

  /**
   * @throws ThimbleException T0208 where there is no time to follow
   */
  public static Sequence of(Graph batch) {
    return of(batch, TimeAxes.FOUND);
  }

  /**
   * @param axes which axes of the inputs are time
   * @throws ThimbleException T0208 where there is no time to follow
   */
  public static Sequence of(Graph batch, TimeAxes axes) {
    return new Sequences(TimeInputs.of(LastStates.of(batch), axes)).rewrite();
  }

  private Sequence rewrite() {
    requireThatSomethingSlides();
    int frames = flow.frames();
    int window = inputs.window();
    if (frames > window) {
      throw Refusals.of("its strides multiply to " + frames + " frames, its window has " + window);
    }
    inputs.tracks().keySet().forEach(id -> delays.put(id, 0));
    for (Node node : batch.nodes()) {
      flow.slide(node).ifPresent(slide -> delay(node, slide));
    }
    int behind = behind();
    SequenceWriter writer = new SequenceWriter(batch, flow, delays);
    reads(writer, behind);
    Graph graph = writer.write();
    Verifier.require(graph, "sequences");
    List<Sequence.Result> results = new ArrayList<>();
    batch.results().forEach(port -> results.add(result(port, behind - window)));
    return new Sequence(
        batch,
        graph,
        inputs.kinds(),
        frames,
        window,
        results,
        warmUp(behind, results),
        names(padded()),
        names(flow.whole().stream().filter(this::computes).toList()),
        names(flow.recurrent()));
  }

  /** A model all of whose work is about the whole window is computed anew for each frame. */
  private void requireThatSomethingSlides() {
    boolean slides =
        batch.nodes().stream()
            .filter(node -> flow.slide(node).isPresent())
            .anyMatch(this::computes);
    if (!slides && !flow.whole().isEmpty()) {
      throw Refusals.of(
          flow.whole().get(0), "it needs the whole sequence, and nothing before it is computed");
    }
  }

  private boolean computes(Node node) {
    return node.op().aliases(index.signature(node)).isEmpty();
  }

  /** The newest output row is the last one for which every input is there. */
  private void delay(Node node, Slide slide) {
    int delay = Integer.MIN_VALUE;
    for (int i = 0; i < node.inputs().size(); i++) {
      Integer source = delays.get(node.inputs().get(i));
      if (source != null) {
        int newest = Math.floorDiv(-1 - source - slide.lookahead(i), slide.stride());
        delay = Math.max(delay, -1 - newest);
      }
    }
    String output = node.output().id();
    if (flow.recurrent().contains(node)) {
      // A sequence's first step is the first one of a run: until then the state is held.
      int newSteps = flow.newRows(output);
      int runs = Math.max(0, (delay + newSteps - 1) / newSteps);
      delay = runs * newSteps;
      node.outputs().stream()
          .skip(1)
          .filter(end -> flow.track(end.id()).isPresent())
          .forEach(end -> delays.put(end.id(), runs));
    }
    delays.put(output, delay);
  }

  /** By how many frames the first one of the windows that are computed whole lies behind. */
  private int behind() {
    int behind = 0;
    int unit = 1;
    for (Node node : flow.whole()) {
      for (String id : node.inputs()) {
        if (delays.containsKey(id)) {
          Track track = flow.track(id).orElseThrow();
          behind = Math.max(behind, (track.rows() + delays.get(id)) * track.framesPerRow());
          unit = Flow.leastCommonMultiple(unit, track.framesPerRow());
        }
      }
    }
    return (behind + unit - 1) / unit * unit;
  }

  private void reads(SequenceWriter writer, int behind) {
    for (Node node : batch.nodes()) {
      Optional<Slide> slide = flow.slide(node);
      for (int i = 0; i < node.inputs().size(); i++) {
        String id = node.inputs().get(i);
        if (!delays.containsKey(id)) {
          continue;
        }
        if (slide.isEmpty()) {
          Track track = flow.track(id).orElseThrow();
          int[] seen = flow.seen(node, i);
          // Counted from the newest row back.
          int unread = behind / track.framesPerRow() - delays.get(id) - seen[0] - seen[1];
          writer.read(node, i, unread, seen[1]);
        } else {
          slides(writer, node, i, slide.get());
        }
      }
    }
  }

  private void slides(SequenceWriter writer, Node node, int operand, Slide slide) {
    String id = node.inputs().get(operand);
    int newestOutput = -1 - delays.get(node.output().id());
    int newest = newestOutput * slide.stride() + slide.lookahead(operand);
    writer.read(
        node,
        operand,
        -1 - delays.get(id) - newest,
        slide.rows(operand, flow.newRows(node.output().id())));
  }

  private Sequence.Result result(Port port, int lag) {
    String id = port.value().id();
    if (!delays.containsKey(id)) {
      return new Sequence.Result(Sequence.Kind.WINDOW, 0, 0, flow.whole().isEmpty() ? 0 : lag);
    }
    Track track = flow.track(id).orElseThrow();
    return new Sequence.Result(
        track.last() ? Sequence.Kind.STATE : Sequence.Kind.ROWS,
        track.framesPerRow(),
        track.rows(),
        delays.get(id) * track.framesPerRow());
  }

  private int warmUp(int behind, List<Sequence.Result> results) {
    int lag = results.stream().mapToInt(Sequence.Result::lag).max().orElse(0);
    int seen = flow.whole().isEmpty() && flow.recurrent().isEmpty() ? 1 : inputs.window() + lag;
    return (Math.max(Math.max(behind, seen), 1) + flow.frames() - 1) / flow.frames();
  }

  /** Layers that read rows in front of the window's first one, or behind its last one. */
  private List<Node> padded() {
    List<Node> found = new ArrayList<>();
    for (Node node : batch.nodes()) {
      Optional<Slide> slide = flow.slide(node);
      for (int i = 0; slide.isPresent() && i < node.inputs().size(); i++) {
        Optional<Track> track = flow.track(node.inputs().get(i));
        if (track.isPresent()) {
          int outputs = node.output().type().extent(slide.get().axis());
          int last = (outputs - 1) * slide.get().stride() + slide.get().lookahead(i);
          boolean pads = slide.get().leads().get(i) < 0 || last >= track.get().rows();
          if (pads && !found.contains(node)) {
            found.add(node);
          }
        }
      }
    }
    return found;
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Refusals::name).toList();
  }
}
