package thimble.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import thimble.frontend.quantize.EqualizationWay;
import thimble.frontend.quantize.QuantizeReport;

/** What became of a model that was quantized, in words. */
final class QuantizeText {
  private static final int WORST = 5;
  private static final int LOUDEST = 3;
  private static final int NAME = 32;

  private QuantizeText() {}

  /**
   * @param all every layer and tensor, not only the worst
   */
  static void print(QuantizeReport report, boolean all, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "model    %s, calibrated on %d samples (%s), ranges by %s, %s rounding%n",
        report.model(),
        report.samples(),
        report.source(),
        report.options().calibrator().text(),
        report.options().adaptive() ? "adaptive" : "nearest");
    out.printf(
        Locale.ROOT,
        "result   %d layers, %,d B of weights and biases%n",
        report.layers().size(),
        report.weightBytes());
    out.printf(
        Locale.ROOT,
        "output   signal to noise %s dB against float, largest output the same on %.1f %% of %d calibration samples%n",
        decibels(report.sqnr()),
        100 * report.agreement(),
        report.compared());
    out.printf(
        Locale.ROOT,
        "memory   %,d KB of statistics, and one sample at a time%n",
        (report.statisticsBytes() + 1023) / 1024);
    if (report.options().repairs().equalization() != EqualizationWay.NONE) {
      out.printf(
          "repairs  factors moved between layers, by %s%n",
          report.options().repairs().equalization() == EqualizationWay.RANGES
              ? "what channels hold on the samples"
              : "weights");
    }
    report.notes().forEach(note -> out.println("note     " + note));
    outliers(report, all, out);
    out.println();
    Table layers =
        new Table(
            List.of(
                all ? "layer" : "layers that hurt most",
                "operator",
                "bits",
                "weights dB",
                "result dB",
                "noise added"));
    report.layers().stream()
        .sorted(
            all ? (a, b) -> 0 : Comparator.comparingDouble(QuantizeReport.Layer::harm).reversed())
        .limit(all ? Integer.MAX_VALUE : WORST)
        .forEach(
            layer ->
                layers.row(
                    List.of(
                        Table.shorten(layer.name(), NAME),
                        layer.op(),
                        "" + layer.bits(),
                        decibels(layer.weightSqnr()),
                        decibels(layer.sqnr()),
                        String.format(Locale.ROOT, "%.4f%%", 100 * layer.harm()))));
    layers.print(out);
    if (all) {
      out.println();
      tensors(report, out);
    }
    out.flush();
  }

  /** Loud channels; those that were left as they are always, the others on demand. */
  private static void outliers(QuantizeReport report, boolean all, PrintWriter out) {
    List<QuantizeReport.Outlier> told =
        report.outliers().stream()
            .sorted(Comparator.comparingDouble(QuantizeReport.Outlier::after).reversed())
            .limit(all ? Integer.MAX_VALUE : LOUDEST)
            .toList();
    for (QuantizeReport.Outlier outlier : told) {
      out.printf(
          Locale.ROOT,
          "loud     %s: %d of its channels (%d) to %.0f times the usual range, %s%n",
          Table.shorten(outlier.tensor(), NAME),
          outlier.channels().size(),
          outlier.channels().get(0),
          outlier.before(),
          switch (outlier.treatment()) {
            case EQUALIZED ->
                String.format(Locale.ROOT, "equalized to %.1f times", outlier.after());
            case CLIPPED -> "clipped";
            case KEPT -> "kept: the others have few levels";
          });
    }
  }

  private static void tensors(QuantizeReport report, PrintWriter out) {
    Table table =
        new Table(
            List.of("tensor", "bits", "seen from", "to", "stored from", "to", "clipped", "dB"));
    for (QuantizeReport.Tensor tensor : report.tensors()) {
      table.row(
          List.of(
              Table.shorten(tensor.name(), NAME),
              "" + tensor.bits(),
              figure(tensor.seenLow()),
              figure(tensor.seenHigh()),
              figure(tensor.low()),
              figure(tensor.high()),
              String.format(Locale.ROOT, "%.3f%%", 100 * tensor.clipped()),
              decibels(tensor.sqnr())));
    }
    table.print(out);
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String decibels(double value) {
    return value >= 200 ? "exact" : String.format(Locale.ROOT, "%.1f", value);
  }
}
