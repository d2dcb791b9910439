package thimble.frontend;

import static thimble.frontend.RuntimeAgreement.form;
import static thimble.frontend.RuntimeAgreement.image;
import static thimble.frontend.RuntimeAgreement.ramp;
import static thimble.frontend.RuntimeAgreement.weights;
import static thimble.frontend.TestModel.list;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.RuntimeAgreement.Form;

/** Convolutions, pools and resizes in the forms that operator sets 7 to 22 gave them. */
class WindowFormsTest {
  @TempDir Path directory;

  private static TestModel scales(TestModel model, float height, float width) {
    return model.floats("s", List.of(4), 1, 1, height, width);
  }

  static Stream<Form> windows() {
    List<Form> forms = new ArrayList<>();
    for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      forms.add(
          form(
              "Conv " + auto,
              weights(image(7), "w", 3, 4, 4, 3)
                  .node("Conv", "x w", "y", "auto_pad", auto, "strides", list(2, 3))));
      forms.add(
          form(
              "AveragePool " + auto,
              image(7)
                  .node(
                      "AveragePool",
                      "x",
                      "y",
                      "auto_pad",
                      auto,
                      "kernel_shape",
                      list(4, 2),
                      "strides",
                      list(3, 2))));
      forms.add(
          form(
              "ConvTranspose " + auto,
              weights(image(11), "w", 4, 3, 4, 3)
                  .node("ConvTranspose", "x w", "y", "auto_pad", auto, "strides", list(2, 2))));
    }
    forms.add(
        form(
            "Conv grouped, dilated",
            weights(image(22), "w", 6, 2, 3, 3)
                .floats("b", List.of(6), ramp(6, 1))
                .node(
                    "Conv",
                    "x w b",
                    "y",
                    "group",
                    2,
                    "dilations",
                    list(2, 1),
                    "pads",
                    list(1, 0, 2, 1))));
    forms.add(
        form(
            "Conv depthwise with multiplier",
            weights(image(13), "w", 8, 1, 3, 2).node("Conv", "x w", "y", "group", 4)));
    forms.add(
        form(
            "Conv 1-D",
            weights(TestModel.opset(13).input("x", 2, 4, 9), "w", 5, 4, 3)
                .node("Conv", "x w", "y", "pads", list(2, 0), "strides", list(2))));
    forms.add(
        form(
            "Conv 1-D depthwise",
            weights(TestModel.opset(13).input("x", 2, 4, 9), "w", 4, 1, 3)
                .node("Conv", "x w", "y", "group", 4)));
    forms.add(
        form(
            "Conv with computed weights",
            TestModel.opset(13)
                .input("x", 1, 2, 5, 5)
                .input("w", 3, 2, 2, 2)
                .input("b", 3)
                .node("Conv", "x w b", "y")));
    forms.add(
        form(
            "ConvTranspose grouped",
            weights(image(13), "w", 4, 3, 2, 3)
                .node(
                    "ConvTranspose",
                    "x w",
                    "y",
                    "group",
                    2,
                    "strides",
                    list(3, 2),
                    "output_padding",
                    list(1, 0),
                    "pads",
                    list(0, 1, 1, 0))));
    forms.add(
        form(
            "ConvTranspose output_shape",
            weights(image(13), "w", 4, 2, 3, 3)
                .node(
                    "ConvTranspose",
                    "x w",
                    "y",
                    "strides",
                    list(2, 2),
                    "output_shape",
                    list(14, 12))));
    forms.add(
        form(
            "ConvTranspose 1-D",
            weights(TestModel.opset(13).input("x", 1, 4, 5), "w", 4, 2, 3)
                .node("ConvTranspose", "x w", "y", "strides", list(2), "dilations", list(2))));
    forms.add(
        form(
            "MaxPool ceil_mode, dilations",
            image(12)
                .node(
                    "MaxPool",
                    "x",
                    "y",
                    "kernel_shape",
                    list(2, 2),
                    "ceil_mode",
                    1,
                    "strides",
                    list(2, 3),
                    "dilations",
                    list(2, 1))));
    forms.add(
        form(
            "AveragePool count_include_pad",
            image(10)
                .node(
                    "AveragePool",
                    "x",
                    "y",
                    "kernel_shape",
                    list(3, 3),
                    "pads",
                    list(1, 1, 1, 1),
                    "count_include_pad",
                    1)));
    forms.add(
        form(
            "AveragePool ceil_mode",
            image(22)
                .node(
                    "AveragePool",
                    "x",
                    "y",
                    "kernel_shape",
                    list(3, 3),
                    "pads",
                    list(1, 0, 1, 0),
                    "strides",
                    list(2, 2),
                    "ceil_mode",
                    1)));
    forms.add(form("GlobalAveragePool", image(13).node("GlobalAveragePool", "x", "y")));
    forms.add(
        form(
            "GlobalMaxPool 1-D",
            TestModel.opset(13).input("x", 2, 3, 5).node("GlobalMaxPool", "x", "y")));
    return forms.stream();
  }

  static Stream<Form> resizes() {
    List<Form> forms = new ArrayList<>();
    forms.add(
        form(
            "Upsample by attribute",
            image(7).node("Upsample", "x", "y", "scales", new float[] {1, 1, 2, 3})));
    for (String mode : List.of("nearest", "linear")) {
      forms.add(
          form(
              "Upsample 9 " + mode,
              scales(image(9), 2, 2).node("Upsample", "x s", "y", "mode", mode)));
      forms.add(
          form(
              "Resize 10 " + mode,
              scales(image(10), 0.6f, 1.7f).node("Resize", "x s", "y", "mode", mode)));
    }
    for (String mode : List.of("linear", "cubic", "nearest")) {
      for (String where :
          List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
        forms.add(
            form(
                "Resize 13 " + mode + " " + where,
                image(13)
                    .longs("sizes", 1, 4, 11, 4)
                    .node(
                        "Resize",
                        "x - - sizes",
                        "y",
                        "mode",
                        mode,
                        "coordinate_transformation_mode",
                        where)));
      }
    }
    forms.add(
        form(
            "Resize 18 of named axes",
            image(18)
                .longs("sizes", 9, 9)
                .node(
                    "Resize",
                    "x - - sizes",
                    "y",
                    "axes",
                    list(2, 3),
                    "mode",
                    "linear",
                    "keep_aspect_ratio_policy",
                    "not_larger")));
    forms.add(
        form(
            "Resize of channels-last images",
            TestModel.opset(13)
                .input("x", 1, 4, 5, 3)
                .floats("s", List.of(4), 1, 2, 2, 1)
                .node("Resize", "x - s", "y", "mode", "nearest")));
    return forms.stream();
  }

  @ParameterizedTest
  @MethodSource({"windows", "resizes"})
  void computesWhatOnnxRuntimeDoes(Form form) throws OrtException {
    RuntimeAgreement.check(form, directory);
  }
}
