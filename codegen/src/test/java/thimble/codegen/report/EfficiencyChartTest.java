package thimble.codegen.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class EfficiencyChartTest {
  private static Report.Layer layer(String op, long macs, long instructions) {
    OptionalLong measured = instructions < 0 ? OptionalLong.empty() : OptionalLong.of(instructions);
    return new Report.Layer(
        op, op, op, "s8[4]", "s8[4]", macs, 0, measured, OptionalLong.empty(), 0, 0);
  }

  private static Report report(Report.Layer... layers) {
    return new Report(
        "m.onnx",
        "mps2-an386",
        "0.1.0",
        "m",
        0,
        0,
        new Report.Ram(1, 1, 0, 1, false, OptionalLong.empty(), 1, 1, OptionalLong.empty()),
        new Report.Flash(0, OptionalLong.empty()),
        OptionalLong.empty(),
        OptionalDouble.of(0.5),
        List.of(),
        List.of(),
        List.of(layers),
        new Report.PlanSummary(List.of()));
  }

  @Test
  void areaIsCost() {
    EfficiencyChart chart =
        EfficiencyCharts.of(
                report(layer("conv2d", 3000, 3000), layer("add", 0, 500), layer("fc", 1000, 4000)))
            .orElseThrow();

    assertThat(chart.columns()).hasSize(2);
    double[] areas =
        chart.columns().stream()
            .mapToDouble(
                it ->
                    (Double.parseDouble(it.box().width()) + 0.5)
                        * Double.parseDouble(it.box().height()))
            .toArray();
    assertThat(areas[1] / areas[0]).isBetween(4 / 3.0 - 0.01, 4 / 3.0 + 0.01);
    assertThat(chart.sentence())
        .contains("7,000 instructions for 4,000 multiply-accumulates: 1.75 each, 3.50 times");
    assertThat(chart.rest()).contains("one layer", "500 instructions, 6.7 %");
    assertThat(chart.columns().get(1).title())
        .contains("4.00 instructions", "8.00 times the limit");
  }

  @Test
  void nothingIsDrawnOfWhatWasNotMeasured() {
    assertThat(EfficiencyCharts.of(report(layer("conv2d", 3000, -1)))).isEmpty();
    assertThat(EfficiencyCharts.of(report(layer("add", 0, 500)))).isEmpty();
  }
}
