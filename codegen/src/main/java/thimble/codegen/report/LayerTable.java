package thimble.codegen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The layers as a table.
 *
 * @param measured whether instructions are known
 * @param recomputed whether anything is computed twice
 * @param scratch whether any kernel has working memory
 */
public record LayerTable(
    boolean measured, boolean recomputed, boolean scratch, List<Row> rows, Row total) {
  /**
   * @param macsPercent of the layer with the most, for a bar
   * @param instructionsPercent of the layer with the most, for a bar
   */
  public record Row(
      String index,
      String name,
      String op,
      String kernel,
      String input,
      String output,
      String macs,
      String macsPercent,
      String recomputed,
      String instructions,
      String instructionsPercent,
      String perMac,
      String weights,
      String scratch,
      String live) {}

  public LayerTable {
    rows = List.copyOf(rows);
  }

  static LayerTable of(Report report) {
    List<Report.Layer> layers = report.layers();
    long mostMacs = layers.stream().mapToLong(Report.Layer::macs).max().orElse(0);
    long most = layers.stream().mapToLong(it -> it.instructions().orElse(0)).max().orElse(0);
    long[] live = new long[layers.size()];
    for (Report.Stage stage : report.plan().stages()) {
      stage.layers().forEach(layer -> live[layer] = Math.max(live[layer], stage.live()));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Report.Layer layer = layers.get(i);
      long count = layer.instructions().orElse(0);
      rows.add(
          new Row(
              String.valueOf(i),
              layer.name(),
              layer.op(),
              layer.kernel(),
              layer.input(),
              layer.output(),
              orEmpty(layer.macs()),
              share(layer.macs(), mostMacs),
              orEmpty(layer.recomputedMacs()),
              orEmpty(count),
              share(count, most),
              perMac(count, layer.macs()),
              orEmpty(layer.weights()),
              orEmpty(layer.scratch()),
              Words.number(live[i])));
    }
    return new LayerTable(
        layers.stream().anyMatch(layer -> layer.instructions().isPresent()),
        layers.stream().anyMatch(layer -> layer.recomputedMacs() > 0),
        layers.stream().anyMatch(layer -> layer.scratch() > 0),
        rows,
        total(report));
  }

  private static Row total(Report report) {
    List<Report.Layer> layers = report.layers();
    long macs = layers.stream().mapToLong(Report.Layer::macs).sum();
    long count = layers.stream().mapToLong(it -> it.instructions().orElse(0)).sum();
    long recomputed = layers.stream().mapToLong(Report.Layer::recomputedMacs).sum();
    long weights = layers.stream().mapToLong(Report.Layer::weights).sum();
    return new Row(
        "",
        "all layers",
        "",
        "",
        "",
        "",
        Words.number(macs),
        "0",
        orEmpty(recomputed),
        orEmpty(count),
        "0",
        perMac(count, macs),
        Words.number(weights),
        Words.number(report.ram().scratch()),
        Words.number(report.ram().peak()));
  }

  private static String orEmpty(long value) {
    return value == 0 ? "" : Words.number(value);
  }

  private static String share(long part, long whole) {
    return Words.decimal(100.0 * part / Math.max(1, whole));
  }

  private static String perMac(long instructions, long macs) {
    return macs == 0 || instructions == 0
        ? ""
        : String.format(Locale.ROOT, "%.2f", (double) instructions / macs);
  }
}
