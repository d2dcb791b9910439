package thimble.ir.op;

import java.util.List;

/**
 * How a slab of an operator's output is computed by itself.
 *
 * @param op gives the slab from exactly those of {@code inputs}
 * @param inputs what it needs of each input
 */
public record Part(Op op, List<Slab> inputs) {
  public Part {
    inputs = List.copyOf(inputs);
  }
}
