package thimble.targets.hls;

import thimble.targets.Fpga;

/**
 * What hardware takes of a device. DSP slices and blocks of memory are counted from widths and
 * depths by the device's own shapes; look-up tables are an estimate, good within about a third.
 */
public record Resources(int dsp, int bram18, int uram, int lut) {
  public static final Resources NONE = new Resources(0, 0, 0, 0);

  /** Words by bits of a block of memory of 18 Kbit. */
  private static final int[][] SHAPES = {
    {16384, 1}, {8192, 2}, {4096, 4}, {2048, 9}, {1024, 18}, {512, 36}
  };

  /** Bits and words of a block of 288 Kbit. */
  private static final int LARGE_WIDTH = 72;

  private static final int LARGE_WORDS = 4096;

  /** Bits up to which a memory lies in look-up tables. */
  private static final long SMALL = 2048;

  /** Bits of weights up to which products lie in look-up tables. */
  private static final int FABRIC_BITS = 4;

  /** Look-up tables of a product by bits of the one and of the other. */
  static final double PARTIAL = 0.6;

  /** Bits that a look-up table holds as memory. */
  private static final int LUT_BITS = 64;

  public Resources plus(Resources other) {
    return new Resources(
        dsp + other.dsp, bram18 + other.bram18, uram + other.uram, lut + other.lut);
  }

  public Resources times(int count) {
    return new Resources(dsp * count, bram18 * count, uram * count, lut * count);
  }

  static Resources luts(double count) {
    return new Resources(0, 0, 0, (int) Math.ceil(count));
  }

  static Resources dsps(int count) {
    return new Resources(count, 0, 0, 0);
  }

  /** A memory that is read one word a cycle, and written if it is no table. */
  public static Resources memory(int width, long words) {
    if (width * words <= SMALL || words <= LUT_BITS / 2) {
      return luts((double) width * Math.ceil((double) words / LUT_BITS));
    }
    long best = Long.MAX_VALUE;
    for (int[] shape : SHAPES) {
      long blocks = ((words + shape[0] - 1) / shape[0]) * ((width + shape[1] - 1L) / shape[1]);
      best = Math.min(best, blocks);
    }
    return new Resources(0, (int) best, 0, 0);
  }

  /** A memory in blocks of 288 Kbit, which have one shape and no contents at first. */
  public static Resources large(int width, long words) {
    long blocks =
        ((width + LARGE_WIDTH - 1L) / LARGE_WIDTH) * ((words + LARGE_WORDS - 1) / LARGE_WORDS);
    return new Resources(0, 0, (int) blocks, 0);
  }

  /** A stream of that depth in blocks of 288 Kbit. */
  public static Resources largeStream(Flow flow, int depth) {
    return luts(40).plus(large(flow.width(), depth));
  }

  /** A stream of that depth. */
  public static Resources stream(Flow flow, int depth) {
    return luts(20).plus(depth <= 2 ? luts(flow.width()) : memory(flow.width(), depth));
  }

  /** Whether a product by such a weight takes fewer look-up tables than a slice is worth. */
  static boolean isInFabric(int weightBits) {
    return weightBits <= FABRIC_BITS;
  }

  /** A product of an activation and a weight, where that suits it. */
  static Resources products(int weightBits, int bits, Fpga fpga) {
    return isInFabric(weightBits)
        ? luts(PARTIAL * weightBits * bits)
        : dsps(product(weightBits, bits, fpga));
  }

  /** Slices of a product of two signed numbers. */
  static int product(int bits, int otherBits, Fpga fpga) {
    return Math.min(
        tiles(bits, fpga.dspPorts().get(0)) * tiles(otherBits, fpga.dspPorts().get(1)),
        tiles(bits, fpga.dspPorts().get(1)) * tiles(otherBits, fpga.dspPorts().get(0)));
  }

  /** Parts of a signed number: all but the highest are unsigned. */
  private static int tiles(int bits, int port) {
    return bits <= port ? 1 : 1 + (bits - port + port - 2) / (port - 1);
  }
}
