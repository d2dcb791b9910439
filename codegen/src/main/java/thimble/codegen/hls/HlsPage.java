package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import thimble.codegen.ToolVersion;
import thimble.codegen.c.CText;
import thimble.codegen.report.ReportPage.Card;
import thimble.codegen.report.Words;
import thimble.targets.Fpga;
import thimble.targets.hls.Resources;

/**
 * {@code report.html} of a design, laid out: the template only prints.
 *
 * @param title the model's file name
 * @param subtitle board, device and version
 * @param takes what the design takes of the device
 * @param rows layers as text
 * @param units processes as text, in the order of the network
 * @param streams as text, the largest first
 */
public record HlsPage(
    String title,
    String subtitle,
    List<Card> cards,
    List<String> notes,
    List<Share> takes,
    BalanceChart balance,
    Roofline.Chart roofline,
    List<LayerRow> rows,
    List<UnitRow> units,
    List<StreamRow> streams) {
  /**
   * Part of a device.
   *
   * @param percent for a bar, 100 at the most
   * @param kind CSS class of its colour
   */
  public record Share(
      String what, String count, String all, String share, String percent, String kind) {}

  /** A layer. */
  public record LayerRow(
      int index,
      String name,
      String op,
      String output,
      String macs,
      int pe,
      int simd,
      int multipliers,
      String cycles,
      String percent,
      String use,
      int dsp,
      int bram,
      String lut) {}

  /** A process. */
  public record UnitRow(
      String name,
      String unit,
      String cycles,
      String began,
      String ended,
      int dsp,
      int bram,
      String lut) {}

  /**
   * A stream.
   *
   * @param where it lies: in look-up tables or in how many blocks
   */
  public record StreamRow(
      String name,
      int width,
      String words,
      String depth,
      String bits,
      String where,
      String waited) {}

  private static final int WARM = 80;

  static HlsPage of(HlsReport report, int portBytes) {
    Fpga fpga = report.fpga();
    return new HlsPage(
        CText.comment(report.model()),
        "designed for "
            + fpga.name()
            + ", "
            + fpga.title()
            + " ("
            + fpga.part()
            + "), by Thimble "
            + ToolVersion.text(),
        cards(report),
        report.notes(),
        takes(report),
        BalanceChart.of(report),
        Roofline.of(report, portBytes).chart(report),
        layers(report),
        units(report),
        streams(report));
  }

  private static List<Card> cards(HlsReport report) {
    String clock = report.fpga().clockHz() / 1_000_000 + " MHz";
    return List.of(
        new Card(
            "Rate",
            String.format(Locale.ROOT, "%,.1f", report.fps()),
            "a second",
            Words.number(report.interval()) + " cycles between inferences at " + clock),
        new Card(
            "Latency",
            String.format(Locale.ROOT, "%.3f", report.milliseconds()),
            "ms",
            Words.number(report.latency()) + " cycles from the first word in to the last one out"),
        new Card(
            "Multipliers",
            Words.number(report.multipliers()),
            "products a cycle",
            Words.percent(report.use(), 1)
                + " of them wanted; "
                + Words.number(report.macs())
                + " multiply-accumulates an inference"),
        new Card(
            "Streamed",
            Words.number(report.streamedBytes()),
            "bytes",
            "in and out of the device, an inference; nothing else is fetched"));
  }

  private static List<Share> takes(HlsReport report) {
    Fpga fpga = report.fpga();
    Resources resources = report.resources();
    List<Share> shares = new ArrayList<>();
    shares.add(share("DSP slices", resources.dsp(), fpga.dsp()));
    shares.add(share("Blocks of 18 Kbit", resources.bram18(), fpga.bram18()));
    if (fpga.uram() > 0) {
      shares.add(share("Blocks of 288 Kbit", resources.uram(), fpga.uram()));
    }
    shares.add(share("Look-up tables, about", resources.lut(), fpga.lut()));
    return shares;
  }

  private static Share share(String what, int count, int all) {
    double percent = 100.0 * count / Math.max(1, all);
    return new Share(
        what,
        Words.number(count),
        Words.number(all),
        Words.percent(count, Math.max(1, all)),
        Words.decimal(Math.min(100, percent)),
        percent > WARM ? "out" : "in");
  }

  private static List<LayerRow> layers(HlsReport report) {
    List<LayerRow> rows = new ArrayList<>();
    for (HlsReport.Layer layer : report.layers()) {
      rows.add(
          new LayerRow(
              rows.size(),
              layer.name(),
              layer.op(),
              layer.output(),
              Words.number(layer.macs()),
              layer.pe(),
              layer.simd(),
              layer.multipliers(),
              Words.number(layer.cycles()),
              Words.decimal(100.0 * layer.cycles() / Math.max(1, report.interval())),
              layer.multipliers() == 0 ? "" : Words.percent(layer.use(report.interval()), 1),
              layer.resources().dsp(),
              layer.resources().bram18(),
              Words.number(layer.resources().lut())));
    }
    return rows;
  }

  private static List<UnitRow> units(HlsReport report) {
    List<UnitRow> rows = new ArrayList<>();
    for (HlsReport.Unit unit : report.units()) {
      rows.add(
          new UnitRow(
              unit.name(),
              unit.template().replace('_', ' '),
              Words.number(unit.cycles()),
              unit.began() < 0 ? "" : Words.number(unit.began()),
              Words.number(unit.ended()),
              unit.resources().dsp(),
              unit.resources().bram18(),
              Words.number(unit.resources().lut())));
    }
    return rows;
  }

  private static List<StreamRow> streams(HlsReport report) {
    List<HlsReport.Channel> sorted = new ArrayList<>(report.streams());
    sorted.sort(Comparator.comparingLong(stream -> -(long) stream.width() * stream.depth()));
    List<StreamRow> rows = new ArrayList<>();
    for (HlsReport.Channel stream : sorted) {
      rows.add(
          new StreamRow(
              stream.name(),
              stream.width(),
              Words.number(stream.words()),
              Words.number(stream.depth()),
              Words.number((long) stream.width() * stream.depth()),
              where(stream.resources()),
              stream.waited() == 0 ? "" : Words.number(stream.waited())));
    }
    return rows;
  }

  private static String where(Resources resources) {
    if (resources.uram() > 0) {
      return resources.uram() + " URAM";
    }
    return resources.bram18() > 0 ? resources.bram18() + " BRAM18" : "LUT";
  }
}
