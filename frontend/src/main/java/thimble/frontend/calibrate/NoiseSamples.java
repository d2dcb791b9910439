package thimble.frontend.calibrate;

import java.util.List;
import java.util.Random;
import thimble.ir.ElementType;
import thimble.ir.TensorData;

/** Seeded noise in place of samples: it shows that a model runs, and nothing about accuracy. */
public final class NoiseSamples implements SampleSource {
  private final List<InputPort> inputs;
  private final int count;

  public NoiseSamples(List<InputPort> inputs, int count) {
    this.inputs = List.copyOf(inputs);
    this.count = count;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public List<TensorData> sample(int index) {
    Random random = new Random(index);
    return inputs.stream().map(input -> noise(input, random)).toList();
  }

  private static TensorData noise(InputPort input, Random random) {
    TensorData data = TensorData.allocate(input.type(), input.count());
    for (int i = 0; i < data.count(); i++) {
      boolean real = input.type() == ElementType.F32 || input.type() == ElementType.F64;
      data.set(i, real ? random.nextGaussian() : random.nextInt(2));
    }
    return data;
  }

  @Override
  public String description() {
    return "random noise";
  }
}
