package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Examples;

/**
 * Models with many nodes or many weights. Times are printed, not judged: the guards only end what
 * would not end.
 */
class LargeModelsTest {
  private static final Duration GUARD = Duration.ofMinutes(3);

  @TempDir Path directory;

  @Test
  void mobileNetV2InOneGigabyte() {
    Path model = directory.resolve("m.onnx");
    Path out = directory.resolve("out");
    List<String> heap = List.of("-Xmx1g");
    CommandLine.runApart(
            heap,
            Map.of(),
            List.of("zoo", "mobilenetv2-1.0-224", "--int8", "--out", model.toString()))
        .requireSuccess();
    long began = System.nanoTime();
    CommandLine.runApart(
            heap, Map.of(), List.of("compile", model.toString(), "--out", out.toString()))
        .requireSuccess();
    print("mobilenetv2-1.0-224", began);
  }

  static Stream<Arguments> graphs() {
    return Stream.of(
        Arguments.of("chain of 1000", chain(1000)),
        Arguments.of("fan of 500", fan(500)),
        Arguments.of("mesh of 500", mesh(500)),
        Arguments.of("ladder of 500", ladder(250)),
        Arguments.of("a second of sound", sound(16000)),
        Arguments.of("table of 20000 by 300", table(20000, 300)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("graphs")
  void manyNodes(String name, String text) {
    Path model = Examples.write(directory.resolve("m.onnx"), text);
    String out = directory.resolve("out").toString();
    long began = System.nanoTime();
    assertTimeoutPreemptively(
        GUARD,
        () ->
            CommandLine.run("compile", model.toString(), "--target", "host", "--out", out)
                .requireSuccess());
    print(name, began);
    assertThat(CommandLine.run("sim", model.toString()).requireSuccess().output())
        .contains("equal to the reference, byte for byte");
  }

  private static void print(String name, long began) {
    System.out.printf("%s compiles in %.1f s%n", name, (System.nanoTime() - began) / 1e9);
  }

  private static String head() {
    return """
    opset 13
    input t0 float[1,4,6,6]
    const w float[4,4,3,3] 0.125,-0.1,0.05,0.02
    """;
  }

  /** One after the other: convolution, nonlinearity, sum with what stood two nodes before. */
  private static String chain(int count) {
    StringBuilder text = new StringBuilder(head());
    for (int i = 1; i <= count; i++) {
      String before = "t" + (i - 1);
      String node =
          switch (i % 4) {
            case 1 -> "Conv " + before + ",w -> t" + i + " pads=[1,1,1,1]";
            case 2 -> "Tanh " + before + " -> t" + i;
            case 3 -> "Add " + before + ",t" + (i - 3) + " -> t" + i;
            default -> "Relu " + before + " -> t" + i;
          };
      text.append("node ").append(node).append('\n');
    }
    return text.append("output t").append(count).append('\n').toString();
  }

  /** All at once: as many readers of one tensor, all joined at the end. */
  private static String fan(int count) {
    StringBuilder text = new StringBuilder(head());
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      text.append("const k").append(i).append(" float[1] ").append(i * 0.001).append('\n');
      text.append("node Mul t0,k").append(i).append(" -> t").append(i).append('\n');
      all.append(i == 1 ? "" : ",").append('t').append(i);
    }
    text.append("node Concat ").append(all).append(" -> all axis=1\n");
    return text.append("node ReduceMean all -> y axes=[1,2,3]\noutput y\n").toString();
  }

  /** Every node reads two of the fifty before it. */
  private static String mesh(int count) {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder(head());
    for (int i = 1; i <= count; i++) {
      int a = Math.max(0, i - 1 - random.nextInt(50));
      int b = Math.max(0, i - 1 - random.nextInt(50));
      String op = random.nextBoolean() ? "Add t" + a + ",t" + b : "Sigmoid t" + a;
      text.append("node ").append(op).append(" -> t").append(i).append('\n');
      if (i % 100 == 0) {
        text.append("output t").append(i).append('\n');
      }
    }
    return text.toString();
  }

  /** Raw sound: a sequence is an image of many rows. */
  private static String sound(int samples) {
    return """
    opset 13
    input x float[1,1,SAMPLES]
    const a float[8,1,9] 0.125,-0.1,0.05,0.02
    const b float[8,8,3] 0.1,-0.05
    node Conv x,a -> c1 pads=[4,4] strides=[2]
    node Relu c1 -> r1
    node Conv r1,b -> c2 pads=[1,1]
    node Relu c2 -> r2
    node Add r1,r2 -> s2
    node MaxPool s2 -> p2 kernel_shape=[4] strides=[4]
    node Conv p2,b -> c3 pads=[1,1]
    node Relu c3 -> r3
    node ReduceMean r3 -> y axes=[2]
    output y
    """
        .replace("SAMPLES", String.valueOf(samples));
  }

  /** An outer product: as many rows as there are numbers. */
  private static String table(int rows, int columns) {
    return """
    opset 13
    input a float[ROWS,1]
    input b float[1,COLUMNS]
    node MatMul a,b -> t
    node Relu t -> u
    node ReduceMax u -> y axes=[1]
    output y
    """
        .replace("ROWS", String.valueOf(rows))
        .replace("COLUMNS", String.valueOf(columns));
  }

  /** Two long rails with rungs: everything lives long. */
  private static String ladder(int count) {
    StringBuilder text = new StringBuilder(head());
    text.append("node Relu t0 -> a0\nnode Tanh t0 -> b0\n");
    for (int i = 1; i <= count; i++) {
      text.append("node Sigmoid a").append(i - 1).append(" -> a").append(i).append('\n');
      text.append("node Sub b").append(i - 1).append(",a").append(i - 1);
      text.append(" -> b").append(i).append('\n');
    }
    text.append("output a").append(count).append("\noutput b").append(count).append('\n');
    return text.toString();
  }
}
