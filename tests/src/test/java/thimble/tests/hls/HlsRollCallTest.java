package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import thimble.ir.op.OpNames;
import thimble.targets.hls.HlsRoll;

/** Of every operator it is said how it streams, or why it does not, in code and documentation. */
class HlsRollCallTest {
  private static final Path PAGE = Path.of("..", "docs", "hls-operators.md");

  @Test
  void everyOperatorAnswers() {
    assertThat(HlsRoll.all().stream().map(HlsRoll::operator))
        .containsExactlyInAnyOrderElementsOf(OpNames.all().keySet());
    Map<Boolean, Long> counts =
        HlsRoll.all().stream()
            .collect(Collectors.groupingBy(HlsRoll::streams, Collectors.counting()));
    assertThat(counts.get(true)).isGreaterThan(20);
  }

  /** The table is written anew with {@code -Dbless}. */
  @Test
  void theDocumentationListsThem() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("# Operators that stream\n\n");
    page.append("Of int8 tensors and narrower ones; `thimble ops --fpga` prints the same. ");
    page.append("Each line stands for cases that run\n");
    page.append("as hardware in `HlsCasesTest` and `HlsDeformTest`.\n\n");
    page.append("| operator | streams | as, or why not |\n|---|---|---|\n");
    List<HlsRoll> all = HlsRoll.all();
    all.forEach(
        roll ->
            page.append(
                "| `%s` | %s | %s |\n"
                    .formatted(roll.operator(), roll.streams() ? "yes" : "no", roll.words())));
    if (System.getProperty("bless") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).content().isEqualTo(page.toString());
  }
}
