package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.frontend.RuntimeAgreement.Form;
import thimble.ir.Code;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.ir.op.Conv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.pass.PassPipeline;

/** Quant of QONNX against the chain of ONNX operators that defines it, run by ONNX Runtime. */
class QonnxFormsTest {
  private static final String DOMAIN = "qonnx.custom_op.general";

  @TempDir Path directory;

  /** Adds Quant as it is, or as Div, Add, Round, Clip, Sub, Mul. */
  private record Writer(TestModel model, boolean standard) {
    static Writer of(boolean standard) {
      return new Writer(TestModel.opset(13).domain(DOMAIN, 1), standard);
    }

    Writer quant(
        String x, String y, int bits, boolean signed, boolean narrow, float zero, float... scale) {
      return quant(x, y, bits, signed, narrow, zero, List.of(), scale);
    }

    Writer quant(
        String x,
        String y,
        int bits,
        boolean signed,
        boolean narrow,
        float zero,
        List<Integer> shape,
        float... scale) {
      model
          .floats(y + ".s", shape, scale)
          .floats(y + ".z", List.of(), zero)
          .floats(y + ".b", List.of(), bits);
      if (!standard) {
        model.node(
            DOMAIN + ":Quant",
            String.join(" ", x, y + ".s", y + ".z", y + ".b"),
            y,
            "signed",
            signed ? 1 : 0,
            "narrow",
            narrow ? 1 : 0,
            "rounding_mode",
            "ROUND");
        return this;
      }
      float most = (1 << (signed ? bits - 1 : bits)) - 1;
      float least = signed ? -most - 1 : 0;
      model
          .floats(y + ".min", List.of(), narrow && signed ? least + 1 : least)
          .floats(y + ".max", List.of(), narrow && !signed ? most - 1 : most)
          .node("Div", x + " " + y + ".s", y + ".d")
          .node("Add", y + ".d " + y + ".z", y + ".a")
          .node("Round", y + ".a", y + ".r")
          .node("Clip", String.join(" ", y + ".r", y + ".min", y + ".max"), y + ".c")
          .node("Sub", y + ".c " + y + ".z", y + ".u")
          .node("Mul", y + ".u " + y + ".s", y);
      return this;
    }
  }

  private Graph agree(double step, java.util.function.Consumer<Writer> build) throws OrtException {
    Writer ours = Writer.of(false);
    Writer theirs = Writer.of(true);
    build.accept(ours);
    build.accept(theirs);
    ours.model().output("y");
    theirs.model().output("y");
    return RuntimeAgreement.check(
        new Form("quant", ours.model(), step),
        theirs.model(),
        directory,
        PassPipeline.standard(PassPipeline.IoMode.FLOAT)::run);
  }

  @ParameterizedTest
  @CsvSource({
    "2, true, true, 0", "3, true, false, 0", "4, false, false, 0", "4, false, true, 3",
    "5, true, false, -2", "7, false, false, 0", "8, true, true, 0", "8, false, false, 100",
    "12, true, false, 0"
  })
  void activations(int bits, boolean signed, boolean narrow, float zero) throws OrtException {
    float scale = 2f / (1 << bits);
    agree(
        1.01 * scale,
        to -> {
          to.model().input("x", 1, 3, 5, 4);
          to.quant("x", "y", bits, signed, narrow, zero, scale);
        });
  }

  /** What Brevitas exports: weights and activations of few bits, batch normalization between. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 8})
  void layersOfFewBitsBecomeInteger(int bits) throws OrtException {
    float[] scales = new float[5];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (0.5f + 0.1f * i) / (1 << (bits - 1));
    }
    Graph graph =
        agree(
            0.251,
            to -> {
              to.model().input("x", 1, 3, 8, 7);
              RuntimeAgreement.weights(to.model(), "w", 5, 3, 3, 3);
              to.quant("x", "q", 8, true, true, 0, 0.03f)
                  .quant("w", "v", bits, true, true, 0, List.of(5, 1, 1, 1), scales);
              to.model()
                  .node("Conv", "q v", "c", "pads", TestModel.list(1, 1, 1, 1))
                  .floats("gamma", List.of(5), 1.5f, -0.75f, 0.5f, 2f, -1f)
                  .floats("beta", List.of(5), 0.5f, 0.25f, -0.5f, 0f, 1f)
                  .floats("mean", List.of(5), 0.1f, -0.1f, 0f, 0.2f, 0.3f)
                  .floats("variance", List.of(5), 1f, 0.5f, 2f, 1.5f, 1f)
                  .node("BatchNormalization", "c gamma beta mean variance", "n")
                  .node("Relu", "n", "p");
              to.quant("p", "y", 4, false, false, 0, 0.25f);
            });

    var layer = graph.nodes().stream().filter(node -> node.op() instanceof Conv2d).findFirst();
    assertThat(layer).isPresent();
    var index = graph.index();
    assertThat(index.type(layer.get().inputs().get(0)).element()).isEqualTo(ElementType.S8);
    assertThat(index.type(layer.get().inputs().get(1)).element())
        .isEqualTo(bits <= 4 ? ElementType.S4 : ElementType.S8);
  }

  @Test
  void biasesAreRoundedAndWeightsOfOneBitAreSigns() throws OrtException {
    Writer ours = Writer.of(false);
    ours.model()
        .input("x", 1, 4)
        .floats("w", List.of(4, 2), 0.3f, -0.2f, 0f, -0.9f, 0.1f, 0.7f, -0.4f, 0.5f)
        .floats("b", List.of(2), 0.33f, -0.21f)
        .floats("one", List.of(), 0.5f)
        .node(DOMAIN + ":BipolarQuant", "w one", "v");
    ours.quant("x", "q", 6, true, false, 0, 0.05f).quant("b", "c", 6, true, false, 0, 0.03125f);
    ours.model().node("MatMul", "q v", "m").node("Add", "m c", "s");
    ours.quant("s", "y", 8, true, false, 0, 0.02f).model().output("y");

    Writer theirs = Writer.of(true);
    theirs
        .model()
        .input("x", 1, 4)
        .floats("v", List.of(4, 2), 0.5f, -0.5f, 0.5f, -0.5f, 0.5f, 0.5f, -0.5f, 0.5f)
        .floats("c", List.of(2), 0.34375f, -0.21875f);
    theirs.quant("x", "q", 6, true, false, 0, 0.05f);
    theirs.model().node("MatMul", "q v", "m").node("Add", "m c", "s");
    theirs.quant("s", "y", 8, true, false, 0, 0.02f).model().output("y");

    Graph graph =
        RuntimeAgreement.check(
            new Form("signs", ours.model(), 0.0201),
            theirs.model(),
            directory,
            PassPipeline.standard(PassPipeline.IoMode.FLOAT)::run);
    assertThat(graph.nodes())
        .filteredOn(node -> node.op() instanceof FullyConnected)
        .allMatch(node -> graph.index().type(node.inputs().get(1)).element() == ElementType.S4);
  }

  @Test
  void refusesWhatItDoesNotMean() {
    assertThat(refusal("FLOOR", 4f, 0.1f)).isEqualTo(Code.T0204);
    assertThat(refusal("ROUND", 4.5f, 0.1f)).isEqualTo(Code.T0204);
    assertThat(refusal("ROUND", 20f, 0.1f)).isEqualTo(Code.T0202);
    assertThat(refusal("ROUND", 4f, 0f)).isEqualTo(Code.T0206);
    assertThat(refusal("ROUND", 4f, 0.1f, 0.2f)).isEqualTo(Code.T0204);
  }

  private Code refusal(String rounding, float bits, float... scale) {
    Writer writer = Writer.of(false);
    writer
        .model()
        .input("x", 1, 2)
        .floats("s", List.of(1, scale.length), scale)
        .floats("z", List.of(), 0f)
        .floats("b", List.of(), bits)
        .node(DOMAIN + ":Quant", "x s z b", "y", "rounding_mode", rounding)
        .output("y");
    ThimbleException refusal =
        catchThrowableOfType(ThimbleException.class, () -> writer.model().read(directory));
    assertThat(refusal).isNotNull();
    return refusal.diagnostics().get(0).code();
  }
}
