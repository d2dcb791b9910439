package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.op.Argument;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * Model of the template {@code cortexm/depthwise_column}: depthwise convolution of images one
 * column wide, as of sequences. Four channels lie in a word, and one filter's taps in as many rows:
 * there is nothing to bring side by side.
 *
 * @param taps rows of the kernel
 * @param packed whether weights have 4 bits: two taps of four channels a word
 * @param padded whether some of them may lie outside of the image
 */
public record ColumnModel(int taps, boolean packed, boolean padded, Rescale rescaling) {
  private static final int LANES = 4;

  /**
   * @param weight [taps, channels]
   * @param packed whether weights have 4 bits
   * @param padded whether some row of a window may lie outside of the image
   */
  static Optional<Kernel> kernel(
      DepthwiseConv2d op,
      Signature signature,
      ReferenceCall reference,
      Rescale.Table rescaling,
      byte[] weight,
      boolean packed,
      boolean padded) {
    int channels = rescaling.channels();
    ColumnModel model =
        new ColumnModel(weight.length / channels, packed, padded, rescaling.rescaling());
    List<Argument> arguments =
        new ArrayList<>(
            List.of(
                new Argument.SourceRows(0),
                new Argument.Table("packed", model.pack(rescaling, weight)),
                new Argument.Int("channels", channels),
                new Argument.Sink(0)));
    arguments.addAll(rescaling.arguments(reference));
    if (padded) {
      arguments.add(new Argument.Int("srcZero", reference.integer("srcZero")));
      arguments.add(new Argument.Scratch("line", ElementType.S8, channels));
    }
    String label =
        "depthwise" + model.taps + "x1" + (packed ? "_4bit" : "") + model.rescaling.suffix();
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            new KernelCall(CortexMLibrary.NAME, label, arguments),
            op.access(signature),
            Set.of(),
            Optional.of(new KernelTemplate("cortexm/depthwise_column", label, model)),
            new Cost.Linear(0, model.row(channels))));
  }

  /** Instructions of a row: the taps' addresses, then four channels at a time. */
  private double row(int channels) {
    double group = 22.6 * taps + 20 + LANES * (rescaling.instructions() - 6);
    return ConvCost.ARGUMENTS + 19 + taps * (ConvCost.ROW_ADDRESS + 7) + (channels + 3) / 4 * group;
  }

  /** Words of four channels' weights. */
  public int weightWords() {
    return packed ? (taps + 1) / 2 : taps;
  }

  /** Words of four channels. */
  public int groupWords() {
    return weightWords() + LANES * rescaling.entryWords();
  }

  private TensorData pack(Rescale.Table rescaling, byte[] weight) {
    int channels = rescaling.channels();
    int groups = (channels + LANES - 1) / LANES;
    int[] table = new int[groups * groupWords()];
    for (int group = 0; group < groups; group++) {
      // The last group begins where it still fits.
      int first = Math.min(group * LANES, channels - LANES);
      int at = group * groupWords();
      for (int tap = 0; tap < taps; tap++) {
        for (int lane = 0; lane < LANES; lane++) {
          int value = weight[tap * channels + first + lane];
          if (packed) {
            // As in DepthwiseModel: digits 0 and 1 of an even tap, 2 and 3 of an odd one.
            int digit = tap % 2 * 2 + lane % 2 + lane / 2 * 4;
            table[at + tap / 2] |= value + 8 << 4 * digit;
          } else {
            table[at + tap] |= (value & 0xFF) << 8 * lane;
          }
        }
      }
      for (int lane = 0; lane < LANES; lane++) {
        int[] entry = rescaling.entry(first + lane);
        System.arraycopy(entry, 0, table, at + weightWords() + lane * entry.length, entry.length);
      }
    }
    return TensorData.ints(table);
  }
}
