package thimble.distribute.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged tool with the packaged module, as a user runs them. */
class SparkTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path directory;

  private void thimble(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory,
                "-jar",
                ROOT.resolve("cli/target/thimble-cli-0.1.0.jar").toString()));
    command.addAll(List.of(arguments));
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(log, StandardCharsets.UTF_8)).isZero();
  }

  private void tune(String name, String... more) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "quantize",
                directory.resolve("m.onnx").toString(),
                "--calibration",
                directory.resolve("x.npy").toString(),
                "--samples",
                "6",
                "--weights",
                "int8",
                "--equalize",
                "none",
                "--tune",
                "6",
                "--journal",
                directory.resolve(name + ".jsonl").toString(),
                "--json",
                directory.resolve(name + ".json").toString(),
                "--out",
                directory.resolve(name + ".onnx").toString()));
    arguments.addAll(List.of(more));
    thimble(arguments.toArray(String[]::new));
  }

  /** Ten pictures of 32 x 32 with numbers from 0 to 255, in a way that is no pattern. */
  private void writeSamples() throws IOException {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 3, 32, 32), }";
    header += " ".repeat(117 - header.length()) + "\n";
    byte[] head = ("\u0093NUMPY\u0001\u0000v\u0000" + header).getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[head.length + 10 * 3 * 32 * 32];
    System.arraycopy(head, 0, bytes, 0, head.length);
    java.util.Random random = new java.util.Random(1);
    for (int i = head.length; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    Files.write(directory.resolve("x.npy"), bytes);
  }

  /** Two tasks at a time on Spark, one in the tool: the same journal, report and network. */
  @Test
  @Timeout(value = 9, unit = TimeUnit.MINUTES)
  void sparkFindsTheSame() throws IOException, InterruptedException {
    thimble("zoo", "resnet8", "--out", directory.resolve("m.onnx").toString());
    writeSamples();
    tune("here", "--workers", "1", "--scale", "1/255");
    tune("spark", "--engine", "spark", "--master", "local[2]", "--scale", "1/255");
    for (String each : List.of(".jsonl", ".json", ".onnx")) {
      assertThat(directory.resolve("spark" + each))
          .hasSameBinaryContentAs(directory.resolve("here" + each));
    }
    // No file of Spark's or the tool's stays behind.
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("thimble") || name.startsWith("spark-"));
    }
  }
}
