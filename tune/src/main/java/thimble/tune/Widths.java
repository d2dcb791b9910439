package thimble.tune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.frontend.quantize.Quantizer;
import thimble.frontend.quantize.Sensitivity;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.planner.Knapsack;

/**
 * Widths of weights, layer by layer, for a budget. What four bits do to each layer is measured
 * once: which layers stand them best hardly depends on how ranges are found.
 */
final class Widths {
  private final Quantizer quantizer;
  private final Space.Wishes wishes;
  private final Map<Long, Map<String, QuantizeOptions.Bits>> chosen = new ConcurrentHashMap<>();
  private List<Sensitivity> sensitivities = List.of();

  Widths(Quantizer quantizer, Space.Wishes wishes) {
    this.quantizer = quantizer;
    this.wishes = wishes;
  }

  /** Nothing where all layers have the width of the options. */
  Map<String, QuantizeOptions.Bits> of(Configuration configuration) {
    if (wishes.budget() == 0 && configuration.share() == 1) {
      return Map.of();
    }
    List<Sensitivity> layers = layers();
    long most = layers.stream().mapToLong(layer -> layer.choices().get(0).bytes()).sum();
    long least = layers.stream().mapToLong(Widths::least).sum();
    long budget =
        wishes.budget() > 0
            ? wishes.budget()
            : Math.max(least, (long) (configuration.share() * most));
    return chosen.computeIfAbsent(budget, bytes -> solve(layers, bytes, least));
  }

  private synchronized List<Sensitivity> layers() {
    if (sensitivities.isEmpty()) {
      sensitivities = quantizer.sensitivities(wishes.base().withLayers(Map.of()));
    }
    return sensitivities;
  }

  private static long least(Sensitivity layer) {
    return layer.choices().stream().mapToLong(Sensitivity.Choice::bytes).min().orElse(0);
  }

  private static Map<String, QuantizeOptions.Bits> solve(
      List<Sensitivity> layers, long budget, long least) {
    List<List<Knapsack.Option>> items =
        layers.stream()
            .map(
                layer ->
                    layer.choices().stream()
                        .map(choice -> new Knapsack.Option(choice.bytes(), choice.harm()))
                        .toList())
            .toList();
    List<Integer> choices =
        Knapsack.solve(items, budget)
            .orElseThrow(
                () ->
                    new ThimbleException(
                        Code.T0402,
                        "the weights do not fit",
                        "--flash",
                        budget + " B are allowed; with 4 bits in every layer it is " + least + " B",
                        "a larger budget, or a smaller network"));
    Map<String, QuantizeOptions.Bits> bits = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      bits.put(layers.get(i).layer(), layers.get(i).choices().get(choices.get(i)).bits());
    }
    return bits;
  }
}
