package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.data.Npy;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.sim.Samples;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;
import thimble.sim.run.RunReport;
import thimble.tests.support.Compiled;
import thimble.tests.support.Shared;

/**
 * Trained networks as firmware in the emulator: the bytes that come out are the expected ones on
 * every core, and stack and arena stay within what the plan says. What takes longer runs in {@code
 * tests/all-models.sh}.
 */
class ModelsOnBoardsTest {
  /** Nothing that a board must give to a network beside the arena comes near this. */
  private static final long MOST_STACK_BYTES = 1024;

  private static final Map<String, List<String>> MODELS =
      new TreeMap<>(
          Map.of(
              "mps2-an386",
              List.of(
                  "ad01/model_qdq",
                  "ad01/model_qdq_int8io",
                  "kws/model_qdq",
                  "kws/model_float",
                  "micro_speech/model_qdq",
                  "resnet8/model_qdq_relu",
                  "streaming_wakeword/model_qdq"),
              "mps2-an500",
              List.of("kws/model_qdq", "resnet8/model_qdq", "vww96/model_qdq"),
              "mps2-an505",
              List.of("kws/model_qdq"),
              "mps3-an547",
              List.of(
                  "ad01/model_qdq",
                  "kws/model_qdq",
                  "kws/model_float",
                  "micro_speech/model_qdq",
                  "mcunet_vww/model_qdq",
                  "streaming_wakeword/model_qdq"),
              "netduinoplus2",
              List.of("ad01/model_qdq", "kws/model_qdq", "resnet8/model_qdq", "vww96/model_qdq"),
              "stm32vldiscovery",
              List.of("ad01/model_qdq", "kws/model_qdq", "micro_speech/model_qdq")));

  /** Pairs that must end in exit code 3. */
  private static final Set<String> TOO_LARGE = Set.of("ad01/model_qdq on stm32vldiscovery");

  @TempDir static Path directory;

  @TestFactory
  Stream<DynamicTest> firmwareGivesTheExpectedBytes() {
    Shared.models();
    return MODELS.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .map(
                        model ->
                            DynamicTest.dynamicTest(
                                model + " on " + entry.getKey(),
                                () -> run(model, entry.getKey()))));
  }

  private static void run(String name, String board) {
    Path model = Shared.models().resolve(name + ".onnx");
    if (TOO_LARGE.contains(name + " on " + board)) {
      ThimbleException refusal =
          catchThrowableOfType(ThimbleException.class, () -> Compiled.of(model, board, directory));
      assertThat(refusal.exit()).isEqualTo(Code.Exit.DOES_NOT_FIT);
      return;
    }
    Compiled compiled = Compiled.of(model, board, directory);
    List<Samples.Sample> samples = compiled.samples(model.getParent(), 1);
    RunReport run =
        new ProjectRunner(compiled.project(), compiled.request().board())
            .run(compiled.input(samples), Optional.empty(), Instrumentation.NONE);
    assertThat(run.outputs()).isEqualTo(expected(compiled, samples, model));
    assertThat(run.arenaBytes()).isEqualTo(compiled.plan().arenaBytes());
    assertThat(run.arenaTouchedBytes()).isLessThanOrEqualTo(run.arenaBytes());
    assertThat(run.stackBytes()).isPositive().isLessThan(MOST_STACK_BYTES);
    assertThat(run.instructions()).isPresent();
    System.out.printf(
        "%-30s %-17s %,12d instructions, arena %,d, stack %,d%n",
        name, board, run.instructions().get().most(), run.arenaBytes(), run.stackBytes());
  }

  /** Floats have no bytes that two programs agree on: the reference's own are demanded. */
  private static byte[] expected(Compiled compiled, List<Samples.Sample> samples, Path model) {
    boolean quantized = model.getFileName().toString().contains("qdq");
    return quantized
        ? Npy.read(model.resolveSibling("expected_int8_0.npy")).data().byteArray()
        : compiled.output(samples);
  }
}
