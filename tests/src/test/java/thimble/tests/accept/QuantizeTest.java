package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.data.Npy;
import thimble.ir.TensorData;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Examples;
import thimble.tests.support.Shared;

/** From a float model to firmware: quantized, verified, scored. */
class QuantizeTest {
  @TempDir Path directory;

  private Path quantized() {
    return directory.resolve("q.onnx");
  }

  private void quantize(Path model, String... options) {
    run("quantize", model, List.of("--out", quantized().toString()), options);
  }

  private void run(String command, Path model, List<String> more, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command, model.toString()));
    arguments.addAll(more);
    arguments.addAll(List.of(options));
    CommandLine.run(arguments).requireSuccess();
  }

  /** The samples are stored in the int8 of another network. */
  private static List<String> keywords(String option) {
    Path data = Shared.models().resolve("kws/labelled");
    return List.of(
        option, data.resolve("x.npy").toString(), "--zero", "83", "--scale", "0.584702909");
  }

  /** 200 keywords calibrate, 200 others score; float has 89.5 % of those. */
  @Test
  void keywordsKeepTheirAccuracy() throws IOException {
    Path kws = Shared.models().resolve("kws");
    run(
        "quantize",
        kws.resolve("model_float.onnx"),
        keywords("--calibration"),
        "--samples",
        "200",
        "--out",
        quantized().toString());
    CommandLine.run("verify", quantized().toString(), "--samples", "1").requireSuccess();
    Path json = directory.resolve("scores.json");
    run(
        "evaluate",
        quantized(),
        keywords("--data"),
        "--labels",
        kws.resolve("labelled/labels.csv").toString(),
        "--float",
        kws.resolve("model_float.onnx").toString(),
        "--skip",
        "200",
        "--samples",
        "200",
        "--json",
        json.toString());
    JsonNode runners = new ObjectMapper().readTree(json.toFile()).get("runners");
    double real = runners.get(0).get("top1").asDouble();
    for (int i = 1; i < runners.size(); i++) {
      assertThat(runners.get(i).get("top1").asDouble()).isGreaterThan(real - 0.011);
      assertThat(runners.get(i).get("agreement").asDouble()).isGreaterThan(0.975);
    }
    assertThat(runners.get(3).get("top1")).isEqualTo(runners.get(2).get("top1"));
  }

  /** BatchNorm unfolded, few samples. */
  @Test
  void residualNetworkKeepsItsOutputs() throws IOException {
    Path resnet = Shared.models().resolve("resnet8");
    Path json = directory.resolve("report.json");
    quantize(
        resnet.resolve("model_float_bn.onnx"),
        "--calibration",
        resnet.toString(),
        "--json",
        json.toString());
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("sqnr").asDouble()).isGreaterThan(25);
    assertThat(report.get("agreement").asDouble()).isEqualTo(1);
  }

  /** Some tensors in 16 bits, as many as the arena has room for: as bit-exact as all in 8. */
  @Test
  void tensorsGetSixteenBitsWithinTheArena() throws IOException {
    Path resnet = Shared.models().resolve("resnet8");
    Path json = directory.resolve("report.json");
    quantize(
        resnet.resolve("model_float.onnx"),
        "--calibration",
        resnet.toString(),
        "--calibrator",
        "mse",
        "--rounding",
        "nearest",
        "--ram",
        "14K",
        "--json",
        json.toString());
    JsonNode mixed = new ObjectMapper().readTree(json.toFile()).get("mixed");
    assertThat(mixed.get("arena").asLong()).isBetween(10_177L, 14L << 10);
    assertThat(mixed.get("tensors").findValuesAsText("chosen")).contains("INT16", "INT8");
    Path report = directory.resolve("verified.json");
    CommandLine.run("verify", quantized().toString(), "--samples", "1", "--json", report.toString())
        .requireSuccess();
    JsonNode ram = new ObjectMapper().readTree(report.toFile()).get("ram");
    assertThat(ram.get("arena")).isEqualTo(mixed.get("arena"));
    assertThat(
            CommandLine.run(
                    "quantize",
                    resnet.resolve("model_float.onnx").toString(),
                    "--calibration",
                    resnet.toString(),
                    "--samples",
                    "1",
                    "--calibrator",
                    "minmax",
                    "--rounding",
                    "nearest",
                    "--ram",
                    "4K",
                    "--out",
                    quantized().toString())
                .exit())
        .isEqualTo(3);
  }

  /** Every runner's outputs, the second too, against the first runner's; no labels, no classes. */
  @Test
  void severalOutputsWithoutLabels() throws IOException {
    Path model =
        Examples.write(
            directory.resolve("two.onnx"),
            """
            opset 13
            input x float[1,3,6,6]
            const w float[4,3,3,3] 0.25,-0.125,0.5,-0.0625,0.03,-0.3,0.2
            const v float[2,4,1,1] 0.25,-0.125,0.5,-0.0625,0.03
            node Conv x,w -> a
            node Relu a -> y
            node Conv y,v -> z
            output y
            output z
            """);
    quantize(model, "--random");
    Path data = directory.resolve("x.npy");
    float[] values = new float[3 * 108];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    new Npy(List.of(3, 3, 6, 6), TensorData.floats(values)).write(data);
    Path json = directory.resolve("scores.json");
    run(
        "evaluate",
        quantized(),
        List.of("--data", data.toString(), "--float", model.toString()),
        "--json",
        json.toString());
    JsonNode runners = new ObjectMapper().readTree(json.toFile()).get("runners");
    for (int i = 1; i < 4; i++) {
      assertThat(runners.get(i).get("maxError").asDouble()).isBetween(1e-4, 0.1);
      assertThat(runners.get(i).get("sqnr").asDouble()).isGreaterThan(25);
    }
    assertThat(runners.get(3).get("maxError")).isEqualTo(runners.get(2).get("maxError"));
  }
}
