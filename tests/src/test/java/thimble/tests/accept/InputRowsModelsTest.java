package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.codegen.Compiler;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.frontend.zoo.Zoo;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.targets.Boards;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Shared;

/** Networks that take their image row by row: the same bytes, in less memory. */
class InputRowsModelsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"kws, host, 4_000", "resnet8, mps2-an386, 10_000", "vww96, mps2-an386, 11_600"})
  void programGivesTheExpectedBytes(String name, String target, String mostBytes)
      throws IOException {
    Path models = Shared.models().resolve(name);
    Path json = directory.resolve("report.json");
    String output =
        CommandLine.run(
                List.of(
                    "verify",
                    models.resolve("model_qdq.onnx").toString(),
                    "--target",
                    target,
                    "--input",
                    "rows",
                    "--inputs",
                    models.toString(),
                    "--against",
                    "expected",
                    "--samples",
                    "2",
                    "--json",
                    json.toString()))
            .requireSuccess()
            .output();
    assertThat(output).contains("input by rows (at most ");
    Report.Ram ram = ReportJson.read(Files.readString(json)).ram();
    assertThat(ram.inputRows()).isTrue();
    assertThat(ram.peak()).isLessThanOrEqualTo(Long.parseLong(mostBytes.replace("_", "")));
  }

  /** All that is live at once, scratch counted, on the fast kernels of a Cortex-M4. */
  @ParameterizedTest
  @CsvSource({
    "mobilenetv2-0.35-144, 26_600",
    "mobilenetv2-1.0-224, 108_000",
    "mnasnet-b1-1.0-224, 96_000"
  })
  void peak(String name, String mostBytes) throws IOException {
    Path model = directory.resolve("m.onnx");
    Zoo.write(name, Zoo.Form.INT8, 1, model);
    Compiler.Request request = Compiler.Request.of(model, Boards.find("mps2-an386"));
    PlanOptions options = PlanOptions.standard().withStreams(true).withInputRows(true);
    Plan plan = Planner.plan(Compiler.graph(request), request.kernels(), options);
    System.out.printf(
        "%-22s by rows: peak %,9d, arena %,9d%n", name, plan.memory().peak(), plan.arenaBytes());
    assertThat(plan.memory().peak())
        .isLessThanOrEqualTo(Long.parseLong(mostBytes.replace("_", "")));
  }
}
