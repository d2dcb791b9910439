package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.sim.Samples;
import thimble.sim.Verification;
import thimble.tests.support.Compiled;
import thimble.tests.support.Programs;
import thimble.tests.support.Shared;

/**
 * Architectures as PyTorch exports them, made by {@code shared/tools/make_arch.py}: sequences,
 * channel shuffles, splits, a detection head. Within 1e-4 of ONNX Runtime; the program equals the
 * reference in every bit. The larger ones run in {@code tests/all-models.sh}.
 */
class MadeModelsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "tcn(), tcn_conv1d_kws",
    "yolo(), yolo_tiny_head_192",
    "'shufflenetv2(\"shufflenetv2_64\", 64)', shufflenetv2_64",
    "'mbv2(\"mobilenetv2_96\", 96, 0.35, 2)', mobilenetv2_96"
  })
  void agreesWithOnnxRuntime(String function, String name) {
    Compiled compiled = Compiled.of(make(function, name), "host", directory);
    List<Samples.Sample> samples = Samples.random(compiled.plan().graph(), 1, 7);
    Verification.Result result =
        compiled.verify(samples, directory, Verification.Against.ONNXRUNTIME);
    assertThat(result.checks())
        .hasSize(3)
        .allSatisfy(check -> assertThat(check.passed()).as(check.toString()).isTrue());
    assertThat(result.layers())
        .allSatisfy(layer -> assertThat(layer.equal()).as(layer.toString()).isTrue());
  }

  /** The script writes everything when it is run; its functions write one model each. */
  private Path make(String function, String name) {
    Path tools = Shared.require().resolve("tools");
    String program =
        "import sys; sys.argv=['make_arch', '%s']; sys.path.insert(0, '%s'); import make_arch; make_arch.%s"
            .formatted(directory, tools, function);
    Programs.Outcome outcome =
        Programs.run(
            directory,
            Map.of("PYTHONDONTWRITEBYTECODE", "1"),
            List.of("/usr/bin/python3", "-c", program));
    assertThat(outcome.status()).as(outcome.output()).isZero();
    Path model = directory.resolve(name + ".onnx");
    assertThat(Files.exists(model)).as(outcome.output()).isTrue();
    return model;
  }
}
