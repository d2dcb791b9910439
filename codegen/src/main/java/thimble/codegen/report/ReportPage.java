package thimble.codegen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import thimble.codegen.c.CText;
import thimble.codegen.report.ArenaPicture.Tensor;

/**
 * {@code report.html}'s content, laid out: the template only prints.
 *
 * @param title the model's file name
 * @param subtitle target and version
 * @param cards the figures that matter most
 * @param why what fills the arena at its fullest, in a sentence
 * @param live the same as a table
 * @param frontier what more work would buy: one chart, or none where nobody asked
 * @param efficiency instructions by multiply-accumulates: one chart, or none where nothing was
 *     measured
 * @param facts every other figure
 */
public record ReportPage(
    String title,
    String subtitle,
    List<Card> cards,
    ArenaChart arena,
    String why,
    List<Live> live,
    List<StageRow> stages,
    List<FrontierChart> frontier,
    List<EfficiencyChart> efficiency,
    List<Segment> flash,
    LayerTable layers,
    List<Fact> facts) {
  /** A figure with what it is and what it means. */
  public record Card(String label, String value, String unit, String note) {}

  public record Fact(String label, String value) {}

  /**
   * A tensor at the fullest step.
   *
   * @param kind CSS class of its colour
   * @param tensor number, as in the chart
   * @param percent of the peak, for a bar
   */
  public record Live(
      String kind,
      int tensor,
      String what,
      String rows,
      String shape,
      String bytes,
      String share,
      String percent,
      String place) {}

  /**
   * A stage; there are none where each is a single layer.
   *
   * @param fullest whether the peak lies in it
   */
  public record StageRow(
      int index,
      String kind,
      String layers,
      String steps,
      String macs,
      String instructions,
      String live,
      String percent,
      boolean fullest) {}

  /** A part of flash: as wide as it is large. */
  public record Segment(String kind, long bytes, String label, String title) {}

  /** The page of a report. */
  public static ReportPage of(Report report, ArenaPicture picture) {
    return of(report, picture, Optional.empty());
  }

  /** The page of a report, with what more work would buy. */
  public static ReportPage of(Report report, ArenaPicture picture, Optional<Frontier> frontier) {
    PeakColours colours = new PeakColours(picture);
    return new ReportPage(
        CText.comment(report.model()),
        "compiled for " + report.target() + " by Thimble " + report.toolVersion(),
        cards(report),
        ArenaCharts.of(report, picture, colours),
        PeakSentence.of(report, picture, colours),
        live(picture, colours),
        stages(report, picture),
        frontier.map(FrontierChart::of).stream().toList(),
        EfficiencyCharts.of(report).stream().toList(),
        flash(report),
        LayerTable.of(report),
        facts(report));
  }

  private static List<Card> cards(Report report) {
    Report.Ram ram = report.ram();
    List<Card> cards = new ArrayList<>();
    cards.add(
        new Card(
            "RAM: arena",
            Words.number(ram.arena()),
            "bytes",
            "at most "
                + Words.number(ram.peak())
                + " in use at once; lower bound "
                + Words.number(ram.lowerBound())));
    cards.add(
        new Card(
            "Layer by layer",
            Words.number(ram.layerByLayer()),
            "bytes",
            times(ram.layerByLayer(), ram.arena())
                + " the arena: what the model needs with every tensor whole and apart"));
    ram.budget()
        .ifPresent(
            budget ->
                cards.add(
                    new Card(
                        "Budget",
                        Words.number(budget),
                        "bytes",
                        Words.percent(ram.arena(), budget) + " of it taken by the arena")));
    OptionalLong code = report.flash().code();
    cards.add(
        new Card(
            "Flash",
            Words.number(report.flash().weights() + code.orElse(0)),
            "bytes",
            code.isPresent()
                ? Words.number(report.flash().weights())
                    + " weights and "
                    + Words.number(code.getAsLong())
                    + " code"
                : "weights and tables; the code is known once it is built"));
    cards.add(work(report));
    return cards;
  }

  private static Card work(Report report) {
    String macs = Words.number(report.macs()) + " multiply-accumulates";
    String recomputed =
        report.recomputedMacs() == 0
            ? ", none computed twice"
            : ", " + Words.percent(report.recomputedMacs(), report.macs()) + " computed twice";
    if (report.instructions().isEmpty()) {
      return new Card("Work", Words.short3(report.macs()), "MACs", macs + recomputed);
    }
    long count = report.instructions().getAsLong();
    return new Card(
        "Instructions",
        Words.short3(count),
        "an inference",
        macs
            + recomputed
            + (report.macs() == 0
                ? ""
                : String.format(Locale.ROOT, "; %.2f a MAC", (double) count / report.macs())));
  }

  private static String times(long more, long less) {
    return String.format(Locale.ROOT, "%.1f times", (double) more / Math.max(1, less));
  }

  private static List<Live> live(ArenaPicture picture, PeakColours colours) {
    List<Live> rows = new ArrayList<>();
    long peak = Math.max(1, picture.peakBytes());
    colours
        .liveAtPeak()
        .forEach(
            (number, pieces) -> {
              Tensor tensor = picture.tensors().get(number);
              long bytes = PeakColours.bytes(pieces);
              rows.add(
                  new Live(
                      colours.of(number),
                      number,
                      Words.what(tensor),
                      Words.rows(tensor, pieces),
                      tensor.shape(),
                      Words.number(bytes),
                      Words.percent(bytes, peak),
                      Words.decimal(100.0 * bytes / peak),
                      Words.places(pieces)));
            });
    return rows;
  }

  private static List<StageRow> stages(Report report, ArenaPicture picture) {
    List<StageRow> rows = new ArrayList<>();
    long peak = Math.max(1, report.ram().peak());
    List<Report.Stage> stages = report.plan().stages();
    if (stages.stream().allMatch(stage -> stage.layers().size() <= 1)) {
      // The table of layers says it all.
      return List.of();
    }
    for (int i = 0; i < stages.size(); i++) {
      Report.Stage stage = stages.get(i);
      List<Report.Layer> layers = stage.layers().stream().map(report.layers()::get).toList();
      boolean measured = layers.stream().allMatch(layer -> layer.instructions().isPresent());
      long instructions = layers.stream().mapToLong(it -> it.instructions().orElse(0)).sum();
      rows.add(
          new StageRow(
              i,
              stage.kind(),
              StageWords.span(report, stage),
              Words.number(stage.steps()),
              Words.number(layers.stream().mapToLong(Report.Layer::macs).sum()),
              measured ? Words.number(instructions) : "",
              Words.number(stage.live()),
              Words.decimal(100.0 * stage.live() / peak),
              stage.firstStep() <= picture.peakStep()
                  && picture.peakStep() < stage.firstStep() + stage.steps()));
    }
    return rows;
  }

  private static List<Segment> flash(Report report) {
    List<Segment> segments = new ArrayList<>();
    long total = report.flash().weights() + report.flash().code().orElse(0);
    report
        .flash()
        .code()
        .ifPresent(code -> segments.add(segment("code", code, "code", "code and tables", total)));
    long rest = report.flash().weights();
    for (int i = 0; i < report.layers().size(); i++) {
      Report.Layer layer = report.layers().get(i);
      rest -= layer.weights();
      if (layer.weights() > 0) {
        String title = "layer " + i + ", " + layer.name() + " (" + layer.op() + ")";
        segments.add(segment("w" + i % 2, layer.weights(), layer.name(), title, total));
      }
    }
    if (rest > 0) {
      segments.add(segment("code", rest, "other", "other constants", total));
    }
    return segments;
  }

  private static Segment segment(String kind, long bytes, String name, String title, long total) {
    int characters = (int) (150.0 * bytes / Math.max(1, total));
    return new Segment(
        kind,
        bytes,
        name.length() <= characters ? name : "",
        title + ": " + Words.bytes(bytes) + ", " + Words.percent(bytes, total));
  }

  private static List<Fact> facts(Report report) {
    List<Fact> facts = new ArrayList<>();
    Report.Ram ram = report.ram();
    facts.add(new Fact("Network", report.network() + ", the prefix of all names in C"));
    for (Report.Edge edge : report.inputs()) {
      facts.add(new Fact("Input", edge(edge)));
    }
    for (Report.Edge edge : report.outputs()) {
      facts.add(new Fact("Output", edge(edge)));
    }
    facts.add(new Fact("Peak of what is live", Words.bytes(ram.peak())));
    facts.add(
        new Fact(
            ram.inputRows() ? "of it at most rows of the input" : "of it inputs",
            Words.bytes(ram.input())));
    facts.add(new Fact("working memory of a kernel", Words.bytes(ram.scratch()) + " at most"));
    ram.stack().ifPresent(it -> facts.add(new Fact("Stack, measured", Words.bytes(it))));
    report
        .instructions()
        .ifPresent(it -> facts.add(new Fact("Instructions of one inference", Words.number(it))));
    facts.add(new Fact("Multiply-accumulates", Words.number(report.macs())));
    facts.add(new Fact("of them recomputed", Words.number(report.recomputedMacs())));
    return facts;
  }

  private static String edge(Report.Edge edge) {
    return '"'
        + CText.comment(edge.name())
        + "\" "
        + edge.type()
        + " "
        + edge.shape()
        + ", "
        + Words.bytes(edge.bytes())
        + edge.scale().map(scale -> ", scale " + scale).orElse("")
        + (edge.zeroPoint().isPresent() ? ", zero point " + edge.zeroPoint().getAsInt() : "");
  }
}
