package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.frontend.zoo.Zoo;
import thimble.tests.support.CommandLine;

/** A network of convolutions of every kind with weights of 4 bits, beside itself in int8. */
class FourBitModelsTest {
  @TempDir Path directory;

  /** Half of the weights' bytes (biases and factors stay) for a little time. */
  @ParameterizedTest
  @CsvSource({"mps2-an386", "mps3-an547"})
  void weightsTakeHalfAndLittleTime(String target) throws IOException {
    Report bytes = verified(Zoo.Form.INT8, target, "--against", "reference");
    Report halves = verified(Zoo.Form.INT4, target, "--against", "reference");
    assertThat(halves.flash().weights()).isLessThan(bytes.flash().weights() * 65 / 100);
    assertThat(halves.instructions().orElseThrow())
        .isLessThanOrEqualTo(bytes.instructions().orElseThrow() * 13 / 10);
  }

  /** Reference kernels in every schedule, and ONNX Runtime's opinion of the same file. */
  @ParameterizedTest
  @ValueSource(strings = {"--input=rows", "--input=resident", "--against=onnxruntime"})
  void portableProgramAgrees(String option) throws IOException {
    Report report = verified(Zoo.Form.INT4, "host", option);
    assertThat(report.flash().weights()).isLessThan(20_000);
  }

  private Report verified(Zoo.Form form, String target, String... more) throws IOException {
    Path model = directory.resolve(form + ".onnx");
    Path json = directory.resolve(form + ".json");
    Zoo.write("ds-cnn", form, 1, model);
    List<String> words =
        new ArrayList<>(List.of("verify", model.toString(), "--target", target, "--samples", "1"));
    words.addAll(List.of("--json", json.toString()));
    words.addAll(List.of(more));
    CommandLine.run(words).requireSuccess();
    return ReportJson.read(Files.readString(json));
  }
}
