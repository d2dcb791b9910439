package thimble.codegen.report;

import java.util.List;

/** How reports speak of the stages of a plan. */
final class StageWords {
  private StageWords() {}

  /** One line about a stage. */
  static String title(Report report, int number) {
    Report.Stage stage = report.plan().stages().get(number);
    return "stage "
        + number
        + ": "
        + stage.kind()
        + (single(stage)
            ? " " + layer(report, stage.layers().get(0))
            : " of " + span(report, stage))
        + (stage.steps() == 1 ? "" : ", " + Words.number(stage.steps()) + " steps")
        + ", at most "
        + Words.bytes(stage.live())
        + " live";
  }

  /** The longest of some descriptions that has at most so many characters; empty for none. */
  static String fitting(Report report, int number, int characters) {
    Report.Stage stage = report.plan().stages().get(number);
    if (stage.layers().isEmpty()) {
      return List.of(rows(stage), stage.kind(), String.valueOf(number)).stream()
          .filter(text -> text.length() <= characters)
          .findFirst()
          .orElse("");
    }
    String op = report.layers().get(stage.layers().get(0)).op();
    List<String> words =
        single(stage)
            ? List.of(op, op.replaceAll("_.*", ""), String.valueOf(number))
            : List.of(
                stage.kind()
                    + " of "
                    + stage.layers().size()
                    + " layers, row by row: "
                    + Words.number(stage.steps())
                    + " steps",
                stage.kind() + " of " + stage.layers().size() + " layers",
                stage.layers().size() + " layers",
                String.valueOf(stage.layers().size()));
    return words.stream().filter(text -> text.length() <= characters).findFirst().orElse("");
  }

  /** {@code layers 3 "Conv_8" to 9 "Add_20"}. */
  static String span(Report report, Report.Stage stage) {
    if (stage.layers().isEmpty()) {
      return rows(stage);
    }
    if (single(stage)) {
      return "layer " + layer(report, stage.layers().get(0));
    }
    int last = stage.layers().get(stage.layers().size() - 1);
    return stage.layers().size()
        + " layers, "
        + layer(report, stage.layers().get(0))
        + " to "
        + layer(report, last);
  }

  /** Rows of inputs that come, or of outputs that go, with no layer in between. */
  private static String rows(Report.Stage stage) {
    return stage.steps() + " rows, " + stage.kind();
  }

  private static boolean single(Report.Stage stage) {
    return stage.layers().size() == 1;
  }

  private static String layer(Report report, int number) {
    return number + " \"" + report.layers().get(number).name() + '"';
  }
}
