package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.Compiler;
import thimble.codegen.SourceTree;
import thimble.codegen.hls.HlsCompiler;
import thimble.ir.Graph;
import thimble.sim.hls.CSimulation;
import thimble.sim.run.Tool;
import thimble.targets.Boards;
import thimble.targets.Fpgas;
import thimble.tests.support.Shared;

/** The emitted project: its test bench notices damage, its code is what synthesis takes. */
class HlsProjectTest {
  private static final Set<String> PRAGMAS =
      Set.of(
          "INTERFACE",
          "DATAFLOW",
          "STREAM",
          "PIPELINE",
          "UNROLL",
          "INLINE",
          "ARRAY_PARTITION",
          "BIND_OP",
          "BIND_STORAGE",
          "DEPENDENCE");

  @TempDir static Path directory;
  private static SourceTree project;

  @BeforeAll
  static void compile() {
    Path file = Shared.models().resolve("kws").resolve("model_qdq.onnx");
    Compiler.Request request = Compiler.Request.of(file, Boards.host());
    Graph graph = Compiler.graph(request);
    HlsCompiler.Goal goal =
        new HlsCompiler.Goal(
            OptionalDouble.empty(), OptionalInt.of(60), HlsCompiler.Streams.MINIMAL);
    HlsCompiler.Hardware hardware =
        HlsCompiler.design(graph, Fpgas.find("zedboard").orElseThrow(), goal, request);
    project = HlsCompiler.emit(hardware, request);
  }

  @Test
  void theTestBenchPassesAndNoticesDamage() throws IOException {
    assertThat(bench("sound", project)).contains("passed");
    assertThat(bench("weight", damaged("_tables.hpp", "conv2d_4_dot_weights.*?0x([0-9a-f]+)")))
        .contains("FAILED");
    assertThat(bench("padding", damaged("_stages.hpp", "int padding = (-?[0-9]+)")))
        .contains("FAILED");
    assertThat(bench("rounding", damaged("_tables.hpp", "rescale_offset.*?\\b([0-9]{4,})LL")))
        .contains("FAILED");
  }

  /** The project with one number changed by one. */
  private static SourceTree damaged(String suffix, String number) {
    String path =
        project.files().keySet().stream().filter(p -> p.endsWith(suffix)).findFirst().orElseThrow();
    String text = project.text(path);
    Matcher matcher = Pattern.compile(number, Pattern.DOTALL).matcher(text);
    assertThat(matcher.find()).isTrue();
    boolean hexadecimal = text.startsWith("0x", matcher.start(1) - 2);
    long value = Long.parseLong(matcher.group(1), hexadecimal ? 16 : 10) ^ 1;
    String changed = hexadecimal ? Long.toHexString(value) : Long.toString(value);
    return project.with(
        path, text.substring(0, matcher.start(1)) + changed + text.substring(matcher.end(1)));
  }

  private static String bench(String name, SourceTree tree) throws IOException {
    Path at = Files.createDirectory(directory.resolve(name));
    tree.writeTo(at);
    Path headers = Files.createDirectory(at.resolve("include"));
    for (String header : List.of("ap_int.h", "ap_axi_sdata.h", "hls_stream.h")) {
      try (InputStream in = CSimulation.class.getResourceAsStream(header)) {
        Files.write(headers.resolve(header), in.readAllBytes());
      }
    }
    return Tool.run(at, Duration.ofMinutes(5), List.of("make", "test", "INCLUDE=include")).text();
  }

  @Test
  void kernelsAreWhatSynthesisTakes() {
    Map<String, String> sources = new TreeMap<>();
    for (String path : project.files().keySet()) {
      if (path.startsWith("src/")) {
        sources.put(path, code(project.text(path)));
      }
    }
    sources.forEach(
        (path, text) -> {
          assertThat(text)
              .as(path)
              .doesNotContainPattern("\\b(new|delete|malloc|free|virtual|throw|goto|while)\\b")
              .doesNotContainPattern("\\b(float|double|std::|printf|time|rand)\\b");
          for (String line : text.lines().filter(l -> l.startsWith("#pragma")).toList()) {
            assertThat(line.split(" ")[1]).as(path).isEqualTo("HLS");
            assertThat(PRAGMAS).as(path + ": " + line).contains(line.split(" ")[2]);
          }
          // Every loop counts to a constant.
          assertThat(matches("\\b(for) ?\\(", text)).as(path).hasSameSizeAs(loops(text));
          assertThat(loops(text))
              .as(path)
              .allMatch(bound -> bound.matches("[A-Z:_a-z0-9 *+/()-]+"));
        });
  }

  @Test
  void theTopIsACanonicalDataflowRegion() {
    String top =
        project.text(
            project.files().keySet().stream()
                .filter(path -> path.matches("src/[^/]*\\.cpp"))
                .findFirst()
                .orElseThrow());
    List<String> streams = matches("hls::stream<ap_uint<[0-9]+> > ([a-z0-9_]+)\\(", top);
    assertThat(streams).isNotEmpty();
    for (String stream : streams) {
      assertThat(top).containsPattern("variable=" + stream + " depth=[0-9]+");
      assertThat(matches("[(, ](" + stream + ")[,)]", top)).as(stream).hasSize(2);
    }
    String body = top.substring(top.indexOf("DATAFLOW"));
    assertThat(body).doesNotContainPattern("\\b(if|for|while|return)\\b");
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  /** The limits of all loops. */
  private static List<String> loops(String text) {
    return matches(
        "for \\(int [a-z_]+ = [^;]+; [a-z_]+ (?:<|>=) ([^;]*?); [a-z_]+(?:\\+\\+|--| \\+= [A-Za-z:_]+)\\)",
        text);
  }

  private static String code(String text) {
    return text.replaceAll("//[^\\n]*", "");
  }
}
