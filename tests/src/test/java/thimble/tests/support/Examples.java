package thimble.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that tests use because they are small and here. */
public final class Examples {
  /** Trained digits, int8, 8 x 8 pixels. */
  public static final Path DIGITS = directory("digits").resolve("digits.onnx");

  /** The same in float. */
  public static final Path DIGITS_FLOAT = directory("digits").resolve("digits_float.onnx");

  /** 360 images for both, float. */
  public static final Path DIGIT_IMAGES = directory("digits").resolve("images.npy");

  /** Two inputs and three outputs of different types, one of them in the middle. */
  private static final String SEVERAL =
      """
      opset 13
      input picture float[1,2,5,5]
      input offset float[1,4]
      const w float[4,2,3,3] 0.25,-0.125,0.5,-0.0625,0.03
      const axes int64[2] 2,3
      node Conv picture,w -> features pads=[1,1,1,1]
      node Relu features -> active
      node ReduceMean active -> mean axes=[2,3] keepdims=0
      node Add mean,offset -> scores
      node Softmax scores -> probabilities
      node ArgMax scores -> best axis=1
      output probabilities
      output active
      output best
      """;

  private Examples() {}

  /** One of the repository's examples; absolute. */
  public static Path directory(String name) {
    // Surefire runs a module's tests in the module's directory.
    return Path.of("..", "examples").resolve(name).toAbsolutePath().normalize();
  }

  /** A float model with two inputs and three outputs. */
  public static Path several(Path directory) {
    return write(directory.resolve("several.onnx"), SEVERAL);
  }

  /** Writes a model given as {@link OnnxText}. */
  public static Path write(Path file, String text) {
    try {
      return Files.write(file, OnnxText.model(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
