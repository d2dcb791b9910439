package thimble.codegen.report;

import java.util.List;
import java.util.Locale;
import thimble.frontend.quantize.QuantizeReport;

/**
 * A small picture of how a tensor's numbers are spread, on a logarithmic scale, since zeros are
 * many; lines where the stored range ends.
 *
 * @param area path of the numbers
 * @param edges x of the ends of the stored range that lie inside
 */
public record SpreadPicture(int width, int height, String area, List<String> edges) {
  private static final int WIDTH = 144;
  private static final int HEIGHT = 26;

  static SpreadPicture of(QuantizeReport.Tensor tensor) {
    List<Long> spread = tensor.spread();
    double most = Math.log1p(spread.stream().mapToLong(Long::longValue).max().orElse(0));
    StringBuilder path = new StringBuilder("M0 " + HEIGHT);
    double step = (double) WIDTH / Math.max(1, spread.size());
    for (int i = 0; i < spread.size() && most > 0; i++) {
      double y = HEIGHT - (HEIGHT - 2) * Math.log1p(spread.get(i)) / most;
      path.append(
          String.format(Locale.ROOT, "L%.1f %.1fL%.1f %.1f", i * step, y, (i + 1) * step, y));
    }
    path.append("L" + WIDTH + " " + HEIGHT + "Z");
    double seen = tensor.seenHigh() - tensor.seenLow();
    List<String> edges =
        List.of(tensor.low(), tensor.high()).stream()
            .filter(edge -> seen > 0 && edge > tensor.seenLow() && edge < tensor.seenHigh())
            .map(
                edge ->
                    String.format(Locale.ROOT, "%.1f", WIDTH * (edge - tensor.seenLow()) / seen))
            .toList();
    return new SpreadPicture(WIDTH, HEIGHT, path.toString(), edges);
  }
}
