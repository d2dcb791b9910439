package thimble.frontend.quantize;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import thimble.frontend.calibrate.Range;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxType;

/**
 * Where int8 and int16 tensors meet. An operator computes in one width: in 16 bits where any tensor
 * that it reads or gives is stored in 16. Its other operands are widened in front of it, and a
 * result that is stored in 8 bits is narrowed behind it.
 *
 * <pre>
 *   a int8, y int16:   a -&gt; widened a -&gt; Conv -&gt; y
 *   y int16, b int8:   y -&gt; Conv -&gt; b in 16 bits -&gt; b
 * </pre>
 */
final class Widths {
  private final OnnxEdit edit;
  private final Placement placement;
  private final Map<String, Scale> scales;

  /** Stored tensors whose operators compute in 16 bits. */
  private final Set<String> wide = new LinkedHashSet<>();

  /**
   * @param edit the float model
   * @param scales of every stored tensor
   */
  Widths(OnnxEdit edit, Placement placement, Map<String, Scale> scales) {
    this.edit = edit;
    this.placement = placement;
    this.scales = scales;
    if (scales.values().stream().noneMatch(Widths::isWide)) {
      return;
    }
    for (OnnxNode node : edit.nodes()) {
      boolean reads = node.inputs().stream().anyMatch(x -> isWide(scales.get(x)));
      if (computes(node) && (reads || isWide(scales.get(end(node))))) {
        wide.add(end(node));
      }
    }
  }

  private static boolean isWide(Scale scale) {
    return scale != null && scale.type() == OnnxType.INT16;
  }

  private boolean computes(OnnxNode node) {
    Kind kind = placement.kinds().get(Nodes.output(node));
    // What gives no number of its own scale reads any width.
    return kind != Kind.FLOAT && kind != Kind.MOVEMENT && !Nodes.is(node, "ArgMax", "ArgMin");
  }

  /** The stored tensor that a node's result becomes, behind what is computed together with it. */
  private String end(OnnxNode node) {
    return end(edit, Nodes.output(node), scales);
  }

  static String end(OnnxEdit edit, String name, Map<String, Scale> scales) {
    String end = name;
    while (!scales.containsKey(end)) {
      end = Nodes.output(edit.readers(end).get(0));
    }
    return end;
  }

  /** Whether a node computes in 16 bits. */
  boolean isWide(OnnxNode node) {
    return !wide.isEmpty() && computes(node) && wide.contains(end(node));
  }

  /** The scale at which a node reads a stored tensor. */
  Scale read(OnnxNode node, String tensor) {
    Scale stored = scales.get(tensor);
    return isWide(node) ? widened(stored) : stored;
  }

  /** The scale at which a stored tensor's operator gives it. */
  Scale given(String tensor) {
    Scale stored = scales.get(tensor);
    return wide.contains(tensor) ? widened(stored) : stored;
  }

  /** The same range in 16 bits. */
  static Scale widened(Scale scale) {
    return isWide(scale) ? scale : Scale.of(new Range(scale.low(), scale.high()), OnnxType.INT16);
  }

  /** Stored tensors of 8 bits that operators of 16 bits read, with those operators. */
  Map<String, Set<OnnxNode>> widenings() {
    Map<String, Set<OnnxNode>> found = new LinkedHashMap<>();
    for (OnnxNode node : edit.nodes()) {
      for (String name : node.inputs()) {
        if (scales.containsKey(name) && !isWide(scales.get(name)) && isWide(node)) {
          found.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(node);
        }
      }
    }
    return found;
  }

  /** Whether a stored tensor of 8 bits comes from an operator of 16. */
  boolean isNarrowed(String tensor) {
    return wide.contains(tensor) && !isWide(scales.get(tensor));
  }
}
