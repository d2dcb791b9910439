package thimble.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.frontend.quantize.Quantizer;
import thimble.frontend.quantize.Sensitivity;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.planner.Knapsack;

/**
 * Widths of weights, layer by layer, that fit a budget with the least measured harm.
 *
 * @param chosen index of each layer's choice
 */
record MixedPrecision(List<Sensitivity> layers, List<Integer> chosen, long budget) {
  private static final int NAME = 32;
  private static final int BAR = 24;

  /**
   * @throws ThimbleException T0402 where four bits throughout are too many
   */
  static MixedPrecision of(Quantizer quantizer, QuantizeOptions options, long budget) {
    List<Sensitivity> layers = quantizer.sensitivities(options);
    List<List<Knapsack.Option>> items =
        layers.stream()
            .map(
                layer ->
                    layer.choices().stream()
                        .map(choice -> new Knapsack.Option(choice.bytes(), choice.harm()))
                        .toList())
            .toList();
    List<Integer> chosen =
        Knapsack.solve(items, budget)
            .orElseThrow(
                () ->
                    new ThimbleException(
                        Code.T0402,
                        "the weights do not fit",
                        "--flash",
                        String.format(
                            Locale.ROOT,
                            "%,d B are allowed; with 4 bits in every layer it is %,d B",
                            budget,
                            layers.stream().mapToLong(MixedPrecision::least).sum()),
                        "a larger budget, or a smaller network"));
    return new MixedPrecision(layers, chosen, budget);
  }

  private static long least(Sensitivity layer) {
    return layer.choices().stream().mapToLong(Sensitivity.Choice::bytes).min().orElse(0);
  }

  QuantizeOptions options(QuantizeOptions base) {
    Map<String, QuantizeOptions.Bits> bits = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      bits.put(layers.get(i).layer(), choice(i).bits());
    }
    return base.withLayers(bits);
  }

  private Sensitivity.Choice choice(int layer) {
    return layers.get(layer).choices().get(chosen.get(layer));
  }

  void print(PrintWriter out) {
    long bytes = 0;
    double largest = 0;
    for (int i = 0; i < layers.size(); i++) {
      bytes += choice(i).bytes();
      for (Sensitivity.Choice choice : layers.get(i).choices()) {
        largest = Math.max(largest, choice.harm());
      }
    }
    out.printf(
        Locale.ROOT, "mixed    %,d B of %,d B allowed for weights and biases%n%n", bytes, budget);
    Table table =
        new Table(List.of("layer", "bits", "bytes", "at 8 bits", "4 bits add", "noise by 4 bits"));
    for (int i = 0; i < layers.size(); i++) {
      Sensitivity layer = layers.get(i);
      Sensitivity.Choice least = layer.choices().get(layer.choices().size() - 1);
      int bar = largest == 0 ? 0 : (int) Math.round(BAR * least.harm() / largest);
      List<String> row = new ArrayList<>();
      row.add(Table.shorten(layer.label(), NAME));
      row.add(choice(i).bits() == QuantizeOptions.Bits.INT4 ? "4" : "8");
      row.add(String.format(Locale.ROOT, "%,d", choice(i).bytes()));
      row.add(String.format(Locale.ROOT, "%,d", layer.choices().get(0).bytes()));
      row.add(String.format(Locale.ROOT, "%.4f%%", 100 * least.harm()));
      row.add("#".repeat(bar));
      table.row(row);
    }
    table.print(out);
    out.println();
  }
}
