package thimble.frontend.quantize;

import java.util.List;

/**
 * Of a convolution: the cells below its window.
 *
 * @param channels that the layer reads
 */
record WindowPatches(String input, int groups, int channels, PatchWindow window)
    implements Patches {
  @Override
  public int taps() {
    return channels / groups * window.taps();
  }

  @Override
  public int positions() {
    return window.positions();
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public void read(List<float[]> inputs, int group, int position, float[] patch) {
    float[] x = inputs.get(0);
    int top = position / window.steps()[1] * window.strides()[0] - window.pads()[0];
    int left = position % window.steps()[1] * window.strides()[1] - window.pads()[1];
    int inGroup = channels / groups;
    int at = 0;
    for (int channel = group * inGroup; channel < (group + 1) * inGroup; channel++) {
      for (int i = 0; i < window.kernel()[0]; i++) {
        for (int j = 0; j < window.kernel()[1]; j++) {
          int row = top + i * window.dilations()[0];
          patch[at++] = window.cell(x, channel, row, left + j * window.dilations()[1]);
        }
      }
    }
  }
}
