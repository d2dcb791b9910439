package thimble.codegen.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import thimble.codegen.Templates;
import thimble.codegen.c.CText;
import thimble.codegen.report.ReportPage.Card;
import thimble.frontend.quantize.EqualizationWay;
import thimble.frontend.quantize.QuantizeReport;

/**
 * The page of a quantization, laid out: the template only prints.
 *
 * @param title the model's file name
 * @param why which layers hurt, in a sentence
 * @param budgets what single layers and tensors cost and gain, where budgets were given
 * @param tried ways that were compared
 */
public record QuantizePage(
    String title,
    String subtitle,
    List<Card> cards,
    String why,
    List<LayerRow> layers,
    List<BudgetChart> budgets,
    List<TensorRow> tensors,
    List<Loud> loud,
    List<Way> tried,
    List<String> notes) {
  private static final int WORST = 3;
  private static final double EXACT = 200;

  /** A layer; {@code percent} is the width of the bar of the noise that it adds. */
  public record LayerRow(
      String name,
      String op,
      String bits,
      String bytes,
      String weights,
      String result,
      String harm,
      String percent,
      String kind) {}

  /** A stored tensor with a picture of its numbers. */
  public record TensorRow(
      String name,
      String bits,
      String seen,
      String stored,
      String scale,
      String clipped,
      String decibels,
      SpreadPicture picture) {}

  /** Channels that dwarf the others. */
  public record Loud(String tensor, String channels, String before, String after, String what) {}

  /** A way to quantize that was compared. */
  public record Way(
      String way, String decibels, String agreement, String percent, String kind, String mark) {}

  /**
   * What budgets were spent on.
   *
   * @param sentence the budget and what was used
   */
  public record BudgetChart(String title, String sentence, List<BudgetRow> rows) {}

  /** One layer or tensor: {@code percent} is the width of the bar of what its width costs. */
  public record BudgetRow(
      String name, String bits, String bytes, String cost, String percent, String kind) {}

  public static QuantizePage of(
      QuantizeReport report, String toolVersion, List<BudgetChart> budgets) {
    return new QuantizePage(
        CText.comment(report.model()),
        "quantized by Thimble "
            + toolVersion
            + ": "
            + report.options().text()
            + "; calibrated on "
            + count(report.samples(), "sample"),
        cards(report),
        why(report),
        layers(report),
        budgets,
        report.tensors().stream().map(QuantizePage::tensor).toList(),
        report.outliers().stream().map(QuantizePage::loud).toList(),
        tried(report),
        report.notes().stream().map(CText::comment).toList());
  }

  private static List<Card> cards(QuantizeReport report) {
    double clipped =
        report.tensors().stream().mapToDouble(QuantizeReport.Tensor::clipped).max().orElse(0);
    return List.of(
        new Card(
            "Signal to noise",
            decibels(report.sqnr()),
            report.sqnr() >= EXACT ? "" : "dB",
            "of the first output against float, on " + count(report.compared(), "sample")),
        new Card(
            "Same largest output",
            percent(report.agreement(), 1),
            "",
            "of the samples; thimble evaluate has the accuracy on labelled ones"),
        new Card(
            "Weights and biases",
            Words.number(report.weightBytes()),
            "bytes",
            count(report.layers().size(), "layer")),
        new Card(
            "Clipped at most",
            percent(clipped, 3),
            "",
            "of a tensor's numbers lie outside its range"),
        new Card(
            "Factors moved",
            report.options().repairs().equalization() == EqualizationWay.NONE ? "no" : "yes",
            "",
            "between layers, so that all channels make use of a tensor's scale"));
  }

  private static String why(QuantizeReport report) {
    double all = report.layers().stream().mapToDouble(QuantizeReport.Layer::harm).sum();
    List<QuantizeReport.Layer> worst =
        report.layers().stream()
            .sorted(Comparator.comparingDouble(QuantizeReport.Layer::harm).reversed())
            .limit(WORST)
            .filter(layer -> layer.harm() > 0)
            .toList();
    if (worst.isEmpty()) {
      return "No layer adds noise that could be measured.";
    }
    return "Of the noise that layers add, "
        + String.join(
            ", ",
            worst.stream()
                .map(layer -> percent(layer.harm() / all, 0) + " is " + CText.comment(layer.name()))
                .toList())
        + ".";
  }

  private static List<LayerRow> layers(QuantizeReport report) {
    double most = report.layers().stream().mapToDouble(QuantizeReport.Layer::harm).max().orElse(0);
    List<LayerRow> rows = new ArrayList<>();
    for (QuantizeReport.Layer layer : report.layers()) {
      rows.add(
          new LayerRow(
              CText.comment(layer.name()),
              CText.comment(layer.op()),
              "" + layer.bits(),
              Words.number(layer.bytes()),
              decibels(layer.weightSqnr()),
              decibels(layer.sqnr()),
              percent(layer.harm(), 4),
              share(layer.harm(), most),
              most > 0 && layer.harm() > most / 2 ? "p2" : "p0"));
    }
    return rows;
  }

  private static TensorRow tensor(QuantizeReport.Tensor tensor) {
    return new TensorRow(
        CText.comment(tensor.name()),
        "" + tensor.bits(),
        figure(tensor.seenLow()) + " to " + figure(tensor.seenHigh()),
        figure(tensor.low()) + " to " + figure(tensor.high()),
        figure(tensor.scale()),
        percent(tensor.clipped(), 3),
        decibels(tensor.sqnr()),
        SpreadPicture.of(tensor));
  }

  private static Loud loud(QuantizeReport.Outlier outlier) {
    return new Loud(
        CText.comment(outlier.tensor()),
        outlier.channels().size() + ", the first is " + outlier.channels().get(0),
        String.format(Locale.ROOT, "%.0f", outlier.before()),
        String.format(Locale.ROOT, "%.1f", outlier.after()),
        outlier.treatment().name().toLowerCase(Locale.ROOT));
  }

  private static List<Way> tried(QuantizeReport report) {
    double most = report.tried().stream().mapToDouble(QuantizeReport.Tried::sqnr).max().orElse(1);
    return report.tried().stream()
        .map(
            way ->
                new Way(
                    way.way(),
                    decibels(way.sqnr()),
                    percent(way.agreement(), 1),
                    share(Math.max(0, way.sqnr()), most),
                    way.taken() ? "p1" : "t0",
                    way.taken() ? "taken" : ""))
        .toList();
  }

  /** The page as a file's text. */
  public static String render(
      QuantizeReport report, String toolVersion, List<BudgetChart> budgets) {
    return Templates.render("report/quantize.html.ftl", of(report, toolVersion, budgets));
  }

  /** A name from the model, fit to be printed. */
  public static String name(String text) {
    return CText.comment(text);
  }

  /** The width of a bar, in percent of the largest. */
  public static String share(double value, double most) {
    return most > 0 ? String.format(Locale.ROOT, "%.1f", 100 * value / most) : "0";
  }

  private static String count(int count, String what) {
    return Words.number(count) + " " + what + (count == 1 ? "" : "s");
  }

  private static String percent(double share, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String decibels(double value) {
    return value >= EXACT ? "exact" : String.format(Locale.ROOT, "%.1f", value);
  }
}
