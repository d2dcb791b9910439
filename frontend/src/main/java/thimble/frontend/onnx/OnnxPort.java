package thimble.frontend.onnx;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An input or output of a graph as the file declares it.
 *
 * @param dataType number of the element type, see {@link OnnxType}; 0 where the file says none
 * @param kind {@code tensor}, or what else the file declares ({@code sequence}, {@code map}, ...)
 * @param shape none where even the rank is unknown
 */
public record OnnxPort(
    String name, String kind, int dataType, Optional<List<OnnxPort.Dimension>> shape) {
  public OnnxPort {
    shape = shape.map(List::copyOf);
  }

  /**
   * One extent.
   *
   * @param value the number, where it is fixed
   * @param symbol the name of the unknown where it has one, or empty
   */
  public record Dimension(OptionalLong value, String symbol) {
    public static Dimension of(long value) {
      return new Dimension(OptionalLong.of(value), "");
    }

    public static Dimension symbolic(String symbol) {
      return new Dimension(OptionalLong.empty(), symbol);
    }
  }
}
