package thimble.codegen.c;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Quantization;
import thimble.ir.TensorType;

/** How emitted text and reports speak of nodes and tensors: one line, cleaned. */
public final class LayerNames {
  private static final int SOURCES_SHOWN = 6;

  private LayerNames() {}

  /**
   * The name of the first model node that a node stands for; its value's id where there is none.
   */
  public static String of(Node node) {
    List<Origin.Source> sources = node.origin().sources();
    return CText.comment(sources.isEmpty() ? node.output().id() : sources.get(0).name());
  }

  /** Lines such as {@code from "/stem/conv" (Conv)}. */
  static List<String> sources(Node node) {
    List<Origin.Source> sources = node.origin().sources();
    List<String> lines =
        new ArrayList<>(
            sources.stream()
                .limit(SOURCES_SHOWN)
                .map(
                    s ->
                        "from \""
                            + CText.comment(s.name())
                            + "\" ("
                            + CText.comment(s.opType())
                            + ")")
                .toList());
    if (sources.size() > SOURCES_SHOWN) {
      lines.add("and " + (sources.size() - SOURCES_SHOWN) + " nodes more");
    }
    return lines;
  }

  /** For example {@code s8[1x48x48x16]}. */
  public static String shape(TensorType type) {
    return TensorType.of(type.element(), type.shape()).toString();
  }

  /** For example {@code s8[1x48x48x16], scale 0.0235, zero point -128}. */
  static String type(TensorType type) {
    String text = shape(type);
    if (!type.isQuantized()) {
      return text;
    }
    Quantization quantization = type.quant();
    if (quantization.isPerTensor()) {
      return text + ", scale " + quantization.scale() + ", zero point " + quantization.zeroPoint();
    }
    return text
        + ", scales "
        + Collections.min(quantization.scales())
        + " to "
        + Collections.max(quantization.scales())
        + " along axis "
        + quantization.axis();
  }
}
