package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.Compiler;
import thimble.codegen.SourceTree;
import thimble.codegen.hls.HlsCompiler;
import thimble.ir.Graph;
import thimble.sim.run.Tool;
import thimble.targets.Boards;
import thimble.targets.Fpgas;
import thimble.targets.hls.Ports;
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
          "ARRAY_RESHAPE",
          "BIND_OP",
          "BIND_STORAGE",
          "DEPENDENCE");

  @TempDir static Path directory;
  private static SourceTree project;
  private static SourceTree inMemory;

  @BeforeAll
  static void compile() {
    project = compiled(Ports.STREAM);
    inMemory = compiled(Ports.MEMORY);
  }

  private static SourceTree compiled(Ports ports) {
    Path file = Shared.models().resolve("kws").resolve("model_qdq.onnx");
    Compiler.Request request = Compiler.Request.of(file, Boards.host());
    Graph graph = Compiler.graph(request);
    HlsCompiler.Goal goal =
        new HlsCompiler.Goal(
            OptionalDouble.empty(), OptionalInt.of(60), HlsCompiler.Streams.MINIMAL, ports);
    HlsCompiler.Hardware hardware =
        HlsCompiler.design(graph, Fpgas.find("zedboard").orElseThrow(), goal, request);
    return HlsCompiler.emit(hardware, request);
  }

  /** The same test bench where tensors lie in memory, 490 bytes of which fill no whole word. */
  @Test
  void designsReadAndWriteMemoryThemselves() throws IOException {
    assertThat(bench("memory", inMemory)).contains("passed");
    SourceTree shifted = EmittedBench.damaged(inMemory, "_stages.hpp", "int words = (122|123)");
    assertThat(bench("memory_words", shifted)).doesNotContain("passed");
    String top = top(inMemory);
    assertThat(matches("m_axi port=([a-z_]+) bundle=gmem_[0-9]+ offset=slave", top))
        .containsExactly("input_bytes", "output_bytes");
    assertThat(matches("(bundle=gmem_[0-9]+)", top)).doesNotHaveDuplicates();
    assertThat(top).contains("s_axilite port=input_bytes", "s_axilite port=return");
    assertThat(top).doesNotContain("axis port");
  }

  @Test
  void driversCompileAndKnowTheRegisters() throws IOException {
    for (SourceTree tree : List.of(project, inMemory)) {
      Path at = Files.createTempDirectory(directory, "driver");
      tree.writeTo(at);
      String net =
          tree.files().keySet().stream()
              .filter(f -> f.endsWith("_driver.c"))
              .findFirst()
              .orElseThrow();
      Tool.Outcome c =
          Tool.run(
              at,
              Duration.ofMinutes(1),
              List.of(
                  "gcc",
                  "-std=c11",
                  "-Wall",
                  "-Wextra",
                  "-Wpedantic",
                  "-Wconversion",
                  "-Wshadow",
                  "-Werror",
                  "-c",
                  net,
                  "-o",
                  "driver.o"));
      assertThat(c.status()).as(c.text()).isZero();
    }
    String python = text(inMemory, "driver/[a-z_]+\\.py");
    assertThat(python).contains("REGISTERS = {\"input_bytes\": 16, \"output_bytes\": 28}");
    assertThat(text(inMemory, "driver/.*_driver\\.c"))
        .contains("INPUT_BYTES_ADDRESS = 16 / 4", "OUTPUT_BYTES_ADDRESS = 28 / 4");
  }

  private static String text(SourceTree tree, String path) {
    return tree.text(
        tree.files().keySet().stream().filter(p -> p.matches(path)).findFirst().orElseThrow());
  }

  private static String top(SourceTree tree) {
    return text(tree, "src/[^/]*\\.cpp");
  }

  @Test
  void theTestBenchPassesAndNoticesDamage() throws IOException {
    assertThat(bench("sound", project)).contains("passed");
    assertThat(
            bench(
                "weight",
                EmittedBench.damaged(
                    project, "_tables.hpp", "conv2d_4_dot_weights.*?0x([0-9a-f]+)")))
        .contains("FAILED");
    assertThat(
            bench(
                "padding",
                EmittedBench.damaged(project, "_stages.hpp", "int padding = (-?[0-9]+)")))
        .contains("FAILED");
    assertThat(
            bench(
                "rounding",
                EmittedBench.damaged(project, "_tables.hpp", "rescale_offset.*?\\b([0-9]{4,})LL")))
        .contains("FAILED");
  }

  private static String bench(String name, SourceTree tree) throws IOException {
    return EmittedBench.run(directory.resolve(name), tree);
  }

  @Test
  void kernelsAreWhatSynthesisTakes() {
    Map<String, String> sources = new TreeMap<>();
    for (SourceTree tree : List.of(project, inMemory, HlsDeformBenchTest.project())) {
      for (String path : tree.files().keySet()) {
        if (path.startsWith("src/")) {
          sources.put((tree == project ? "stream " : "memory ") + path, code(tree.text(path)));
        }
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
    for (SourceTree tree : List.of(project, inMemory)) {
      requireCanonical(top(tree));
    }
  }

  private static void requireCanonical(String top) {
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
