package thimble.frontend.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static thimble.frontend.TestModel.list;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.ImportOptions;
import thimble.frontend.TestModel;
import thimble.frontend.calibrate.InputPort;
import thimble.frontend.calibrate.NoiseSamples;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.ElementType;
import thimble.ir.TensorData;

/** Patches times weights are what ONNX Runtime's layer gives, for every layer with weights. */
class PatchesTest {
  @TempDir Path directory;

  private static float[] weights(int count) {
    Random random = new Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static TestModel layer(Integer... weight) {
    int count = Stream.of(weight).reduce(1, (a, b) -> a * b);
    return TestModel.opset(19).floats("w", List.of(weight), weights(count));
  }

  private static TestModel conv(Integer... weight) {
    return layer(weight).input("x", 1, 4, 7, 6);
  }

  static Stream<TestModel> layers() {
    return Stream.of(
        conv(6, 4, 3, 2).node("Conv", "x w", "y", "strides", list(2, 1), "pads", list(1, 0, 2, 1)),
        conv(8, 2, 3, 3).node("Conv", "x w", "y", "group", 2, "dilations", list(2, 1)),
        conv(4, 1, 3, 3).node("Conv", "x w", "y", "group", 4, "auto_pad", "SAME_LOWER"),
        layer(5, 3, 4)
            .input("x", 1, 3, 9)
            .node("Conv", "x w", "y", "strides", list(2), "auto_pad", "SAME_UPPER"),
        conv(4, 5, 3, 2)
            .node(
                "ConvTranspose",
                "x w",
                "y",
                "strides",
                list(2, 3),
                "pads",
                list(1, 0, 0, 1),
                "output_padding",
                list(1, 2)),
        conv(4, 3, 3, 3).node("ConvTranspose", "x w", "y", "group", 2, "dilations", list(2, 1)),
        conv(4, 2, 4, 3)
            .node("ConvTranspose", "x w", "y", "strides", list(3, 2), "auto_pad", "SAME_UPPER"),
        conv(4, 2, 4, 3)
            .node("ConvTranspose", "x w", "y", "strides", list(2, 2), "output_shape", list(15, 12)),
        layer(3, 2, 5).input("x", 1, 3, 6).node("ConvTranspose", "x w", "y", "strides", list(2)),
        conv(36 + 18, 4, 3, 3)
            .floats("v", List.of(6, 2, 3, 3), weights(108))
            .longs("parts", 36, 18)
            .node("Conv", "x w", "o", "pads", list(1, 1, 1, 1), "strides", list(2, 1))
            .node("Split", "o parts", "offset mask", "axis", 1)
            .node(
                "DeformConv",
                "x v offset  mask",
                "y",
                "pads",
                list(1, 1, 1, 1),
                "strides",
                list(2, 1),
                "group",
                2,
                "offset_group",
                2),
        layer(6, 5).input("x", 3, 5).node("Gemm", "x w", "y", "transB", 1),
        layer(5, 6).input("x", 3, 5).node("Gemm", "x w", "y"));
  }

  private FloatModel prepared(TestModel model) {
    return Preparation.read(
        model.output("y").write(directory), ImportOptions.NONE, OpsetUpgrade.PER_CHANNEL);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void timesWeightsAreTheLayersResult(TestModel test) {
    FloatModel model = prepared(test);
    OnnxEdit edit = new OnnxEdit(model.model());
    Layer layer = Layer.of(edit, edit.producer("y").orElseThrow()).orElseThrow();
    Patches patches = Patches.of(model, layer).orElseThrow();
    float[] weight = edit.floats(layer.weight()).orElseThrow();
    var x = model.model().inputs().get(0);
    List<TensorData> sample =
        new NoiseSamples(List.of(new InputPort("x", ElementType.F32, FloatModel.shape(x))), 1)
            .sample(0);
    Map<String, FloatRuntime.Tensor> tensors;
    Set<String> watched = new LinkedHashSet<>(patches.inputs());
    watched.remove("x");
    watched.add("y");
    try (FloatRuntime runtime = FloatRuntime.open(model.model(), watched)) {
      tensors = runtime.run(sample, watched);
    }
    List<float[]> inputs =
        patches.inputs().stream()
            .map(name -> name.equals("x") ? sample.get(0) : tensors.get(name).data())
            .map(TensorData::floatArray)
            .toList();
    WeightRounding rounding =
        new WeightRounding(layer, weight, new Moments(patches), OnnxType.INT8);
    float[] wanted = tensors.get("y").data().floatArray();
    boolean dense = patches instanceof DensePatches;
    float[] patch = new float[patches.taps()];
    assertThat(wanted).hasSize(layer.outputs() * patches.positions());
    for (int channel = 0; channel < layer.outputs(); channel++) {
      int[] elements = rounding.elements(channel);
      int group = channel / (layer.outputs() / patches.groups());
      for (int position = 0; position < patches.positions(); position++) {
        patches.read(inputs, group, position, patch);
        double sum = 0;
        for (int i = 0; i < patch.length; i++) {
          sum += patch[i] * weight[elements[i]];
        }
        int at =
            dense ? position * layer.outputs() + channel : channel * patches.positions() + position;
        assertThat(sum).isCloseTo(wanted[at], within(1e-3));
      }
    }
  }

  /** Four bits, each filter's errors made to cancel: transposed and deformable layers gain too. */
  @Test
  void adaptiveRoundingServesTransposedAndDeformableLayers() {
    TestModel model =
        TestModel.opset(19)
            .input("x", 1, 6, 8, 8)
            .floats("m", List.of(24, 6, 1, 1), weights(144))
            .floats("t", List.of(24, 8, 2, 2), weights(768))
            .floats("o", List.of(18, 8, 3, 3), weights(1296))
            .floats("tenth", List.of(), 0.02f)
            .floats("d", List.of(6, 8, 3, 3), weights(432))
            .node("Conv", "x m", "a")
            .node("Relu", "a", "b")
            .node("ConvTranspose", "b t", "c", "strides", list(2, 2))
            .node("Conv", "c o", "e", "pads", list(1, 1, 1, 1))
            .node("Mul", "e tenth", "offset")
            .node("DeformConv", "c d offset", "y", "pads", list(1, 1, 1, 1))
            .output("y");
    Quantizer quantizer = Quantizer.open(model.write(directory), ImportOptions.NONE, it -> {});
    quantizer.calibrate(new NoiseSamples(quantizer.inputs(), 16));
    QuantizeOptions four =
        QuantizeOptions.DEFAULT.withBits(QuantizeOptions.Bits.INT4, QuantizeOptions.Bits.INT8);
    double adaptive = quantizer.fidelity(quantizer.quantize(four), false).output();
    double nearest =
        quantizer
            .fidelity(
                quantizer.quantize(
                    four.withAdaptive(false).withClipped(false).withCorrected(false)),
                false)
            .output();
    assertThat(adaptive).isGreaterThan(nearest + 1);
  }
}
