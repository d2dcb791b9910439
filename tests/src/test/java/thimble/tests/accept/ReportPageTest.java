package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Examples;
import thimble.tests.support.OnnxText;
import thimble.tests.support.Programs;
import thimble.tests.support.Shared;

/**
 * {@code report.html} in a browser: it draws what it should, complains of nothing, loads nothing.
 */
class ReportPageTest {
  /** A page's own words about what it refused or stumbled over. */
  private static final Pattern CONSOLE = Pattern.compile("CONSOLE.*");

  /**
   * Moves the pointer over the first bar of the map, and out again, and writes down what it saw.
   */
  private static final String VISITOR =
      """
      <script>
        var bar = document.querySelector('#arena .bars rect'), box = bar.getBoundingClientRect();
        function move(type) {
          bar.dispatchEvent(new PointerEvent(type, {bubbles: type === 'pointermove',
            clientX: box.left + box.width / 2, clientY: box.top + box.height / 2}));
        }
        move('pointermove');
        var seen = document.getElementById('tip').textContent + ' / ' + document.querySelector('#cursor text').textContent
          + ' / ' + document.querySelectorAll('.hot').length;
        document.querySelector('#arena').dispatchEvent(new PointerEvent('pointerleave'));
        document.body.setAttribute('data-seen', seen + ' / ' + document.querySelectorAll('.hot').length);
      </script>
      </body>
      """;

  @TempDir Path directory;

  /** The document as it stands once scripts have run. */
  private String open(Path page) {
    Programs.Outcome outcome =
        Programs.run(
            directory,
            Map.of("HOME", directory.toString()),
            Programs.words(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--user-data-dir=" + directory.resolve("profile"),
                "--enable-logging=stderr",
                "--dump-dom",
                page.toUri().toString()));
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(CONSOLE.matcher(outcome.output()).results().map(it -> it.group()).toList())
        .as("what the browser's console says")
        .isEmpty();
    return outcome.output();
  }

  private static int count(String text, String pattern) {
    return (int) Pattern.compile(pattern).matcher(text).results().count();
  }

  @Test
  void drawsTheArenaAndAnswersThePointer() throws IOException {
    Path out = directory.resolve("out");
    CommandLine.run("compile", Examples.DIGITS.toString(), "--out", out.toString(), "--quiet")
        .requireSuccess();
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page).contains("default-src 'none'").doesNotContain("http://", "https://", " src=");
    Path visited = out.resolve("visited.html");
    Files.writeString(visited, page.replace("</body>", VISITOR));

    String document = open(visited);

    int pieces =
        new ObjectMapper().readTree(out.resolve("arena.json").toFile()).at("/pieces").size();
    assertThat(pieces).isPositive();
    assertThat(count(document, "<rect class=\"[a-z0-9 ]*\" data-t=")).isEqualTo(pieces);
    assertThat(count(document, "<tr data-t=")).as("tensors at the fullest step").isPositive();
    assertThat(document).contains("<svg id=\"arena\"", "class=\"peak\"", "lower bound");
    assertThat(document)
        .containsPattern(
            "data-seen=\"[^/]*bytes at[^/]*/ step [0-9]+: [0-9,]+ bytes in use / [1-9][0-9]* / 0\"");
  }

  @Test
  void hostileNamesStayNames() throws IOException {
    String name =
        "<script>console.error(1)</script>\"><img src=http://127.0.0.1/x onerror=console.error(2)>";
    Path model =
        Examples.write(
            directory.resolve("hostile.onnx"),
            """
            opset 13
            input x float[1,2,9,7]
            const w float[4,2,3,3] 0.25,-0.125,0.5,-0.0625,0.03
            node Conv x,w -> y pads=[1,1,1,1] name=%s
            output y
            """
                .formatted(OnnxText.quote(name)));
    Path page = directory.resolve("hostile.html");
    CommandLine.run("sim", model.toString(), "--report", page.toString()).requireSuccess();
    String document = open(page);
    assertThat(document).contains("lower bound").doesNotContain("<img", "<script>console");
  }

  @Test
  void drawsAnFpgasBalanceAndRoofline() throws IOException {
    Path model = Shared.models().resolve("kws").resolve("model_qdq.onnx");
    Path out = directory.resolve("hardware");
    CommandLine.Outcome told =
        CommandLine.run(
            "compile",
            model.toString(),
            "--target",
            "kv260",
            "--multipliers",
            "300",
            "--out",
            out.toString());
    told.requireSuccess();
    assertThat(told.output()).contains("balance ", "sets the interval", "roofline ", "streams ");
    JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page).contains("default-src 'none'").doesNotContain("http://", "https://", " src=");

    String document = open(out.resolve("report.html"));

    int layers = report.at("/layers").size();
    String balance = document.substring(document.indexOf("id=\"balance\""));
    assertThat(count(balance.substring(0, balance.indexOf("</svg>")), "<rect class=\""))
        .isEqualTo(layers);
    assertThat(balance.substring(0, balance.indexOf("</svg>"))).contains("class=\"limit\"");
    String roofline = document.substring(document.indexOf("id=\"roofline\""));
    roofline = roofline.substring(0, roofline.indexOf("</svg>"));
    int multiplying = 0;
    for (JsonNode layer : report.at("/layers")) {
      multiplying += layer.at("/macs").asLong() > 0 ? 1 : 0;
    }
    assertThat(count(roofline, "<circle class=\"layer\"")).isEqualTo(multiplying);
    assertThat(count(roofline, "<path class=")).isEqualTo(4);
    assertThat(roofline).doesNotContain("NaN", "Infinity");
    String streams = document.substring(document.indexOf("id=\"streams\""));
    assertThat(count(streams.substring(0, streams.indexOf("</table>")), "<td class=\"name\">"))
        .isEqualTo(report.at("/streams").size());
    assertThat(document).contains("Blocks of 288 Kbit", "DSP slices");
  }

  /** The page of a quantization: a row for each layer and tensor, and pictures of their numbers. */
  @Test
  void showsAQuantization() throws IOException {
    String name = "<script>console.error(1)</script>\"><img src=x onerror=console.error(2)>";
    Path model =
        Examples.write(
            directory.resolve("float.onnx"),
            """
            opset 13
            input x float[1,4,9,7]
            const w float[8,4,1,1] 0.25,-0.125,9.5,-0.0625,0.03,0.5,-0.7
            const v float[3,8,1,1] 0.25,-0.125,0.5,-0.0625,0.03,-0.3,0.2
            node Conv x,w -> a name=%s
            node Relu a -> r
            node Conv r,v -> y name=last
            output y
            """
                .formatted(OnnxText.quote(name)));
    Path page = directory.resolve("q.html");
    Path json = directory.resolve("q.json");
    CommandLine.run(
            "quantize",
            model.toString(),
            "--random",
            "--flash",
            "84",
            "--ram",
            "64K",
            "--out",
            directory.resolve("q.onnx").toString(),
            "--report",
            page.toString(),
            "--json",
            json.toString())
        .requireSuccess();
    assertThat(Files.readString(page)).contains("default-src 'none'").doesNotContain("<script");
    String document = open(page);
    var report = new ObjectMapper().readTree(json.toFile());
    int tensors = report.get("tensors").size();
    assertThat(report.get("layers").size()).isEqualTo(2);
    assertThat(report.get("tried").size()).isGreaterThan(2);
    assertThat(report.at("/mixed/bytes").asLong()).isLessThanOrEqualTo(84);
    assertThat(count(document, "<svg class=\"spread\"")).isEqualTo(tensors).isEqualTo(3);
    assertThat(count(document, "class=\"bar p[02]\"")).isEqualTo(2);
    assertThat(document)
        .contains("Which layers hurt", "Bits of weights", "Bits of activations", ">taken<")
        .doesNotContain("<img", "<script>console");
  }
}
