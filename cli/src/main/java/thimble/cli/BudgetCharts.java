package thimble.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thimble.codegen.report.QuantizePage;
import thimble.codegen.report.QuantizePage.BudgetChart;
import thimble.codegen.report.QuantizePage.BudgetRow;
import thimble.frontend.quantize.QuantizeOptions.Bits;
import thimble.frontend.quantize.Sensitivity;
import thimble.frontend.quantize.TensorSensitivity;

/** What budgets were spent on, for the page of a quantization. */
final class BudgetCharts {
  private BudgetCharts() {}

  static List<BudgetChart> of(MixedPrecision mixed) {
    List<BudgetChart> charts = new ArrayList<>();
    mixed
        .flash()
        .ifPresent(
            budget ->
                charts.add(
                    new BudgetChart(
                        "Bits of weights",
                        String.format(
                            Locale.ROOT,
                            "%,d of %,d bytes are used. The bar is what 4 bits in one layer, 8 in all others,"
                                + " add to the noise at the output; layers with 4 bits are green.",
                            mixed.bytes(),
                            budget),
                        layers(mixed))));
    mixed
        .ram()
        .ifPresent(
            budget ->
                charts.add(
                    new BudgetChart(
                        "Bits of activations",
                        String.format(
                            Locale.ROOT,
                            "The arena takes %,d of %,d bytes. The bar is what 16 bits in one tensor, 8 in all"
                                + " others, take off the noise at the output; tensors with 16 bits are green.",
                            mixed.arena().orElse(0),
                            budget),
                        tensors(mixed))));
    return charts;
  }

  private static List<BudgetRow> layers(MixedPrecision mixed) {
    double most = mixed.layers().stream().mapToDouble(BudgetCharts::harm).max().orElse(0);
    List<BudgetRow> rows = new ArrayList<>();
    for (int i = 0; i < mixed.layers().size(); i++) {
      Sensitivity layer = mixed.layers().get(i);
      boolean four = mixed.choice(i).bits() == Bits.INT4;
      rows.add(
          row(layer.label(), four ? "4" : "8", mixed.choice(i).bytes(), harm(layer), most, four));
    }
    return rows;
  }

  private static double harm(Sensitivity layer) {
    return layer.choices().stream().mapToDouble(Sensitivity.Choice::harm).max().orElse(0);
  }

  private static List<BudgetRow> tensors(MixedPrecision mixed) {
    double most = mixed.tensors().stream().mapToDouble(TensorSensitivity::gain).max().orElse(0);
    List<BudgetRow> rows = new ArrayList<>();
    for (int i = 0; i < mixed.tensors().size(); i++) {
      TensorSensitivity tensor = mixed.tensors().get(i);
      boolean wide = mixed.isWide(i);
      rows.add(row(tensor.label(), wide ? "16" : "8", 0, tensor.gain(), most, wide));
    }
    return rows;
  }

  private static BudgetRow row(
      String label, String bits, long bytes, double noise, double most, boolean changed) {
    return new BudgetRow(
        QuantizePage.name(label),
        bits,
        bytes == 0 ? "" : String.format(Locale.ROOT, "%,d", bytes),
        String.format(Locale.ROOT, "%.4f %%", 100 * noise),
        QuantizePage.share(noise, most),
        changed ? "in" : "t0");
  }
}
