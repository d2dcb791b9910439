package thimble.frontend.quantize;

import thimble.frontend.onnx.OnnxType;

/**
 * A weight in integers.
 *
 * @param type INT8 or INT4
 * @param scales one for each output channel, or one for all
 */
record StoredWeight(OnnxType type, byte[] values, float[] scales) {
  /** The largest integer; the least is its negative, so that both signs weigh the same. */
  static int most(OnnxType type) {
    return type == OnnxType.INT4 ? 7 : 127;
  }

  float scale(int channel) {
    return scales.length == 1 ? scales[0] : scales[channel];
  }
}
