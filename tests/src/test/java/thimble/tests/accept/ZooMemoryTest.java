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

/**
 * The arena of well-known architectures, int8, is at most what streaming whole rows without
 * recomputation needs by their shapes, the resident input counted.
 */
class ZooMemoryTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "resnet8, 15_680",
    "mobilenetv2-0.35-144, 89_856",
    "mobilenetv2-1.0-224, 279_552",
    "mnasnet-b1-1.0-224, 260_736",
    "mobilenetv1-1.0-224, 340_480"
  })
  void arena(String name, String mostBytes) throws IOException {
    Path model = directory.resolve("m.onnx");
    Zoo.write(name, true, 1, model);
    Compiler.Request request = Compiler.Request.of(model, Boards.find("host"));
    long began = System.nanoTime();
    Plan plan = Compiler.plan(Compiler.graph(request), request);
    System.out.printf(
        "%-22s arena %,9d (bound %,d), planned in %.1f s%n",
        name, plan.arenaBytes(), plan.memory().lowerBound(), (System.nanoTime() - began) / 1e9);
    assertThat(plan.arenaBytes()).isLessThanOrEqualTo(Long.parseLong(mostBytes.replace("_", "")));
    assertThat(plan.memory().layerByLayer()).isGreaterThanOrEqualTo(plan.arenaBytes());
  }
}
