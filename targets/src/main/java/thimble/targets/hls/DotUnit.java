package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Sums of products: convolution after its window, fully connected.
 *
 * @param pixels of the result
 * @param groups parts of the channels with filters of their own
 * @param folds turns over the filters of a group, {@code pe} of them at once
 * @param depth words of a filter
 * @param portBits of a multiplier's wide port, 0 where weights are not to share it
 * @param weight [filter][tap and channel], as many filters as {@code groups * folds * pe}
 */
record DotUnit(
    int pixels,
    int groups,
    int folds,
    int depth,
    int pe,
    int simd,
    int bits,
    int weightBits,
    int sumBits,
    int portBits,
    short[] weight)
    implements Unit {
  private static final int CHUNK_BITS = 64;

  /** Look-up tables of an adder by bits of the sum: parts of it lie in the slices. */
  private static final double ADDERS = 0.7;

  @Override
  public String template() {
    return "dot";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("pixels", pixels, "of the result"),
        new Parameter("groups", groups, "parts of the channels with filters of their own"),
        new Parameter("folds", folds, "turns over the filters of a group"),
        new Parameter("depth", depth, "words of a filter"),
        new Parameter("pe", pe, "filters at once"),
        new Parameter("simd", simd, "channels at once"),
        new Parameter("bits", bits, "of an input"),
        new Parameter("weight_bits", weightBits, "of a weight"),
        new Parameter("sum_bits", sumBits, "that hold every sum that can occur"),
        new Parameter("packed", packed(), "filters whose weights share a multiplication"),
        new Parameter("field", field(), "bits of a product in it"),
        new Parameter("factor_bits", factorBits(), "of the weights side by side"),
        new Parameter(
            "fabric",
            Resources.isInFabric(weightBits) ? 1 : 0,
            "1: products by themselves in look-up tables"),
        new Parameter("chunks", chunks(), "elements of the table for the weights of a word"));
  }

  /** Bits of a product of any of the weights. */
  private int field() {
    long least = 0;
    long most = 0;
    int largest = (1 << bits - 1) - 1;
    for (short w : weight) {
      least = Math.min(least, Math.min(w * ~largest, w * largest));
      most = Math.max(most, Math.max(w * ~largest, w * largest));
    }
    return Sums.bits(least, most);
  }

  /**
   * Weights that fit a multiplier's wide port with a product's width between them: {@code (w1 << f
   * | w0) * x = w1 x << f | w0 x}, but for a borrow that the product's sign gives back.
   */
  private int packed() {
    int most = Math.max(1, (portBits - 1 - weightBits) / field() + 1);
    return Math.min(most, pe);
  }

  private int factorBits() {
    return packed() == 1 ? weightBits : (packed() - 1) * field() + weightBits + 1;
  }

  @Override
  public int hardwareMultipliers() {
    return simd * ((pe + packed() - 1) / packed());
  }

  /** Multiplications that no other filter shares: narrow ones lie in look-up tables. */
  private int inFabric() {
    int alone = packed() == 1 ? pe : pe % packed() == 1 ? 1 : 0;
    return Resources.isInFabric(weightBits) ? simd * alone : 0;
  }

  /** Elements of at most 64 bits that hold the weights of a word; a weight lies within one. */
  private int chunks() {
    int chunks = 1;
    while (simd % chunks != 0 || simd / chunks * weightBits > CHUNK_BITS) {
      chunks++;
    }
    return chunks;
  }

  @Override
  public List<Table> tables() {
    int chunks = chunks();
    int per = simd / chunks;
    int rows = groups * folds * depth;
    long[] values = new long[pe * rows * chunks];
    for (int p = 0; p < pe; p++) {
      for (int row = 0; row < rows; row++) {
        int filter = row / depth * pe + p;
        for (int lane = 0; lane < simd; lane++) {
          long bitsOfWeight =
              weight[(filter * depth + row % depth) * simd + lane] & (1L << weightBits) - 1;
          values[(p * rows + row) * chunks + lane / per] |= bitsOfWeight << lane % per * weightBits;
        }
      }
    }
    return List.of(
        new Table("weights", type(per * weightBits), List.of(pe, rows * chunks), values, true));
  }

  private static String type(int bits) {
    return bits <= 8
        ? "unsigned char"
        : bits <= 16 ? "unsigned short" : bits <= 32 ? "unsigned" : "unsigned long long";
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(simd, bits, (long) pixels * groups * depth));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(pe, sumBits, (long) pixels * groups * folds));
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int length = depth * simd;
    int filters = folds * pe;
    long[] sums = new long[pixels * groups * filters];
    for (int i = 0; i < sums.length; i++) {
      int vector = i / filters * length;
      int filter = i % (groups * filters) * length;
      for (int k = 0; k < length; k++) {
        sums[i] += inputs[0][vector + k] * weight[filter + k];
      }
    }
    return Optional.of(new long[][] {sums});
  }

  @Override
  public Steps steps() {
    long turn = (long) folds * depth;
    return Steps.regular(
        pixels * groups * turn, at -> at % turn < depth, at -> at % depth == depth - 1);
  }

  /** A slice a product, or for weights side by side; the sums in look-up tables. */
  @Override
  public Resources resources(Fpga fpga) {
    Resources weights = Resources.memory(pe * simd * weightBits, (long) groups * folds * depth);
    Resources waiting = folds > 1 ? Resources.memory(simd * bits, depth) : Resources.NONE;
    return Resources.luts(CONTROL + pe * (double) simd * sumBits * ADDERS)
        .plus(weights)
        .plus(waiting)
        .plus(Resources.products(weightBits, bits, fpga).times(inFabric()))
        .plus(
            Resources.dsps(
                (hardwareMultipliers() - inFabric())
                    * Resources.product(factorBits(), bits, fpga)));
  }

  @Override
  public int multipliers() {
    return pe * simd;
  }

  @Override
  public int latency() {
    return 4 + 32 - Integer.numberOfLeadingZeros(simd);
  }
}
