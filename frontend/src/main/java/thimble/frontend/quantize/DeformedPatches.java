package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.List;

/**
 * Of a deformable convolution: what its taps sample between cells, times the mask.
 *
 * @param inputs the image, the offsets, and the mask where there is one
 * @param channels that the layer reads
 * @param offsetGroups of channels that share offsets
 */
record DeformedPatches(
    List<String> inputs, int groups, int channels, int offsetGroups, PatchWindow window)
    implements Patches {
  private static final int OFFSET = 2;
  private static final int MASK = 4;

  static DeformedPatches of(Layer layer, PatchWindow window) {
    List<String> inputs =
        new ArrayList<>(List.of(layer.input(), layer.node().inputs().get(OFFSET)));
    Nodes.input(layer.node(), MASK).ifPresent(inputs::add);
    int offsetGroups = (int) Nodes.integer(layer.node(), "offset_group", 1);
    return new DeformedPatches(
        List.copyOf(inputs), layer.groups(), layer.inputs(), offsetGroups, window);
  }

  @Override
  public int taps() {
    return channels / groups * window.taps();
  }

  @Override
  public int positions() {
    return window.positions();
  }

  @Override
  public void read(List<float[]> tensors, int group, int position, float[] patch) {
    int inGroup = channels / groups;
    int at = 0;
    for (int channel = group * inGroup; channel < (group + 1) * inGroup; channel++) {
      int offsetGroup = channel / (channels / offsetGroups);
      for (int tap = 0; tap < window.taps(); tap++) {
        patch[at++] = sample(tensors, channel, offsetGroup * window.taps() + tap, tap, position);
      }
    }
  }

  /**
   * @param number of the tap among all offset groups' taps
   */
  private float sample(List<float[]> tensors, int channel, int number, int tap, int position) {
    int positions = window.positions();
    float[] offsets = tensors.get(1);
    double row =
        place(0, position / window.steps()[1], tap / window.kernel()[1])
            + offsets[2 * number * positions + position];
    double column =
        place(1, position % window.steps()[1], tap % window.kernel()[1])
            + offsets[(2 * number + 1) * positions + position];
    int top = (int) Math.floor(row);
    int left = (int) Math.floor(column);
    double down = row - top;
    double right = column - left;
    float[] x = tensors.get(0);
    double value =
        (1 - down) * (1 - right) * window.cell(x, channel, top, left)
            + (1 - down) * right * window.cell(x, channel, top, left + 1)
            + down * (1 - right) * window.cell(x, channel, top + 1, left)
            + down * right * window.cell(x, channel, top + 1, left + 1);
    double factor = tensors.size() > 2 ? tensors.get(2)[number * positions + position] : 1;
    return (float) (value * factor);
  }

  /** Where a tap would read without its offset. */
  private int place(int axis, int step, int tap) {
    return step * window.strides()[axis] - window.pads()[axis] + tap * window.dilations()[axis];
  }
}
