package thimble.frontend.quantize;

import java.util.List;

/**
 * What 16 bits in a tensor, and in those that share its scale, are worth.
 *
 * @param tensor as {@link QuantizeOptions#tensors} wants it
 * @param label of the node that gives it, for people
 * @param gain noise to signal that the model's output loses against int8 throughout, at least 0
 * @param share of all noise that this is
 * @param layers that would compute in 16 bits, by their results: none of them can have weights of 4
 */
public record TensorSensitivity(
    String tensor, String label, double gain, double share, List<String> layers) {
  public TensorSensitivity {
    layers = List.copyOf(layers);
  }
}
