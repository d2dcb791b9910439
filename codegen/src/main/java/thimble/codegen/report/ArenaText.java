package thimble.codegen.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.codegen.report.ArenaPicture.Kind;
import thimble.codegen.report.ArenaPicture.Piece;
import thimble.codegen.report.ArenaPicture.Tensor;

/**
 * The picture of an arena for a terminal: bytes upwards, steps to the right, the fullest moment
 * marked, what is in use there by letters and in a table.
 *
 * <pre>
 *           v fullest: 1,024 bytes at step 7, row 3 of "conv" (conv2d)
 *   1,024 |  BBBBcc::
 *         |AACCCCbbbb::
 *       0 |AAAAAAA:::::
 *          stream...|fc
 *           ^
 * </pre>
 */
public final class ArenaText {
  private static final int COLUMNS = 100;
  private static final int LINES = 22;
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final char OTHER = ':';
  private static final char SCRATCH = '~';

  private final Report report;
  private final ArenaPicture picture;
  private final TimeScale time;
  private final Map<Integer, List<Piece>> peak;
  private final Map<Integer, Character> letters = new LinkedHashMap<>();

  private ArenaText(Report report, ArenaPicture picture) {
    this.report = report;
    this.picture = picture;
    time = new TimeScale(report, picture.steps(), 0, COLUMNS);
    peak = new PeakColours(picture).liveAtPeak();
    for (Integer tensor : peak.keySet()) {
      if (letters.size() < LETTERS.length()) {
        letters.put(tensor, LETTERS.charAt(letters.size()));
      }
    }
  }

  /** Lines of text, ASCII but for the names of tensors. */
  public static List<String> lines(Report report, ArenaPicture picture) {
    return new ArenaText(report, picture).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    String indent = " ".repeat(margin() + 2);
    int column = Math.min(COLUMNS - 1, (int) (time.at(picture.peakStep()) + 1e-6));
    lines.add(indent + marked(column, 'v', "fullest: " + Words.bytes(picture.peakBytes())));
    lines.addAll(map());
    lines.add(indent + stages());
    lines.add(indent + marked(column, '^', "step " + Words.number(picture.peakStep())));
    lines.add("");
    lines.add(
        "in use at step "
            + Words.number(picture.peakStep())
            + " of "
            + Words.number(picture.steps())
            + ", "
            + picture.peakWork());
    lines.addAll(table());
    lines.add("  a  A at other times   :  other tensors   ~  working memory");
    return lines;
  }

  /** A mark in a column, words beside it where there is room. */
  private static String marked(int column, char mark, String words) {
    boolean right = column + words.length() + 2 <= COLUMNS + 20;
    return right
        ? " ".repeat(column) + mark + ' ' + words
        : " ".repeat(Math.max(0, column - words.length() - 1)) + words + ' ' + mark;
  }

  private int margin() {
    return Words.number(picture.arenaBytes()).length() + 1;
  }

  private List<String> map() {
    char[][] cells = cells();
    List<String> lines = new ArrayList<>();
    for (int line = LINES - 1; line >= 0; line--) {
      // Labels name the lower edge of their line, but the uppermost one its upper edge.
      boolean labelled = line == LINES - 1 || line % 5 == 0 && line < LINES - 2;
      long bytes = line == LINES - 1 ? picture.arenaBytes() : edge(line);
      String label = labelled ? Words.number(bytes) : "";
      lines.add(
          " ".repeat(margin() - label.length())
              + label
              + " |"
              + new String(cells[line]).stripTrailing());
    }
    return lines;
  }

  private long edge(int line) {
    return picture.arenaBytes() * line / LINES;
  }

  /** Each cell shows what takes most of its bytes and steps; nothing where that is very little. */
  private char[][] cells() {
    char[][] cells = new char[LINES][COLUMNS];
    List<Map<Character, Double>> cover = new ArrayList<>();
    for (int cell = 0; cell < LINES * COLUMNS; cell++) {
      cover.add(new HashMap<>());
    }
    double high = Math.max(1, picture.arenaBytes()) / (double) LINES;
    for (Piece piece : picture.pieces()) {
      double begin = time.at(piece.firstStep());
      double end = Math.max(time.at(piece.lastStep() + 1), begin + 1e-3);
      double bottom = piece.offset() / high;
      double top = piece.end() / high;
      for (int line = (int) bottom; line < Math.min(LINES, Math.ceil(top)); line++) {
        double tall = Math.min(top, line + 1.0) - Math.max(bottom, line);
        for (int column = (int) begin; column < Math.min(COLUMNS, Math.ceil(end)); column++) {
          double wide = Math.min(end, column + 1.0) - Math.max(begin, column);
          cover.get(line * COLUMNS + column).merge(mark(piece), tall * wide, Double::sum);
        }
      }
    }
    for (int line = 0; line < LINES; line++) {
      Arrays.fill(cells[line], ' ');
      for (int column = 0; column < COLUMNS; column++) {
        cells[line][column] = most(cover.get(line * COLUMNS + column));
      }
    }
    return cells;
  }

  private static char most(Map<Character, Double> cover) {
    char best = ' ';
    double share = 0.15;
    for (Map.Entry<Character, Double> entry : cover.entrySet()) {
      if (entry.getValue() > share
          || entry.getValue() == share && Character.compare(entry.getKey(), best) < 0) {
        best = entry.getKey();
        share = entry.getValue();
      }
    }
    return best;
  }

  /**
   * A small letter where the tensor is in use at the fullest step, but these rows of it are not.
   */
  private char mark(Piece piece) {
    char letter = mark(piece.tensor());
    return piece.isLiveAt(picture.peakStep()) ? letter : Character.toLowerCase(letter);
  }

  private char mark(int tensor) {
    char other = picture.tensors().get(tensor).kind() == Kind.SCRATCH ? SCRATCH : OTHER;
    return letters.getOrDefault(tensor, other);
  }

  private String stages() {
    char[] line = "-".repeat(COLUMNS).toCharArray();
    List<TimeScale.Stretch> stretches = time.stretches();
    for (int i = 0; i < report.plan().stages().size(); i++) {
      int begin = (int) Math.round(stretches.get(i).begin());
      int end = (int) Math.round(stretches.get(i).end());
      if (begin > 0) {
        line[Math.min(COLUMNS - 1, begin)] = '|';
      }
      String words = StageWords.fitting(report, i, Math.max(0, end - begin - 3));
      int from = begin + 1 + (end - begin - 1 - words.length()) / 2;
      for (int c = 0; c < words.length(); c++) {
        line[from + c] = words.charAt(c);
      }
    }
    return new String(line);
  }

  private List<String> table() {
    List<String> lines = new ArrayList<>();
    long total = Math.max(1, picture.peakBytes());
    for (Map.Entry<Integer, List<Piece>> entry : peak.entrySet()) {
      Tensor tensor = picture.tensors().get(entry.getKey());
      long bytes = PeakColours.bytes(entry.getValue());
      String rows = Words.rows(tensor, entry.getValue());
      lines.add(
          String.format(
                  java.util.Locale.ROOT,
                  "  %s  %10s  %7s  %-24s  %s",
                  mark(entry.getKey()),
                  Words.number(bytes),
                  Words.percent(bytes, total),
                  rows,
                  Words.what(tensor) + (tensor.shape().isEmpty() ? "" : ", " + tensor.shape()))
              .stripTrailing());
    }
    return lines;
  }
}
