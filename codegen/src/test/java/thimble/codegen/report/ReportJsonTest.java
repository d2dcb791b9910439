package thimble.codegen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ReportJsonTest {
  private static final Report REPORT =
      new Report(
          "a \"b\"\n.onnx",
          "host",
          "0.1.0",
          "a_b",
          1234567890123L,
          0,
          new Report.Ram(10, 12, 1, 3, true, OptionalLong.empty(), 9, 40, OptionalLong.of(64)),
          new Report.Flash(77, OptionalLong.empty()),
          OptionalLong.empty(),
          OptionalDouble.of(0.5),
          List.of(
              new Report.Edge(
                  "x",
                  "s8",
                  List.of(1, 2, 3, 4),
                  24,
                  List.of(1, 4, 2, 3),
                  List.of(0, 2, 3, 1),
                  true,
                  Optional.of(0.1f),
                  OptionalInt.of(-128))),
          List.of(
              new Report.Edge(
                  "y",
                  "f32",
                  List.of(),
                  4,
                  List.of(),
                  List.of(),
                  false,
                  Optional.empty(),
                  OptionalInt.empty())),
          List.of(
              new Report.Layer(
                  "n",
                  "conv2d",
                  "conv2d_s8",
                  "s8[1x2x3x4]",
                  "f32",
                  5,
                  0,
                  OptionalLong.empty(),
                  OptionalLong.of(80),
                  7,
                  1)),
          new Report.PlanSummary(List.of(new Report.Stage("layer", List.of(0), 10, 0, 1))));

  @Test
  void readsWhatItWrote() {
    assertThat(ReportJson.read(ReportJson.write(REPORT))).isEqualTo(REPORT);
  }

  @Test
  void carriesWhatARunMeasured() {
    Report measured =
        REPORT
            .withStack(512)
            .withCode(9000)
            .withInstructions(100)
            .withLayerInstructions(List.of(90L));

    assertThat(ReportJson.read(ReportJson.write(measured))).isEqualTo(measured);
    assertThat(ReportJson.tree(measured).at("/ram/stack").asLong()).isEqualTo(512);
    assertThat(ReportJson.tree(measured).at("/layers/0/instructions").asLong()).isEqualTo(90);
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    assertThat(ReportJson.write(REPORT)).doesNotContain("null", "stack", "\"instructions\"");
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> ReportJson.read("{\"ram\": {}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"flash\" is missing");
    assertThatThrownBy(() -> ReportJson.read("{")).hasMessageContaining("not a report");
  }
}
