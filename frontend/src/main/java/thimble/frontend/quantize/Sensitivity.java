package thimble.frontend.quantize;

import java.util.List;

/**
 * What a layer costs and harms at each width of its weights.
 *
 * @param layer the name of its result, as {@link QuantizeOptions#layers} wants it
 * @param label the node's name, for people
 */
public record Sensitivity(String layer, String label, List<Choice> choices) {
  public Sensitivity {
    choices = List.copyOf(choices);
  }

  /**
   * @param bytes of weights and bias
   * @param harm noise to signal that the model's output gains over int8 throughout
   */
  public record Choice(QuantizeOptions.Bits bits, long bytes, double harm) {}
}
