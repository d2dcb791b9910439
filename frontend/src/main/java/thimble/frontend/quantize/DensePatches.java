package thimble.frontend.quantize;

import java.util.List;

/** Of a dense layer: each row of what it reads. */
record DensePatches(String input, int rows, int taps) implements Patches {
  @Override
  public int groups() {
    return 1;
  }

  @Override
  public int positions() {
    return rows;
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public void read(List<float[]> inputs, int group, int position, float[] patch) {
    System.arraycopy(inputs.get(0), position * taps, patch, 0, taps);
  }
}
