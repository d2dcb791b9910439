package thimble.frontend.quantize;

import java.util.List;

/**
 * Of a transposed convolution, seen from its result: a cell of the result is a sum over the taps
 * that lie a whole number of strides from a cell of the input; the others meet nothing.
 *
 * @param channels that the layer reads
 */
record SpreadPatches(String input, int groups, int channels, PatchWindow window)
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
    int inGroup = channels / groups;
    int at = 0;
    for (int channel = group * inGroup; channel < (group + 1) * inGroup; channel++) {
      for (int i = 0; i < window.kernel()[0]; i++) {
        int row = source(0, position / window.steps()[1], i);
        for (int j = 0; j < window.kernel()[1]; j++) {
          int column = source(1, position % window.steps()[1], j);
          patch[at++] = window.cell(x, channel, row, column);
        }
      }
    }
  }

  /** The input's cell that a tap brings to a cell of the result; -1 where there is none. */
  private int source(int axis, int cell, int tap) {
    int spread = cell + window.pads()[axis] - tap * window.dilations()[axis];
    return spread >= 0 && spread % window.strides()[axis] == 0
        ? spread / window.strides()[axis]
        : -1;
  }
}
