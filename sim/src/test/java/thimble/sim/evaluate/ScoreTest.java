package thimble.sim.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.ThimbleException;
import thimble.sim.Labels;

class ScoreTest {
  @TempDir Path directory;

  private List<Integer> labels(String text) throws IOException {
    Path file = directory.resolve("labels.csv");
    Files.writeString(file, text);
    return Labels.read(file);
  }

  /** Regressions have no classes: what counts is how far every output is off. */
  @Test
  void allOutputsAreHeldAgainstTheFirstRunner() {
    List<float[]> base = List.of(new float[] {1, 2, 3}, new float[] {0, 0, -4});
    List<float[]> found = List.of(new float[] {1, 2, 3.5f}, new float[] {0, 0, -4});
    Score score = Score.of(found, Optional.empty(), Optional.of(base)).against(found, base);
    assertThat(score.maxError()).hasValue(0.5);
    assertThat(score.sqnr().orElseThrow()).isCloseTo(10 * Math.log10(30 / 0.25), offset());
    assertThat(score.against(base, base).sqnr()).hasValue(Double.POSITIVE_INFINITY);
    assertThat(score.against(base, base).maxError()).hasValue(0);
  }

  private static org.assertj.core.data.Offset<Double> offset() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  /** Outputs that are always zero have no signal to compare noise with. */
  @Test
  void noSignalIsNoRatio() {
    List<float[]> base = List.of(new float[2]);
    List<float[]> found = List.of(new float[] {0, 1});
    Score score = Score.of(found, Optional.empty(), Optional.of(base)).against(found, base);
    assertThat(score.sqnr()).isEmpty();
    assertThat(score.maxError()).hasValue(1);
  }

  @Test
  void labelsOfSeveralFormats() throws IOException {
    assertThat(labels("3\n2\n")).containsExactly(3, 2);
    assertThat(labels("file,class\na.png,3\nb.png,2\n")).containsExactly(3, 2);
    assertThat(labels("\uFEFF\"a\";\"3\"\r\n\"b\";\"2\"\r\n")).containsExactly(3, 2);
    assertThat(labels("a\t3.0\nb\t2.\n\n")).containsExactly(3, 2);
    for (String bad : List.of("", "class\n", "1\n2.5\n", "1\n-1\n", "1\ncat\n")) {
      assertThatThrownBy(() -> labels(bad)).as(bad).isInstanceOf(ThimbleException.class);
    }
  }
}
