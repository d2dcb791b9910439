package thimble.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.frontend.quantize.QuantizeOptions.Bits;
import thimble.frontend.quantize.Quantizer;
import thimble.frontend.quantize.Sensitivity;
import thimble.frontend.quantize.TensorSensitivity;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.planner.Knapsack;
import thimble.planner.Knapsack.Choice;

/**
 * Widths of weights and activations that fit budgets with the least measured noise: 4 or 8 bits for
 * each layer's weights, 8 or 16 for each stored tensor.
 *
 * <p>Flash adds up, so that a knapsack knows it. RAM does not: it is the planner's. A combination
 * that the planner finds no room for is narrowed down to the tensors that are too many already, and
 * those are never taken together again, until what the knapsack likes best has room. More 16 bits
 * never need less RAM, so that this is exact.
 *
 * @param layers what 4 bits do to each layer; none where flash is not bounded
 * @param tensors what 16 bits do to each tensor that is worth it; none where RAM is not bounded
 * @param chosen index of each layer's choice, then 1 for each tensor in 16 bits
 * @param flash bytes allowed for weights and biases
 * @param ram bytes allowed for the arena
 * @param arena bytes that the arena takes
 */
record MixedPrecision(
    List<Sensitivity> layers,
    List<TensorSensitivity> tensors,
    List<Integer> chosen,
    OptionalLong flash,
    OptionalLong ram,
    OptionalLong arena) {
  /** What 16 bits must take off the noise to be worth their time. */
  private static final double WORTH = 0.02;

  /** Tensors that are considered, those that gain most. */
  private static final int MOST_TENSORS = 16;

  private static final long UNBOUNDED = 1L << 50;

  /** Plans that are tried before what fits already will do. */
  private static final int MOST_PLANS = 48;

  /**
   * @throws ThimbleException T0402 where four bits throughout are too many, T0401 where eight are
   */
  static MixedPrecision of(
      Quantizer quantizer, QuantizeOptions options, OptionalLong flash, Optional<RamBudget> ram) {
    if (ram.isPresent() && !ram.get().fits(options)) {
      // In strips, or not at all; there is no room for more bits either way.
      long arena = ram.get().required(options);
      return new MixedPrecision(
              flash.isPresent() ? quantizer.sensitivities(options) : List.of(),
              List.of(),
              List.of(),
              flash,
              OptionalLong.of(ram.get().bytes()),
              OptionalLong.of(arena))
          .solved(options, Optional.empty(), quantizer);
    }
    List<Sensitivity> layers = flash.isPresent() ? quantizer.sensitivities(options) : List.of();
    List<TensorSensitivity> tensors =
        ram.isEmpty() || options.activations() == Bits.INT16
            ? List.of()
            : quantizer.tensorSensitivities(options).stream()
                .filter(tensor -> tensor.share() > WORTH)
                .sorted((a, b) -> Double.compare(b.gain(), a.gain()))
                .limit(MOST_TENSORS)
                .toList();
    OptionalLong bytes = ram.map(it -> OptionalLong.of(it.bytes())).orElse(OptionalLong.empty());
    MixedPrecision open =
        new MixedPrecision(layers, tensors, List.of(), flash, bytes, OptionalLong.empty());
    return open.solved(options, ram, quantizer);
  }

  private MixedPrecision solved(
      QuantizeOptions options, Optional<RamBudget> ram, Quantizer quantizer) {
    List<Set<Choice>> conflicts = conflicts();
    int plans = 0;
    while (true) {
      MixedPrecision found = with(solution(conflicts), arena);
      QuantizeOptions wide = found.options(options);
      if (ram.isEmpty()) {
        return found;
      } else if (found.wide().isEmpty() || ram.get().fits(wide)) {
        // What each gains alone is not always what they gain together.
        if (found.wide().isEmpty()
            || quantizer.isNearer(wide, found.withWide(List.of()).options(options))) {
          return found.with(found.chosen, OptionalLong.of(ram.get().arena(wide)));
        }
        conflicts.add(found.conflict(found.wide()));
        continue;
      }
      plans++;
      List<Integer> many = new ArrayList<>(found.wide());
      for (int tensor : found.wide()) {
        List<Integer> fewer = many.stream().filter(it -> it != tensor).toList();
        if (plans < MOST_PLANS && !fewer.isEmpty()) {
          plans++;
          if (!ram.get().fits(found.withWide(fewer).options(options))) {
            many = new ArrayList<>(fewer);
          }
        }
      }
      // Without plans left to try, the tensor of least gain goes alone.
      List<Integer> never = plans < MOST_PLANS ? many : many.subList(many.size() - 1, many.size());
      conflicts.add(conflict(never));
    }
  }

  /** Never these tensors together in 16 bits. */
  private Set<Choice> conflict(List<Integer> wide) {
    return wide.stream()
        .map(tensor -> new Choice(layers.size() + tensor, 1))
        .collect(Collectors.toSet());
  }

  private MixedPrecision with(List<Integer> choices, OptionalLong needed) {
    return new MixedPrecision(layers, tensors, choices, flash, ram, needed);
  }

  /** The same layers, other tensors in 16 bits. */
  private MixedPrecision withWide(List<Integer> wide) {
    List<Integer> choices = new ArrayList<>(chosen.subList(0, layers.size()));
    for (int i = 0; i < tensors.size(); i++) {
      choices.add(wide.contains(i) ? 1 : 0);
    }
    return with(choices, OptionalLong.empty());
  }

  /** Tensors in 16 bits. */
  private List<Integer> wide() {
    List<Integer> wide = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      if (chosen.get(layers.size() + i) == 1) {
        wide.add(i);
      }
    }
    return wide;
  }

  /** No kernel multiplies 4 bits with 16. */
  private List<Set<Choice>> conflicts() {
    List<Set<Choice>> conflicts = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      for (int k = 0; k < layers.size(); k++) {
        for (int option = 0; option < layers.get(k).choices().size(); option++) {
          if (layers.get(k).choices().get(option).bits() == Bits.INT4
              && tensors.get(i).layers().contains(layers.get(k).layer())) {
            conflicts.add(Set.of(new Choice(k, option), new Choice(layers.size() + i, 1)));
          }
        }
      }
    }
    return conflicts;
  }

  private List<Integer> solution(List<Set<Choice>> conflicts) {
    List<List<Knapsack.Option>> items = new ArrayList<>();
    for (Sensitivity layer : layers) {
      items.add(
          layer.choices().stream()
              .map(choice -> new Knapsack.Option(choice.bytes(), choice.harm()))
              .toList());
    }
    for (TensorSensitivity tensor : tensors) {
      items.add(List.of(new Knapsack.Option(0, tensor.gain()), new Knapsack.Option(0, 0)));
    }
    return Knapsack.solve(items, flash.orElse(UNBOUNDED), conflicts)
        .orElseThrow(
            () ->
                new ThimbleException(
                    Code.T0402,
                    "the weights do not fit",
                    "--flash",
                    String.format(
                        Locale.ROOT,
                        "%,d B are allowed; with 4 bits in every layer it is %,d B",
                        flash.orElse(0),
                        layers.stream().mapToLong(MixedPrecision::least).sum()),
                    "a larger budget, or a smaller network"));
  }

  private static long least(Sensitivity layer) {
    return layer.choices().stream().mapToLong(Sensitivity.Choice::bytes).min().orElse(0);
  }

  QuantizeOptions options(QuantizeOptions base) {
    Map<String, Bits> bits = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      bits.put(layers.get(i).layer(), choice(i).bits());
    }
    Map<String, Bits> widths = new LinkedHashMap<>();
    wide().forEach(tensor -> widths.put(tensors.get(tensor).tensor(), Bits.INT16));
    return base.withLayers(bits).withTensors(widths);
  }

  Sensitivity.Choice choice(int layer) {
    return layers.get(layer).choices().get(chosen.get(layer));
  }

  boolean isWide(int tensor) {
    return chosen.get(layers.size() + tensor) == 1;
  }

  /** Bytes of weights and biases. */
  long bytes() {
    long bytes = 0;
    for (int i = 0; i < layers.size(); i++) {
      bytes += choice(i).bytes();
    }
    return bytes;
  }
}
