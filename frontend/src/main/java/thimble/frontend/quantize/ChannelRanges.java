package thimble.frontend.quantize;

import java.util.Arrays;
import java.util.List;

/**
 * Least and largest number of each channel of a tensor over all samples; channels are the second
 * axis.
 */
final class ChannelRanges {
  private final float[] low;
  private final float[] high;
  private final int inner;

  private ChannelRanges(int channels, int inner) {
    this.low = new float[channels];
    this.high = new float[channels];
    this.inner = inner;
    Arrays.fill(low, Float.POSITIVE_INFINITY);
    Arrays.fill(high, Float.NEGATIVE_INFINITY);
  }

  /** For a tensor of a shape; of less than two axes all is one channel. */
  static ChannelRanges of(List<Integer> shape) {
    int channels = shape.size() < 2 ? 1 : shape.get(1);
    int inner = 1;
    for (int extent : shape.subList(Math.min(2, shape.size()), shape.size())) {
      inner *= extent;
    }
    return new ChannelRanges(channels, inner);
  }

  void add(float[] values) {
    for (int i = 0; i < values.length; i++) {
      int channel = i / inner % low.length;
      low[channel] = Math.min(low[channel], values[i]);
      high[channel] = Math.max(high[channel], values[i]);
    }
  }

  int channels() {
    return low.length;
  }

  float low(int channel) {
    return low[channel];
  }

  float high(int channel) {
    return high[channel];
  }

  /** The largest magnitude of a channel. */
  float magnitude(int channel) {
    return Math.max(0, Math.max(-low[channel], high[channel]));
  }

  long bytes() {
    return 2L * Float.BYTES * low.length;
  }
}
