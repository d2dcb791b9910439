package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.frontend.quantize.QuantizeReport.Outlier;
import thimble.frontend.quantize.QuantizeReport.Treatment;

/** Finds channels whose range dwarfs those of the others, and says what became of them. */
final class Outliers {
  /** Times the median channel's range: three of eight bits are lost to a channel beyond. */
  private static final double LOUD = 8;

  /** Of fewer channels the median says little. */
  private static final int FEW_CHANNELS = 4;

  private Outliers() {}

  static List<Outlier> of(Quantized quantized) {
    List<Outlier> outliers = new ArrayList<>();
    quantized
        .scales()
        .forEach((name, scale) -> of(quantized, name, scale).ifPresent(outliers::add));
    return outliers;
  }

  private static Optional<Outlier> of(Quantized quantized, String name, Scale scale) {
    ChannelRanges ranges = quantized.source().calibration().channels(name);
    double[] factors = quantized.source().factors().get(name);
    int channels = ranges.channels();
    double[] now = new double[channels];
    double[] before = new double[channels];
    for (int i = 0; i < channels; i++) {
      now[i] = ranges.magnitude(i);
      before[i] = factors == null ? now[i] : now[i] / factors[i];
    }
    double usual = median(before);
    List<Integer> loud = new ArrayList<>();
    for (int i = 0; i < channels && channels >= FEW_CHANNELS && usual > 0; i++) {
      if (before[i] > LOUD * usual) {
        loud.add(i);
      }
    }
    if (loud.isEmpty()) {
      return Optional.empty();
    }
    double most = most(now, loud);
    double after = most / Math.max(Float.MIN_NORMAL, median(now));
    double first = most(before, loud) / usual;
    boolean clipped = most > Math.max(-scale.low(), scale.high()) + scale.scale();
    Treatment treatment =
        2 * after < first ? Treatment.EQUALIZED : clipped ? Treatment.CLIPPED : Treatment.KEPT;
    return Optional.of(new Outlier(name, loud, first, after, treatment));
  }

  private static double most(double[] values, List<Integer> of) {
    return of.stream().mapToDouble(i -> values[i]).max().orElse(0);
  }

  /** Of the channels that hold something. */
  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(value -> value > 0).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
