package thimble.tune;

import thimble.frontend.quantize.QuantizeOptions;

/**
 * One way to quantize a model.
 *
 * @param options what holds for all layers
 * @param share of the bytes of an int8 network that weights and biases may take: below 1, layers
 *     that stand it best get 4 bits
 */
public record Configuration(QuantizeOptions options, double share) {
  public Configuration {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of " + share);
    }
  }

  Configuration withOptions(QuantizeOptions other) {
    return new Configuration(other, share);
  }

  Configuration withShare(double other) {
    return new Configuration(options, other);
  }
}
