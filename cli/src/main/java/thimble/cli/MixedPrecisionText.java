package thimble.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import thimble.frontend.quantize.QuantizeOptions.Bits;
import thimble.frontend.quantize.Sensitivity;
import thimble.frontend.quantize.TensorSensitivity;

/** Which widths were chosen under budgets, and by what. */
final class MixedPrecisionText {
  private static final int NAME = 32;
  private static final int BAR = 24;

  private MixedPrecisionText() {}

  static void print(MixedPrecision mixed, PrintWriter out) {
    mixed
        .flash()
        .ifPresent(
            budget ->
                out.printf(
                    Locale.ROOT,
                    "mixed    %,d B of %,d B allowed for weights and biases%n",
                    mixed.bytes(),
                    budget));
    mixed
        .ram()
        .ifPresent(
            budget ->
                out.printf(
                    Locale.ROOT,
                    "mixed    %,d B of %,d B allowed for the arena%n",
                    mixed.arena().orElse(0),
                    budget));
    out.println();
    if (!mixed.layers().isEmpty()) {
      layers(mixed, out);
    }
    if (!mixed.tensors().isEmpty()) {
      tensors(mixed, out);
    }
  }

  private static void layers(MixedPrecision mixed, PrintWriter out) {
    double largest = 0;
    for (Sensitivity layer : mixed.layers()) {
      for (Sensitivity.Choice choice : layer.choices()) {
        largest = Math.max(largest, choice.harm());
      }
    }
    Table table =
        new Table(List.of("layer", "bits", "bytes", "at 8 bits", "4 bits add", "noise by 4 bits"));
    for (int i = 0; i < mixed.layers().size(); i++) {
      Sensitivity layer = mixed.layers().get(i);
      Sensitivity.Choice least = layer.choices().get(layer.choices().size() - 1);
      table.row(
          List.of(
              Table.shorten(layer.label(), NAME),
              mixed.choice(i).bits() == Bits.INT4 ? "4" : "8",
              String.format(Locale.ROOT, "%,d", mixed.choice(i).bytes()),
              String.format(Locale.ROOT, "%,d", layer.choices().get(0).bytes()),
              String.format(Locale.ROOT, "%.4f%%", 100 * least.harm()),
              bar(least.harm(), largest)));
    }
    table.print(out);
    out.println();
  }

  private static void tensors(MixedPrecision mixed, PrintWriter out) {
    double largest = mixed.tensors().stream().mapToDouble(TensorSensitivity::gain).max().orElse(0);
    Table table =
        new Table(
            List.of("result of", "bits", "16 bits take off", "of all noise", "noise by 8 bits"));
    for (int i = 0; i < mixed.tensors().size(); i++) {
      TensorSensitivity tensor = mixed.tensors().get(i);
      table.row(
          List.of(
              Table.shorten(tensor.label(), NAME),
              mixed.isWide(i) ? "16" : "8",
              String.format(Locale.ROOT, "%.4f%%", 100 * tensor.gain()),
              String.format(Locale.ROOT, "%.1f%%", 100 * tensor.share()),
              bar(tensor.gain(), largest)));
    }
    table.print(out);
    out.println();
  }

  private static String bar(double value, double largest) {
    return "#".repeat(largest == 0 ? 0 : (int) Math.round(BAR * value / largest));
  }
}
