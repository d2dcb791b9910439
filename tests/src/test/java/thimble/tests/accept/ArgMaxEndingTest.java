package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.codegen.Compiler;
import thimble.frontend.data.Npy;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.sim.Samples;
import thimble.sim.Verification;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;
import thimble.sim.run.RunReport;
import thimble.targets.Boards;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Compiled;
import thimble.tests.support.Examples;
import thimble.tests.support.Shared;

/** {@code --output argmax}: the program gives the class that the expected scores name. */
class ArgMaxEndingTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"kws, host", "kws, mps2-an386", "resnet8, host", "resnet8, mps2-an386"})
  void givesTheClassOfTheExpectedScores(String name, String target) {
    Path model = Shared.models().resolve(name).resolve("model_qdq.onnx");
    Compiler.Request request =
        Compiler.Request.of(model, Boards.find(target)).withEnding(Compiler.Ending.ARGMAX);
    Compiled compiled = Compiled.of(request, directory);
    assertThat(compiled.plan().graph().nodes())
        .noneMatch(node -> node.op().name().equals("softmax"));
    List<Samples.Sample> samples = Samples.read(model.getParent(), compiled.plan().graph());
    samples = samples.subList(0, Math.min(samples.size(), 4));
    RunReport run =
        new ProjectRunner(compiled.project(), request.board())
            .run(compiled.input(samples), Optional.empty(), Instrumentation.NONE);
    TensorData classes = TensorData.fromLittleEndian(ElementType.S32, run.outputs());
    assertThat(classes.count()).isEqualTo(samples.size());
    for (int i = 0; i < samples.size(); i++) {
      String file = "expected_int8_" + samples.get(i).number() + ".npy";
      TensorData scores = Npy.read(model.resolveSibling(file)).data();
      assertThat((int) classes.real(i)).as(file).isEqualTo(largest(scores));
    }
    assertThat(
            compiled
                .verify(samples.subList(0, 2), model.getParent(), Verification.Against.EXPECTED)
                .passed())
        .isTrue();
  }

  private static int largest(TensorData scores) {
    int best = 0;
    for (int i = 1; i < scores.count(); i++) {
      best = scores.real(i) > scores.real(best) ? i : best;
    }
    return best;
  }

  /** The program tells its accuracy by the class it gives. */
  @Test
  void countsRightAnswers() {
    Path out = directory.resolve("digits");
    run("compile", Examples.DIGITS, "--output", "argmax", "--out", out);
    Path labels = Examples.DIGIT_IMAGES.resolveSibling("labels.csv");
    assertThat(run("run", out, "--input", Examples.DIGIT_IMAGES, "--labels", labels))
        .containsPattern("accuracy +9[0-9]\\.[0-9] % \\([0-9]+ of 360\\)");
  }

  @Test
  void choosesPixelByPixel() {
    Path model =
        Examples.write(
            directory.resolve("m.onnx"),
            """
            opset 13
            input x float[1,2,9,7]
            const w float[3,2,3,3] 0.5,-0.25,0.125
            node Conv x,w -> y
            output y
            """);
    assertThat(run("verify", model, "--output", "rows,argmax", "--against", "onnxruntime"))
        .contains("s32", "same argmax on 2 of 2", "verified");
  }

  /** Nothing but a softmax, one along an axis that moved, one of constants. */
  @ParameterizedTest
  @CsvSource({
    "'input x float[1,3]', 'node Softmax x -> y axis=1'",
    "'input x float[1,4,5]', 'node Transpose x -> t perm=[0,2,1]\nnode Softmax t -> y axis=1'",
    "'const x float[1,3] 1,5,2', 'node Softmax x -> y axis=1'"
  })
  void chooseWithoutALayer(String input, String nodes) {
    String text = String.join("\n", "opset 13", input, nodes, "output y", "");
    Path model = Examples.write(directory.resolve("m.onnx"), text);
    assertThat(run("verify", model, "--output", "argmax", "--against", "onnxruntime"))
        .contains("s32", "verified")
        .containsPattern("same argmax on ([12]) of \\1");
  }

  private static String run(Object... words) {
    List<String> arguments = List.of(words).stream().map(Object::toString).toList();
    return CommandLine.run(arguments).requireSuccess().output();
  }
}
