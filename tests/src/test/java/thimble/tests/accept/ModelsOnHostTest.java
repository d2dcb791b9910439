package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import thimble.sim.Verification;
import thimble.tests.support.Compiled;
import thimble.tests.support.Shared;

/**
 * Every trained model, from the file to the compiled C on this computer: reference, plan in the
 * poisoned arena, C and each layer of it agree in every bit; int8 outputs equal the expected bytes,
 * float outputs the expected numbers within 1e-4; and the plan needs no byte more than its bound.
 */
class ModelsOnHostTest {
  /** Multiply-accumulates spent on one model: all inputs of a small one, one of a large one. */
  private static final long MOST_MACS = 60_000_000;

  /** What the int8 networks may need: nothing is computed twice, the resident input is counted. */
  private static final Map<String, Long> MOST_ARENA_BYTES =
      Map.of(
          "ad01", 768L,
          "kws", 4_000L,
          "resnet8", 11_000L,
          "vww96", 28_400L,
          "mcunet_vww", 21_400L,
          "mobilenet_v2_224", 195_000L);

  /**
   * By directory: bytes of the arena above the live bytes. Nothing, but where the first rows of a
   * stream come so close behind those of the input that no places for all of them were found.
   */
  private static final Map<String, Long> MOST_GAP_BYTES = Map.of("mcunet_vww", 700L);

  @TempDir static Path directory;

  @TestFactory
  Stream<DynamicTest> quantizedModelsGiveTheExpectedBytes() {
    return tests("model_qdq.*\\.onnx", true);
  }

  @TestFactory
  Stream<DynamicTest> floatModelsGiveTheExpectedNumbers() {
    return tests("model_(float|dequant).*\\.onnx", false);
  }

  private static Stream<DynamicTest> tests(String pattern, boolean exact) {
    List<Path> models = Shared.models(pattern);
    assertThat(models).isNotEmpty();
    return models.stream()
        .map(
            model ->
                DynamicTest.dynamicTest(
                    Shared.models().relativize(model).toString(), () -> run(model, exact)));
  }

  private static void run(Path model, boolean exact) {
    Compiled compiled = Compiled.of(model, "host", directory);
    Path data = model.getParent();
    // Some variants have no vectors of their own: ONNX Runtime says what they give.
    boolean vectors = !model.getFileName().toString().contains("dequant");
    Verification.Result result =
        compiled.verify(
            compiled.samples(data, MOST_MACS),
            data,
            vectors ? Verification.Against.EXPECTED : Verification.Against.ONNXRUNTIME);
    assertThat(result.layers())
        .isNotEmpty()
        .allSatisfy(layer -> assertThat(layer.equal()).as(layer.toString()).isTrue());
    assertThat(result.checks())
        .hasSize(3)
        .allSatisfy(check -> assertThat(check.passed()).as(check.toString()).isTrue());
    assertThat(result.checks().get(2).exact()).isEqualTo(exact);
    long budget =
        MOST_ARENA_BYTES.getOrDefault(
            exact ? data.getFileName().toString() : "", compiled.plan().memory().layerByLayer());
    assertThat(compiled.plan().arenaBytes()).isLessThanOrEqualTo(budget);
    assertThat(compiled.plan().arenaBytes() - compiled.plan().memory().lowerBound())
        .isLessThanOrEqualTo(MOST_GAP_BYTES.getOrDefault(data.getFileName().toString(), 0L));
  }
}
