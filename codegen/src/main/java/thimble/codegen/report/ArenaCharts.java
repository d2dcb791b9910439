package thimble.codegen.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.codegen.report.ArenaChart.Band;
import thimble.codegen.report.ArenaChart.Bar;
import thimble.codegen.report.ArenaChart.Box;
import thimble.codegen.report.ArenaChart.Crumbs;
import thimble.codegen.report.ArenaChart.Line;
import thimble.codegen.report.ArenaChart.Peak;
import thimble.codegen.report.ArenaChart.Tick;
import thimble.codegen.report.ArenaPicture.Piece;
import thimble.codegen.report.ArenaPicture.Tensor;

/** Lays an {@link ArenaPicture} out as an {@link ArenaChart}. */
final class ArenaCharts {
  /** Bars of their own; smaller ones share a path. */
  private static final int MOST_BARS = 3000;

  private static final int MOST_VALUES = 4000;

  private static final int WIDTH = 1100;
  private static final double LEFT = 62;
  private static final double RIGHT = 140;
  private static final double PROFILE_TOP = 26;
  private static final double PROFILE_HEIGHT = 64;
  private static final double PLOT_TOP = 106;
  private static final double PLOT_HEIGHT = 360;
  private static final double BAND_TOP = PLOT_TOP + PLOT_HEIGHT + 5;
  private static final double BAND_HEIGHT = 20;
  private static final int HEIGHT = (int) (BAND_TOP + BAND_HEIGHT + 6);

  /** Bars narrower or lower have no outline. */
  private static final double OUTLINED = 3;

  private static final double LABEL_HEIGHT = 13;
  private static final double CHARACTER = 5.7;

  private final Report report;
  private final ArenaPicture picture;
  private final PeakColours colours;
  private final TimeScale time;

  /** Bytes at the upper edge of the map. */
  private final double top;

  private ArenaCharts(Report report, ArenaPicture picture, PeakColours colours) {
    this.report = report;
    this.picture = picture;
    this.colours = colours;
    time = new TimeScale(report, picture.steps(), LEFT, WIDTH - LEFT - RIGHT);
    top = Math.max(1, budgetShown() ? report.ram().budget().getAsLong() : picture.arenaBytes());
  }

  static ArenaChart of(Report report, ArenaPicture picture, PeakColours colours) {
    return new ArenaCharts(report, picture, colours).chart();
  }

  /** A budget far above the arena would squeeze the map: it is told in words only. */
  private boolean budgetShown() {
    return report.ram().budget().isPresent()
        && report.ram().budget().getAsLong() >= picture.arenaBytes()
        && report.ram().budget().getAsLong() <= picture.arenaBytes() * 5 / 4;
  }

  private ArenaChart chart() {
    double plotWidth = WIDTH - LEFT - RIGHT;
    List<Piece> large = new ArrayList<>(picture.pieces());
    List<Piece> small = List.of();
    if (large.size() > MOST_BARS) {
      large.sort(Comparator.comparingDouble(piece -> -piece.area()));
      small = large.subList(MOST_BARS, large.size());
      large = large.subList(0, MOST_BARS);
    }
    int perValue = (picture.live().size() + MOST_VALUES - 1) / MOST_VALUES;
    return new ArenaChart(
        WIDTH,
        HEIGHT,
        Box.of(LEFT, PLOT_TOP, plotWidth, PLOT_HEIGHT),
        Box.of(LEFT, PROFILE_TOP, plotWidth, PROFILE_HEIGHT),
        area(),
        Words.number(picture.peakBytes()),
        large.stream().map(this::bar).toList(),
        crumbs(small),
        ticks(),
        lines(),
        bands(),
        peak(),
        live(Math.max(1, perValue)),
        Math.max(1, perValue),
        picture.steps());
  }

  private double y(double bytes) {
    return PLOT_TOP + PLOT_HEIGHT * (1 - bytes / top);
  }

  private double profileY(long bytes) {
    double share = (double) bytes / Math.max(1, picture.peakBytes());
    return PROFILE_TOP + PROFILE_HEIGHT * (1 - share);
  }

  private Box box(Piece piece) {
    double left = time.at(piece.firstStep());
    double width = Math.max(0.4, time.at(piece.lastStep() + 1) - left);
    double height = Math.max(0.4, y(piece.offset()) - y(piece.end()));
    return Box.of(left, y(piece.end()), width, height);
  }

  private Bar bar(Piece piece) {
    boolean outlined =
        time.at(piece.lastStep() + 1) - time.at(piece.firstStep()) > OUTLINED
            && y(piece.offset()) - y(piece.end()) > OUTLINED;
    Tensor tensor = picture.tensors().get(piece.tensor());
    String kind = kind(piece) + (outlined ? " e" : "");
    return new Bar(box(piece), kind, piece.tensor(), title(tensor, piece));
  }

  /** What has colour is pale at other times than the fullest step. */
  private String kind(Piece piece) {
    boolean pale = !piece.isLiveAt(picture.peakStep()) && !colours.isMuted(piece.tensor());
    return colours.of(piece.tensor()) + (pale ? " pale" : "");
  }

  private String title(Tensor tensor, Piece piece) {
    StringBuilder text = new StringBuilder(Words.what(tensor));
    if (tensor.layer() >= 0 && tensor.layer() < report.layers().size()) {
      text.append("\nlayer ").append(tensor.layer()).append(", ");
      text.append(report.layers().get(tensor.layer()).op());
    }
    String rows = Words.rows(tensor, List.of(piece));
    if (!tensor.shape().isEmpty()) {
      text.append('\n').append(tensor.shape()).append(rows.isEmpty() ? "" : ", " + rows);
    }
    if (!piece.isRun()) {
      text.append(" (they take turns)");
    }
    text.append('\n').append(Words.bytes(piece.bytes())).append(" at ");
    text.append(Words.number(piece.offset())).append(" .. ").append(Words.number(piece.end()));
    text.append("\nsteps ").append(Words.number(piece.firstStep())).append(" to ");
    return text.append(Words.number(piece.lastStep())).toString();
  }

  private List<Crumbs> crumbs(List<Piece> pieces) {
    Map<String, StringBuilder> paths = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      String kind = kind(piece);
      Box box = box(piece);
      paths
          .computeIfAbsent(kind, key -> new StringBuilder())
          .append('M')
          .append(box.x())
          .append(' ')
          .append(box.y())
          .append('h')
          .append(box.width())
          .append('v')
          .append(box.height())
          .append("h-")
          .append(box.width())
          .append('z');
      counts.merge(kind, 1, Integer::sum);
    }
    List<Crumbs> crumbs = new ArrayList<>();
    paths.forEach(
        (kind, path) ->
            crumbs.add(
                new Crumbs(
                    kind, path.toString(), Words.number(counts.get(kind)) + " smaller pieces")));
    return crumbs;
  }

  /** The most bytes in use in each pixel's column. */
  private String area() {
    StringBuilder path = new StringBuilder();
    double base = PROFILE_TOP + PROFILE_HEIGHT;
    path.append('M').append(Words.decimal(LEFT)).append(' ').append(Words.decimal(base));
    int step = 0;
    while (step < picture.steps()) {
      double begin = time.at(step);
      long most = 0;
      do {
        most = Math.max(most, picture.live().get(step));
        step++;
      } while (step < picture.steps() && time.at(step + 1) - begin < 1);
      path.append('V').append(Words.decimal(profileY(most)));
      path.append('H').append(Words.decimal(time.at(step)));
    }
    return path.append('V').append(Words.decimal(base)).append('z').toString();
  }

  private List<Tick> ticks() {
    double unit = Math.pow(10, Math.floor(Math.log10(top)));
    double step = top / unit >= 5 ? unit : top / unit >= 2 ? unit / 2 : unit / 5;
    List<Tick> ticks = new ArrayList<>();
    for (double bytes = 0; bytes <= top; bytes += Math.max(1, step)) {
      ticks.add(
          new Tick(
              Words.decimal(y(bytes)), Words.decimal(y(bytes) + 4), Words.number((long) bytes)));
    }
    return ticks;
  }

  private List<Line> lines() {
    record Level(String kind, long bytes, String label) {}
    List<Level> levels = new ArrayList<>();
    if (budgetShown()) {
      long budget = report.ram().budget().getAsLong();
      levels.add(new Level("budget", budget, "budget " + Words.number(budget)));
    }
    levels.add(
        new Level("arena", picture.arenaBytes(), "arena " + Words.number(picture.arenaBytes())));
    long bound = report.ram().lowerBound();
    levels.add(new Level("bound", bound, "lower bound " + Words.number(bound)));
    List<Line> lines = new ArrayList<>();
    double free = 0;
    for (Level level : levels) {
      double label = Math.max(free, y(level.bytes()) + 4);
      lines.add(
          new Line(
              level.kind(), Words.decimal(y(level.bytes())), Words.decimal(label), level.label()));
      free = label + LABEL_HEIGHT;
    }
    return lines;
  }

  private List<Band> bands() {
    List<Band> bands = new ArrayList<>();
    List<Report.Stage> stages = report.plan().stages();
    for (int i = 0; i < stages.size(); i++) {
      TimeScale.Stretch stretch = time.stretches().get(i);
      double width = stretch.end() - stretch.begin();
      String title = StageWords.title(report, i);
      bands.add(
          new Band(
              Box.of(stretch.begin(), BAND_TOP, width, BAND_HEIGHT),
              stages.get(i).kind(),
              Words.decimal((stretch.begin() + stretch.end()) / 2),
              StageWords.fitting(report, i, (int) (width / CHARACTER)),
              title,
              stretch.firstStep(),
              stretch.steps()));
    }
    return bands;
  }

  private Peak peak() {
    double begin = time.at(picture.peakStep());
    double width = Math.max(1.2, time.at(picture.peakStep() + 1) - begin);
    double middle = begin + width / 2;
    double share = (middle - LEFT) / (WIDTH - LEFT - RIGHT);
    String anchor = share < 0.3 ? "start" : share > 0.7 ? "end" : "middle";
    return new Peak(
        Box.of(begin, PROFILE_TOP, width, PLOT_TOP + PLOT_HEIGHT - PROFILE_TOP),
        Words.decimal(middle),
        Words.decimal(profileY(picture.peakBytes())),
        Words.decimal(share < 0.3 ? middle - 4 : share > 0.7 ? middle + 4 : middle),
        anchor,
        "fullest: "
            + Words.bytes(picture.peakBytes())
            + ", step "
            + Words.number(picture.peakStep())
            + ", "
            + picture.peakWork());
  }

  private List<Long> live(int perValue) {
    List<Long> values = new ArrayList<>();
    for (int step = 0; step < picture.live().size(); step += perValue) {
      long most = 0;
      for (int i = step; i < Math.min(picture.live().size(), step + perValue); i++) {
        most = Math.max(most, picture.live().get(i));
      }
      values.add(most);
    }
    return values;
  }
}
