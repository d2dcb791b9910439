package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.codegen.Compiler;
import thimble.frontend.zoo.Zoo;
import thimble.planner.Plan;
import thimble.targets.Boards;
import thimble.tests.support.Shared;

/**
 * The arena of well-known architectures, int8, with the working memory of fast kernels and the
 * resident input counted, nothing computed twice.
 */
class ZooMemoryTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "resnet8, 11_500",
    "mobilenetv2-0.35-144, 70_000",
    "mobilenetv2-0.35-224, 163_000",
    "mobilenetv2-1.0-224, 200_000",
    "mnasnet-b1-1.0-224, 182_000",
    "mobilenetv1-1.0-224, 212_000"
  })
  void arena(String name, String mostBytes) throws IOException {
    Path model = directory.resolve("m.onnx");
    Zoo.write(name, Zoo.Form.INT8, 1, model);
    arena(name, model, mostBytes);
  }

  @ParameterizedTest
  @CsvSource({"kws, 4_300", "vww96, 30_000", "mcunet_vww, 22_600"})
  void arenaOfTrainedModels(String name, String mostBytes) {
    arena(name, Shared.models().resolve(name).resolve("model_qdq.onnx"), mostBytes);
  }

  private static void arena(String name, Path model, String mostBytes) {
    Compiler.Request request = Compiler.Request.of(model, Boards.find("mps2-an386"));
    long began = System.nanoTime();
    Plan plan = Compiler.plan(Compiler.graph(request), request);
    System.out.printf(
        "%-22s arena %,9d (bound %,d), planned in %.1f s%n",
        name, plan.arenaBytes(), plan.memory().lowerBound(), (System.nanoTime() - began) / 1e9);
    assertThat(plan.arenaBytes()).isLessThanOrEqualTo(Long.parseLong(mostBytes.replace("_", "")));
    assertThat(plan.memory().layerByLayer()).isGreaterThanOrEqualTo(plan.arenaBytes());
  }
}
