package thimble.targets.plain;

import java.util.List;
import java.util.stream.IntStream;
import thimble.targets.KernelTemplate;
import thimble.targets.cortexm.Rescaling;

/**
 * Model of the templates {@code plain/channels}, {@code plain/pointwise} and {@code plain/conv}.
 * Numbers of channels and pixels are arguments, so that layers share the functions.
 *
 * @param outputs of a group: fewer than four where there are fewer channels
 */
public record ChannelsModel(int outputs, Rescaling rescaling) {
  /** Channels that are summed at a time. */
  static final int GROUP = 4;

  static ChannelsModel of(int outputs, Rescaling rescaling) {
    return new ChannelsModel(Math.min(GROUP, outputs), rescaling);
  }

  /** The function that multiplies, which all forms call. */
  KernelTemplate template() {
    return new KernelTemplate("plain/channels", label(), this);
  }

  public String label() {
    return "plain_channels" + suffix();
  }

  String suffix() {
    return (outputs < GROUP ? "_" + outputs : "") + rescaling.suffix();
  }

  /** Whether the last group may begin earlier, where it still fits. */
  public boolean overlaps() {
    return outputs == GROUP;
  }

  public String entryText() {
    return rescaling.entryText();
  }

  /** Words of a group in the table. */
  public int groupWords() {
    return GROUP * rescaling.entryWords();
  }

  /**
   * The sums of a channel as outputs.
   *
   * @param first of the first pixel
   * @param second of the second one
   */
  public record Sum(int channel, String first, String second) {}

  public List<Sum> sums() {
    return IntStream.range(0, outputs)
        .mapToObj(channel -> new Sum(channel, output(channel, 0), output(channel, GROUP)))
        .toList();
  }

  private String output(int channel, int pixel) {
    int entry = channel * rescaling.entryWords();
    String sum = "sums[%d] + (%s)".formatted(channel + pixel, rescaling.bias("entry", entry));
    return rescaling.output(sum, "entry", entry);
  }
}
