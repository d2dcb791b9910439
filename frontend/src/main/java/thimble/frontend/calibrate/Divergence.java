package thimble.frontend.calibrate;

/** How much of a distribution is lost by a range's levels: Kullback-Leibler divergence. */
final class Divergence {
  private static final double NOTHING = 1e-9;

  private Divergence() {}

  /**
   * The true distribution has what lies outside at its ends; the quantized one spreads what a level
   * holds evenly over the bins that the level stands for and that are not empty.
   */
  static double of(Histogram seen, Range range, int levels) {
    int first = -1;
    int last = -1;
    double[] truth = new double[seen.bins()];
    double[] inside = new double[seen.bins()];
    for (int i = 0; i < seen.bins(); i++) {
      double centre = seen.centre(i);
      if (centre >= range.low() && centre <= range.high()) {
        first = first < 0 ? i : first;
        last = i;
        inside[i] = seen.bin(i);
        truth[i] = seen.bin(i);
      }
    }
    if (first < 0) {
      return Double.MAX_VALUE;
    }
    for (int i = 0; i < seen.bins(); i++) {
      if (i < first || i > last) {
        truth[i < first ? first : last] += seen.bin(i);
      }
    }
    return divergence(truth, spread(inside, first, last, levels), first, last);
  }

  private static double[] spread(double[] inside, int first, int last, int levels) {
    double[] result = new double[inside.length];
    int bins = last - first + 1;
    int used = Math.min(levels, bins);
    for (int level = 0; level < used; level++) {
      int from = first + (int) ((long) level * bins / used);
      int to = first + (int) ((long) (level + 1) * bins / used);
      double sum = 0;
      int full = 0;
      for (int i = from; i < to; i++) {
        sum += inside[i];
        full += inside[i] > 0 ? 1 : 0;
      }
      for (int i = from; i < to; i++) {
        result[i] = inside[i] > 0 ? sum / full : 0;
      }
    }
    return result;
  }

  private static double divergence(double[] p, double[] q, int first, int last) {
    double sumP = 0;
    double sumQ = 0;
    for (int i = first; i <= last; i++) {
      sumP += p[i];
      sumQ += q[i];
    }
    double divergence = 0;
    for (int i = first; i <= last && sumP > 0; i++) {
      if (p[i] > 0) {
        double share = p[i] / sumP;
        double other = sumQ > 0 ? Math.max(q[i] / sumQ, NOTHING) : NOTHING;
        divergence += share * Math.log(share / other);
      }
    }
    return divergence;
  }
}
