package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;

/**
 * Ruined files: every one ends in a graph or in diagnostics. The models are small, so that a flip
 * hits structure more often than weights.
 */
class MutationTest {
  private static final int MUTATIONS = 1000;

  @TempDir Path directory;

  record Sample(String name, byte[] bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Sample> samples() {
    return Stream.of(
        new Sample("network", network().proto().toByteArray()),
        new Sample("shapes", shapes().proto().toByteArray()),
        new Sample("quantized", quantized().proto().toByteArray()));
  }

  private static TestModel network() {
    return TestModel.opset(11)
        .input("x", "N", 2, 6, 6)
        .floats("w", List.of(2, 2, 3, 3), new float[36])
        .floats("one", List.of(2), 1, 1)
        .floats("low", List.of(), 0)
        .floats("high", List.of(), 6)
        .floats("fc", List.of(3, 18), new float[54])
        .node(
            "Conv", "x w", "a", "pads", TestModel.list(1, 1, 1, 1), "strides", TestModel.list(2, 2))
        .node("BatchNormalization", "a one one one one", "b", "epsilon", 1e-3f)
        .node("Clip", "b low high", "c")
        .node("MaxPool", "c", "d", "kernel_shape", TestModel.list(2, 2), "ceil_mode", 1)
        .node("Add", "c c", "e")
        .node("Flatten", "e", "f")
        .node("Gemm", "f fc", "g", "transB", 1)
        .node("Softmax", "g", "y")
        .output("y", "d");
  }

  private static TestModel shapes() {
    return TestModel.opset(13)
        .input("x", 1, 4, 6)
        .longs("zero", 0)
        .longs("one", 1)
        .longs("minus", -1)
        .longs("pads", 0, 1, 0, 0, 2, 0)
        .longs("reps", 1, 2, 1)
        .node("Shape", "x", "s")
        .node("Gather", "s one", "s1", "axis", 0)
        .node("Concat", "s1 minus", "target", "axis", 0)
        .node("Transpose", "x", "t", "perm", TestModel.list(0, 2, 1))
        .node("Reshape", "t target", "r")
        .node("Split", "r", "u v", "axis", 1)
        .node("Slice", "u zero one one", "w")
        .node("Tile", "x reps", "l")
        .node("Pad", "l pads", "p", "mode", "edge")
        .node("Expand", "w s", "q")
        .node("ReduceMean", "v", "m", "axes", TestModel.list(1))
        .output("q", "p", "m");
  }

  private static TestModel quantized() {
    return TestModel.opset(13)
        .input("x", 1, 2, 4, 4)
        .floats("s", List.of(), 0.5f)
        .ints(OnnxType.INT8, "z", List.of(), 3)
        .ints(OnnxType.INT8, "w", List.of(2, 2, 1, 1), 1, 2, 3, 4)
        .floats("ws", List.of(2), 0.25f, 0.5f)
        .ints(OnnxType.INT8, "wz", List.of(2), 0, 0)
        .node("QuantizeLinear", "x s z", "q")
        .node("DequantizeLinear", "q s z", "d")
        .node("DequantizeLinear", "w ws wz", "dw", "axis", 0)
        .node("Conv", "d dw", "c")
        .node("QuantizeLinear", "c s z", "y")
        .output("y");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyRuinedFileEndsInAGraphOrADiagnostic(Sample sample) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, sample.bytes());
    assertThat(Importer.read(file, ImportOptions.NONE).nodes()).isNotEmpty();
    Random random = new Random(7);
    int graphs = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] ruined = mutate(sample.bytes(), random);
      Files.write(file, ruined);
      try {
        Graph graph = Importer.read(file, ImportOptions.NONE);
        graphs += graph.outputs().isEmpty() ? 0 : 1;
      } catch (ThimbleException e) {
        assertThat(e.diagnostics()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        fail("mutation " + i + " of " + sample, e);
      }
    }
    // Both ends are reached, or the mutations test nothing.
    assertThat(graphs).isBetween(MUTATIONS / 100, MUTATIONS * 9 / 10);
  }

  static byte[] mutate(byte[] bytes, Random random) {
    byte[] ruined = bytes.clone();
    int kind = random.nextInt(6);
    if (kind == 0) {
      return Arrays.copyOf(ruined, random.nextInt(bytes.length));
    }
    int changes = kind == 1 ? 8 : kind == 2 ? 3 : 1;
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      boolean whole = kind == 3 || kind == 1;
      ruined[at] =
          whole ? (byte) random.nextInt(256) : (byte) (ruined[at] ^ 1 << random.nextInt(8));
    }
    return ruined;
  }
}
