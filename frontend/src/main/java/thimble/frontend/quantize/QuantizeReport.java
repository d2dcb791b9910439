package thimble.frontend.quantize;

import java.util.List;

/**
 * What became of a model.
 *
 * @param samples how many it was calibrated on
 * @param source what they were
 * @param compared how many of them the figures were measured on
 * @param sqnr of the first output, in dB
 * @param agreement share of the compared samples with the same largest output
 * @param weightBytes of all weights and biases
 * @param statisticsBytes memory that calibration kept, whatever the number of samples
 * @param outliers tensors some of whose channels dwarf the others
 * @param tried ways to quantize that were compared, the nearest to float first
 * @param notes what a user should know: nodes that stay float, calibration on too little
 */
public record QuantizeReport(
    String model,
    int samples,
    String source,
    int compared,
    double sqnr,
    double agreement,
    long weightBytes,
    long statisticsBytes,
    QuantizeOptions options,
    List<Layer> layers,
    List<Tensor> tensors,
    List<Outlier> outliers,
    List<Tried> tried,
    List<String> notes) {
  public QuantizeReport {
    layers = List.copyOf(layers);
    tensors = List.copyOf(tensors);
    outliers = List.copyOf(outliers);
    tried = List.copyOf(tried);
    notes = List.copyOf(notes);
  }

  /**
   * A layer with weights.
   *
   * @param bits of its weights
   * @param bytes of weights and bias
   * @param weightSqnr of the weights alone, in dB
   * @param sqnr of its stored result, everything before it quantized, in dB
   * @param harm noise to signal that it adds to what it reads
   */
  public record Layer(
      String name, String op, int bits, long bytes, double weightSqnr, double sqnr, double harm) {}

  /**
   * A stored tensor.
   *
   * @param seenLow least number seen
   * @param low least number that can be stored
   * @param clipped share of the numbers seen that lie outside
   * @param spread how many numbers fell into each of equal parts from {@code seenLow} to {@code
   *     seenHigh}
   */
  public record Tensor(
      String name,
      int bits,
      double seenLow,
      double seenHigh,
      double low,
      double high,
      float scale,
      int zeroPoint,
      double clipped,
      double sqnr,
      List<Long> spread) {
    public Tensor {
      spread = List.copyOf(spread);
    }
  }

  /**
   * A way to quantize that was compared.
   *
   * @param way in words
   * @param sqnr of the first output, in dB
   * @param agreement share of samples with the same largest output
   * @param taken whether it is the one of this report
   */
  public record Tried(String way, double sqnr, double agreement, boolean taken) {}

  /**
   * A stored tensor some of whose channels are so loud that the others have few levels left.
   *
   * @param channels the loud ones
   * @param before how many times the median channel's range the loudest one had
   * @param after the same once factors were moved
   */
  public record Outlier(
      String tensor, List<Integer> channels, double before, double after, Treatment treatment) {
    public Outlier {
      channels = List.copyOf(channels);
    }
  }

  /** What was done about loud channels. */
  public enum Treatment {
    /** Factors were moved to the layers around. */
    EQUALIZED,
    /** The range ends below them: that costs less than coarser levels for all. */
    CLIPPED,
    /** The range is theirs. */
    KEPT
  }
}
