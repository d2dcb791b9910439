package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.frontend.zoo.Zoo;
import thimble.tests.support.CommandLine;
import thimble.tests.support.OnnxText;
import thimble.tests.support.Shared;

/** Frame after frame: what the model gives on whole windows, at a fraction of the work. */
class SequenceModelsTest {
  private static final String EQUAL = "sequence = model on (the first whole window|whole windows)";

  @TempDir Path directory;

  private String verify(Path model, String target, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("verify", model.toString(), "--target", target));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--json", directory.resolve("report.json").toString()));
    return CommandLine.run(arguments).requireSuccess().output();
  }

  private Report report() throws IOException {
    return ReportJson.read(Files.readString(directory.resolve("report.json")));
  }

  private Path model(String text) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, OnnxText.model(text));
    return file;
  }

  @Test
  void wakeWordGivesTheModelsBytes() throws IOException {
    Path models = Shared.models().resolve("streaming_wakeword");
    String output =
        verify(
            models.resolve("model_qdq.onnx"),
            "mps2-an386",
            "--input",
            "frames",
            "--inputs",
            models.toString(),
            "--samples",
            "2");
    assertThat(output)
        .contains("1 new frame(s) a run instead of a window of 30")
        .contains("46,040 MACs a run, 826,368 for the window")
        .containsPattern(EQUAL + " +equal")
        .containsPattern("firmware on mps2-an386 = reference +equal");
    assertThat(report().macs()).isEqualTo(46_040);
  }

  /** The keyword networks of docs/sequences.md. */
  @ParameterizedTest
  @CsvSource({
    "tcn-kws, INT8, host, 2, 42_048, 1_598_016, 3_168",
    "lstm-kws, FLOAT, host, 1, 60_160, 2_910_976, 3_584",
    "gru-kws, INT8, mps2-an386, 1, 40_320, 1_920_384, 2_848"
  })
  void keywordNetworksGiveTheModelsBytes(
      String name,
      Zoo.Form form,
      String target,
      int frames,
      String macs,
      String ofWindow,
      String bytes)
      throws IOException {
    Path model = directory.resolve(name + ".onnx");
    Zoo.write(name, form, 1, model);
    String output = verify(model, target, "--input", "frames");
    assertThat(output)
        .contains(frames + " new frame(s) a run")
        .contains(macs.replace('_', ',') + " MACs a run, " + ofWindow.replace('_', ','))
        .containsPattern(EQUAL + " +equal");
    assertThat(report().macs()).isEqualTo(Long.parseLong(macs.replace("_", "")));
    assertThat(report().ram().peak()).isLessThanOrEqualTo(Long.parseLong(bytes.replace("_", "")));
  }

  /**
   * Within one inference recurrent layers are fed their steps: neither window nor states are there.
   */
  @Test
  void stepsComeByRows() throws IOException {
    Path model = directory.resolve("lstm-kws.onnx");
    Zoo.write("lstm-kws", Zoo.Form.FLOAT, 1, model);
    String output = verify(model, "host", "--input", "rows", "--samples", "1");
    assertThat(output).containsPattern("C on the host = reference +equal");
    assertThat(report().ram().peak()).isLessThanOrEqualTo(3_584);
  }

  /** Batch first, features before time, two inputs and one that is no sequence, two outputs. */
  @Test
  void layoutsOfExportersAreFollowed() throws IOException {
    Path model =
        model(
            """
            opset 13
            input a float[1,4,12]
            input b float[1,4,12]
            input s float[1,4,1]
            const k float[6,4,3] 0.5,-0.25,0.125,-0.5,0.75
            const kb float[6] 0.1,-0.2,0.3
            const w float[1,20,6] 0.3,-0.1,0.2,-0.4,0.25,0.15,-0.35
            const r float[1,20,5] 0.2,-0.3,0.1,0.4,-0.15,0.05
            const wb float[1,40] 0.1,0,-0.1
            const g float[1,15,5] 0.3,-0.2,0.1,0.25
            const gr float[1,15,5] -0.1,0.2,0.3,-0.4,0.15,0.35
            const d float[5,3] 0.5,-0.5,0.25,0.1
            const one int64[1] 1
            const last int64[] -1
            node Add a,b -> ab
            node Mul ab,s -> x
            node Conv x,k,kb -> c name=conv kernel_shape=[3]
            node Relu c -> cr
            node Transpose cr -> t perm=[2,0,1]
            node LSTM t,w,r,wb -> y,h,cell name=lstm hidden_size=5
            node Squeeze y,one -> y3
            node GRU y3,g,gr -> z name=gru hidden_size=5 linear_before_reset=1
            node Squeeze z,one -> z3
            node Add y3,z3 -> sum
            node Transpose sum -> batchFirst perm=[1,0,2]
            node MatMul batchFirst,d -> logits
            node Softmax logits -> each axis=-1
            node Gather batchFirst,last -> newest axis=1
            output each
            output newest
            output cell
            """);
    String output = verify(model, "host", "--input", "frames");
    assertThat(output)
        .contains("1 new frame(s) a run instead of a window of 12")
        .containsPattern(EQUAL + " +equal");
    assertThat(report().macs()).isEqualTo(6 * 12 + 20 * 11 + 15 * 10 + 15);
  }

  /** A spectrogram whose width is time, and a chunk whose states the model hands in and out. */
  @Test
  void namedAxesAndStatesAreTaken() throws IOException {
    Path spectrogram =
        model(
            """
            opset 13
            input x float[1,1,10,14]
            const k float[4,1,3,3] 0.5,-0.25,0.125,-0.5,0.75
            const kb float[4] 0.1,-0.2
            const g float[1,9,20] 0.3,-0.2,0.1,0.25,-0.15
            const gr float[1,9,3] -0.1,0.2,0.3,-0.4
            const steps int64[3] 12,1,20
            node Conv x,k,kb -> c name=conv kernel_shape=[3,3] strides=[2,1] pads=[1,0,1,0]
            node Relu c -> r
            node Transpose r -> t perm=[3,0,1,2]
            node Reshape t,steps -> f
            node GRU f,g,gr -> -,h name=gru hidden_size=3
            output h
            """);
    assertThat(verify(spectrogram, "host", "--input", "frames", "--time-axis", "x=3"))
        .contains("1 new frame(s) a run instead of a window of 14")
        .containsPattern(EQUAL + " +equal");
    Path chunk =
        model(
            """
            opset 13
            input x float[4,1,6]
            input h0 float[1,1,3]
            const g float[1,9,6] 0.3,-0.2,0.1,0.25,-0.15
            const gr float[1,9,3] -0.1,0.2,0.3,-0.4
            node GRU x,g,gr,-,-,h0 -> y,hn name=gru hidden_size=3
            output y
            output hn
            """);
    String kept = verify(chunk, "mps2-an386", "--state", "h0=hn", "--samples", "4");
    assertThat(kept).containsPattern("firmware on mps2-an386 = reference +equal");
    assertThat(kept).doesNotContain("\"h0\"");
    assertThat(verify(chunk, "host", "--input", "frames", "--state", "h0=hn"))
        .contains("1 new frame(s) a run instead of a window of 4")
        .containsPattern(EQUAL + " +equal");
  }
}
