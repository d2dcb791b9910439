package thimble.frontend;

import static thimble.frontend.RuntimeAgreement.form;
import static thimble.frontend.RuntimeAgreement.image;
import static thimble.frontend.TestModel.list;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.RuntimeAgreement.Form;

/** Operators that move data, in the forms that operator sets 7 to 22 gave them. */
class ShapeFormsTest {
  @TempDir Path directory;

  private static TestModel squeeze(int opset) {
    return TestModel.opset(opset).input("x", 1, 3, 1, 2);
  }

  private static TestModel many() {
    TestModel model = TestModel.opset(13).input("x", 2, 3);
    StringBuilder names = new StringBuilder("x");
    for (int i = 0; i < 20; i++) {
      model.node("Abs", i == 0 ? "x" : "a" + (i - 1), "a" + i);
      names.append(" a").append(i);
    }
    return model.node("Concat", names.toString(), "y", "axis", -1);
  }

  static Stream<Form> shapes() {
    return Stream.of(
        form("Clip by attributes", image(7).node("Clip", "x", "y", "min", -0.5f, "max", 0.5f)),
        form(
            "Clip without minimum",
            image(13).floats("max", List.of(), 0.5f).node("Clip", "x - max", "y")),
        form(
            "Clip by computed bounds",
            TestModel.opset(13)
                .input("x", 6)
                .input("a", 1)
                .longs("none")
                .node("Reshape", "a none", "low")
                .node("Clip", "x low", "y")),
        form(
            "Slice by attributes",
            image(9)
                .node(
                    "Slice",
                    "x",
                    "y",
                    "starts",
                    list(1, -3),
                    "ends",
                    list(9, -1),
                    "axes",
                    list(2, 3))),
        form(
            "Slice backwards",
            image(13)
                .longs("s", 5, -1)
                .longs("e", Long.MIN_VALUE, 0)
                .longs("a", -1, 2)
                .longs("t", -2, -3)
                .node("Slice", "x s e a t", "y")),
        form("Squeeze by attribute", squeeze(11).node("Squeeze", "x", "y", "axes", list(0, 2))),
        form("Squeeze by input", squeeze(13).longs("a", -2).node("Squeeze", "x a", "y")),
        form("Squeeze everything", squeeze(13).node("Squeeze", "x", "y")),
        form("Unsqueeze by attribute", squeeze(11).node("Unsqueeze", "x", "y", "axes", list(4, 0))),
        form("Unsqueeze by input", squeeze(22).longs("a", -1, 1).node("Unsqueeze", "x a", "y")),
        form("Flatten from the end", image(13).node("Flatten", "x", "y", "axis", -1)),
        form("Flatten to one column", image(9).node("Flatten", "x", "y", "axis", 4)),
        form(
            "Split by attribute",
            image(11).node("Split", "x", "a y", "axis", 2, "split", list(3, 4))),
        form(
            "Split in unequal parts",
            image(18).node("Split", "x", "a b y", "axis", 2, "num_outputs", 3)),
        form(
            "Pad by attributes",
            image(7).node("Pad", "x", "y", "pads", list(0, 0, -1, 2, 0, 0, 1, -2), "value", 1.5f)),
        form(
            "Pad named axes",
            image(18)
                .longs("p", 1, 2, 3, 0)
                .floats("v", List.of(), 0.5f)
                .longs("a", -1, 2)
                .node("Pad", "x p v a", "y")),
        form(
            "Pad reflected",
            image(13)
                .longs("p", 0, 0, 2, 1, 0, 0, 0, 3)
                .node("Pad", "x p", "y", "mode", "reflect")),
        form("Reshape", image(13).longs("s", 0, -1, 2, 7).node("Reshape", "x s", "y")),
        form("Expand both ways", squeeze(13).longs("s", 2, 1, 5, 1).node("Expand", "x s", "y")),
        form("Tile", squeeze(13).longs("r", 2, 1, 3, 2).node("Tile", "x r", "y")),
        form("Gather", image(13).longs("i", 2, -1, 0).node("Gather", "x i", "y", "axis", 2)),
        form("DepthToSpace", image(13).node("DepthToSpace", "x", "y", "blocksize", 2)),
        form(
            "DepthToSpace, columns first",
            image(13).node("DepthToSpace", "x", "y", "blocksize", 2, "mode", "CRD")),
        form(
            "SpaceToDepth",
            TestModel.opset(13)
                .input("x", 1, 2, 4, 6)
                .node("SpaceToDepth", "x", "y", "blocksize", 2)),
        form("Concat of many", many()),
        form("Dropout", image(7).node("Dropout", "x", "y", "ratio", 0.7f)));
  }

  @ParameterizedTest
  @MethodSource({"shapes"})
  void computesWhatOnnxRuntimeDoes(Form form) throws OrtException {
    RuntimeAgreement.check(form, directory);
  }
}
