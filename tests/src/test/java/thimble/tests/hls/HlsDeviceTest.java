package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.tests.support.CommandLine;
import thimble.tests.support.OnnxText;

/** Other devices than a board's own. */
class HlsDeviceTest {
  /** A pool whose window spans many rows of a wide image: they wait. */
  private static final String ROWS =
      """
      opset 13
      graph rows
      input x float[1,16,40,160]
      const s float[] 0.05
      const z int8[] 0
      node QuantizeLinear x,s,z -> xq
      node DequantizeLinear xq,s,z -> xd
      node MaxPool xd -> p kernel_shape=[25,2] strides=[8,2]
      node QuantizeLinear p,s,z -> pq
      output pq
      """;

  @TempDir Path directory;

  private JsonNode compiled(Path model, Path out, String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("compile", model.toString(), "--out", out.toString(), "--quiet"));
    arguments.addAll(List.of(options));
    CommandLine.run(arguments).requireSuccess();
    return new ObjectMapper().readTree(out.resolve("report.json").toFile());
  }

  @Test
  void rowsWaitInLargeBlocksWhereThereAreSome() throws IOException {
    Path model = Files.write(directory.resolve("rows.onnx"), OnnxText.model(ROWS));
    Path large = directory.resolve("large");
    JsonNode with = compiled(model, large, "--target", "kv260");
    JsonNode without =
        compiled(model, directory.resolve("small"), "--target", "kv260", "--device", "uram=0");
    assertThat(with.at("/fpga/uram").asInt()).isPositive();
    assertThat(without.at("/fpga/uram").asInt()).isZero();
    assertThat(without.at("/fpga/bram18").asInt()).isGreaterThan(with.at("/fpga/bram18").asInt());
    assertThat(with.at("/cycles")).isEqualTo(without.at("/cycles"));
    assertThat(sources(large)).contains("window_large<");
    CommandLine.run("verify", model.toString(), "--target", "kv260", "--quiet").requireSuccess();
  }

  @Test
  void devicesHaveWhatIsSaidOfThem() throws IOException {
    Path model = directory.resolve("m.onnx");
    CommandLine.run("zoo", "resnet8", "--int8", "--out", model.toString()).requireSuccess();
    Path file = directory.resolve("mine.yaml");
    Files.writeString(file, "part: mine-1\ndsp: 100\nclockHz: 50000000\n");
    JsonNode report =
        compiled(
            model, directory.resolve("mine"), "--target", "zedboard", "--device", file.toString());
    assertThat(report.at("/fpga/part").asText()).isEqualTo("mine-1");
    assertThat(report.at("/fpga/dsp").asInt()).isLessThanOrEqualTo(100);
    assertThat(report.at("/fpga/clockHz").asLong()).isEqualTo(50_000_000);
    JsonNode single =
        compiled(
            model,
            directory.resolve("single"),
            "--target",
            "zedboard",
            "--device",
            "xc7a100t,dsp=60");
    assertThat(single.at("/fpga/part").asText()).startsWith("xc7a100t");
    assertThat(single.at("/fpga/dsp").asInt()).isLessThanOrEqualTo(60);
    assertThat(Files.readString(directory.resolve("mine").resolve("README.md")))
        .contains("--device mine.yaml")
        .doesNotContain(directory.toString());
  }

  private static String sources(Path project) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(project.resolve("src"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
