package thimble.codegen.c;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Quantization;
import thimble.ir.TensorType;

/** How emitted text and reports speak of nodes and tensors: one line, cleaned. */
public final class LayerNames {
  private static final int SOURCES_SHOWN = 8;

  /** What passes fold into the nodes beside them: no name for the result if there is another. */
  private static final Set<String> COMPANIONS =
      Set.of(
          "BatchNormalization",
          "Clip",
          "DequantizeLinear",
          "Identity",
          "Pad",
          "QuantizeLinear",
          "Relu",
          "Reshape",
          "Transpose");

  private LayerNames() {}

  /**
   * The name of the model's node that a node stands for above all; its value's id where there is
   * none.
   */
  public static String of(Node node) {
    List<Origin.Source> sources = node.origin().sources();
    return sources.stream()
        .filter(source -> !COMPANIONS.contains(source.opType()))
        .findFirst()
        .or(() -> sources.stream().findFirst())
        .map(source -> CText.comment(source.name()))
        .orElseGet(() -> CText.comment(node.output().id()));
  }

  /** Lines such as {@code from "/stem/pad" (Pad), "/stem/conv" (Conv)}. */
  static List<String> sources(Node node) {
    List<Origin.Source> sources = node.origin().sources();
    if (sources.isEmpty()) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    for (Origin.Source source : sources.subList(0, Math.min(SOURCES_SHOWN, sources.size()))) {
      words.add(
          (words.isEmpty() ? "from \"" : "\"")
              + CText.comment(source.name())
              + "\" ("
              + CText.comment(source.opType())
              + ")");
    }
    if (sources.size() > SOURCES_SHOWN) {
      words.add((sources.size() - SOURCES_SHOWN) + " more");
    }
    return CText.wrap(CText.separated(words), 4);
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
