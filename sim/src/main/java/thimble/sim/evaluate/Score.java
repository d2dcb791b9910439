package thimble.sim.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How good results are. Shares are from 0 to 1.
 *
 * @param top1 share of samples whose label has the largest output
 * @param top5 share of samples whose label is among the five largest outputs
 * @param auc area under the receiver operating characteristic; of more than two classes the mean of
 *     each against the rest
 * @param agreement share of samples with the same largest output as the first runner's
 * @param sqnr signal to noise against the first runner's outputs, all of them, in dB
 * @param maxError largest difference from the first runner's outputs, all of them
 */
public record Score(
    OptionalDouble top1,
    OptionalDouble top5,
    OptionalDouble auc,
    OptionalDouble agreement,
    OptionalDouble sqnr,
    OptionalDouble maxError) {
  private static final int FEW = 5;

  /**
   * @param outputs by sample
   * @param labels by sample, where known
   * @param base the outputs of the first runner
   */
  public static Score of(
      List<float[]> outputs, Optional<List<Integer>> labels, Optional<List<float[]>> base) {
    boolean classes = outputs.get(0).length > 1;
    return new Score(
        labels.isPresent() && classes ? top(outputs, labels.get(), 1) : OptionalDouble.empty(),
        labels.isPresent() && outputs.get(0).length > FEW
            ? top(outputs, labels.get(), FEW)
            : OptionalDouble.empty(),
        labels.isPresent() ? auc(outputs, labels.get()) : OptionalDouble.empty(),
        base.isPresent() && classes ? agreement(outputs, base.get()) : OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /**
   * With how far all outputs, one behind the other, are from the first runner's.
   *
   * @param all by sample
   */
  Score against(List<float[]> all, List<float[]> base) {
    return new Score(top1, top5, auc, agreement, sqnr(all, base), maxError(all, base));
  }

  /**
   * Of networks that give their input back: the larger the error, the less normal the sample.
   *
   * @param inputs by sample
   * @param labels 0 for what is normal
   */
  public static Score ofReconstruction(
      List<float[]> outputs,
      List<float[]> inputs,
      Optional<List<Integer>> labels,
      Optional<List<float[]>> base) {
    List<float[]> errors = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      double sum = 0;
      for (int k = 0; k < outputs.get(i).length; k++) {
        double difference = outputs.get(i)[k] - inputs.get(i)[k];
        sum += difference * difference;
      }
      errors.add(new float[] {(float) (sum / outputs.get(i).length)});
    }
    return new Score(
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        labels.isPresent() ? auc(errors, labels.get()) : OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  private static OptionalDouble top(List<float[]> outputs, List<Integer> labels, int most) {
    int right = 0;
    for (int i = 0; i < outputs.size(); i++) {
      float[] output = outputs.get(i);
      int label = labels.get(i);
      int larger = 0;
      for (int k = 0; k < output.length; k++) {
        // Of equal outputs the first one counts as the largest, as the firmware has it.
        larger += output[k] > output[label] || output[k] == output[label] && k < label ? 1 : 0;
      }
      right += larger < most ? 1 : 0;
    }
    return OptionalDouble.of((double) right / outputs.size());
  }

  private static OptionalDouble auc(List<float[]> outputs, List<Integer> labels) {
    int classes = outputs.get(0).length;
    double sum = 0;
    int counted = 0;
    for (int k = classes <= 2 ? classes - 1 : 0; k < classes; k++) {
      OptionalDouble one = auc(outputs, labels, k, classes == 1 ? 1 : k);
      sum += one.orElse(0);
      counted += one.isPresent() ? 1 : 0;
    }
    return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / counted);
  }

  /** Mann and Whitney's statistic: equal scores count half. */
  private static OptionalDouble auc(
      List<float[]> outputs, List<Integer> labels, int column, int positive) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> outputs.get(i)[column]));
    double rankSum = 0;
    long positives = 0;
    for (int from = 0; from < order.size(); ) {
      int to = from;
      int found = 0;
      float value = outputs.get(order.get(from))[column];
      while (to < order.size() && outputs.get(order.get(to))[column] == value) {
        found += labels.get(order.get(to)) == positive ? 1 : 0;
        to++;
      }
      rankSum += found * (from + 1 + to) / 2.0;
      positives += found;
      from = to;
    }
    long negatives = order.size() - positives;
    return positives == 0 || negatives == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives));
  }

  private static OptionalDouble agreement(List<float[]> outputs, List<float[]> base) {
    int same = 0;
    for (int i = 0; i < outputs.size(); i++) {
      same += largest(outputs.get(i)) == largest(base.get(i)) ? 1 : 0;
    }
    return OptionalDouble.of((double) same / outputs.size());
  }

  private static int largest(float[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest;
  }

  private static OptionalDouble sqnr(List<float[]> outputs, List<float[]> base) {
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < outputs.size(); i++) {
      for (int k = 0; k < outputs.get(i).length; k++) {
        double value = base.get(i)[k];
        double difference = outputs.get(i)[k] - value;
        signal += value * value;
        noise += difference * difference;
      }
    }
    if (noise == 0) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    // Against nothing but zeros there is no signal to compare noise with.
    return signal == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(10 * Math.log10(signal / noise));
  }

  private static OptionalDouble maxError(List<float[]> outputs, List<float[]> base) {
    double most = 0;
    for (int i = 0; i < outputs.size(); i++) {
      for (int k = 0; k < outputs.get(i).length; k++) {
        most = Math.max(most, Math.abs((double) outputs.get(i)[k] - base.get(i)[k]));
      }
    }
    return OptionalDouble.of(most);
  }
}
