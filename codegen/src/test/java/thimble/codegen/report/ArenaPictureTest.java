package thimble.codegen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import thimble.codegen.report.ArenaPicture.Kind;
import thimble.codegen.report.ArenaPicture.Piece;
import thimble.codegen.report.ArenaPicture.Tensor;

final class ArenaPictureTest {
  private static Piece row(int tensor, long offset, long bytes, int first, int last, int row) {
    return new Piece(tensor, offset, bytes, first, last, row, 1, row);
  }

  /** An input of four rows that dies row by row, a ring of two rows, and working memory. */
  private static final ArenaPicture PICTURE =
      new ArenaPicture(
          160,
          4,
          1,
          "row 1 of conv",
          List.of(120L, 150L, 110L, 60L),
          List.of(
              new Tensor("x", Kind.INPUT, -1, "s8[1x4x10x2]", 4),
              new Tensor("conv", Kind.TENSOR, 0, "s8[1x4x10x3]", 4),
              new Tensor("conv", Kind.SCRATCH, 0, "", 0)),
          List.of(
              row(0, 0, 20, 0, 0, 0),
              row(0, 20, 20, 0, 1, 1),
              new Piece(0, 40, 40, 0, 2, 2, 2, 3),
              row(1, 80, 30, 0, 1, 0),
              row(1, 110, 30, 1, 3, 1),
              new Piece(2, 140, 10, 0, 3, -1, 0, -1)),
          List.of(
              new Piece(0, 20, 60, 1, 1, 1, 3, 3),
              new Piece(1, 80, 60, 1, 1, 0, 2, 1),
              new Piece(2, 140, 10, 1, 1, -1, 0, -1)));

  private static Report.Layer layer(String name, long macs, long weights) {
    return new Report.Layer(
        name,
        name,
        name + "_s8",
        "s8[1x4x10x2]",
        "s8[1x4x10x3]",
        macs,
        0,
        OptionalLong.empty(),
        OptionalLong.empty(),
        weights,
        10);
  }

  private static final Report REPORT =
      new Report(
          "m.onnx",
          "host",
          "0.1.0",
          "m",
          100,
          0,
          new Report.Ram(
              150, 160, 10, 80, false, OptionalLong.empty(), 150, 300, OptionalLong.of(180)),
          new Report.Flash(40, OptionalLong.empty()),
          OptionalLong.empty(),
          OptionalDouble.of(0.5),
          List.of(),
          List.of(),
          List.of(layer("conv", 100, 40), layer("relu", 0, 0)),
          new Report.PlanSummary(
              List.of(
                  new Report.Stage("stream", List.of(0, 1), 150, 0, 3),
                  new Report.Stage("layer", List.of(0), 60, 3, 1))));

  @Test
  void readsWhatItWrote() {
    assertThat(ArenaJson.read(ArenaJson.write(PICTURE))).isEqualTo(PICTURE);
    for (String text : List.of("", "{}", "[]", "{\"live\": 1}")) {
      assertThatThrownBy(() -> ArenaJson.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tellsWhatFillsTheFullestMoment() {
    ReportPage page = ReportPage.of(REPORT, PICTURE);

    assertThat(page.why())
        .contains("fullest at step 1 of 4", "150 bytes", "40.0 % the input", "cost 10 bytes");
    assertThat(page.live())
        .extracting(ReportPage.Live::what, ReportPage.Live::rows, ReportPage.Live::kind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("input x", "rows 1 to 3 of 4", "in"),
            org.assertj.core.groups.Tuple.tuple("conv", "rows 0 to 1 of 4", "p0"),
            org.assertj.core.groups.Tuple.tuple("working memory of conv", "", "ws"));
    assertThat(page.stages()).extracting(ReportPage.StageRow::fullest).containsExactly(true, false);
    assertThat(page.arena().bars()).hasSize(6);
    assertThat(page.arena().lines())
        .extracting(ArenaChart.Line::label)
        .containsExactly("budget 180", "arena 160", "lower bound 150");
  }

  @Test
  void drawsForATerminal() {
    List<String> lines = ArenaText.lines(REPORT, PICTURE);

    assertThat(lines.get(0)).endsWith("v fullest: 150 bytes");
    int column = lines.get(0).indexOf('v');
    String middle = lines.get(9);
    assertThat(middle.charAt(column)).isEqualTo('B');
    assertThat(lines.get(22).length()).as("row 0 of the input is gone").isEqualTo(column);
    assertThat(lines).anyMatch(line -> line.contains("40.0 %  rows 1 to 3 of 4"));
    assertThat(lines).allMatch(line -> line.equals(line.stripTrailing()));
  }

  @Test
  void manyRowsBecomeFewBars() {
    List<Piece> rows = new ArrayList<>();
    for (int row = 0; row < 20_000; row++) {
      rows.add(row(row % 2, (row % 6) * 10L, 10, row, row + 2, row / 2));
    }
    Collections.reverse(rows);

    List<Piece> merged = PieceMerging.merge(rows);

    assertThat(merged).hasSizeLessThanOrEqualTo(PieceMerging.MOST_PIECES);
    assertThat(merged.stream().mapToLong(Piece::rows).sum()).isEqualTo(20_000);
    assertThat(merged).allMatch(piece -> piece.bytes() == 10);
  }

  @Test
  void neighboursThatLiveTogetherAreOneBar() {
    List<Piece> rows =
        List.of(row(0, 10, 10, 1, 2, 1), row(0, 0, 10, 1, 2, 0), row(0, 20, 10, 1, 3, 2));

    assertThat(PieceMerging.merge(rows))
        .containsExactly(new Piece(0, 0, 20, 1, 2, 0, 2, 1), row(0, 20, 10, 1, 3, 2));
  }
}
