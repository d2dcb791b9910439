package thimble.frontend.calibrate;

import java.util.List;
import thimble.ir.TensorData;

/** Inferences' inputs, read one at a time: however many there are, one is in memory. */
public interface SampleSource {
  int count();

  /** The inputs of one inference, in the order of the model's. */
  List<TensorData> sample(int index);

  /** What it is, for the report: never a path. */
  String description();

  /** The first ones only. */
  default SampleSource first(int most) {
    return part(0, Math.min(most, count()));
  }

  /** Samples from an index on. */
  default SampleSource part(int from, int count) {
    SampleSource all = this;
    return new SampleSource() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public List<TensorData> sample(int index) {
        return all.sample(from + index);
      }

      @Override
      public String description() {
        return all.description();
      }
    };
  }
}
