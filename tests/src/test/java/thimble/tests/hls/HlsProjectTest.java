package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
import thimble.tests.support.OnnxText;
import thimble.tests.support.Shared;

/** The emitted project: its test bench notices damage, its code is what synthesis takes. */
class HlsProjectTest {
  @TempDir static Path directory;
  private static SourceTree project;
  private static SourceTree inMemory;

  /** Units that keyword spotting has no use for. */
  private static final String OTHERS =
      """
      opset 13
      graph others
      input x float[2,2,5,4]
      const s float[] 0.05
      const z int8[] 3
      const u float[] 0.00390625
      const v int8[] -128
      const w int8[2,2,3,3] 3,-7,2,50,-1,0,7
      const ws float[] 0.02
      const wz int8[] 0
      const scales float[4] 1,1,1.6,1.75
      node QuantizeLinear x,s,z -> xq
      node DequantizeLinear xq,s,z -> xd
      node DequantizeLinear w,ws,wz -> wd
      node Conv xd,wd -> c pads=[1,1,1,1]
      node QuantizeLinear c,s,z -> cq
      node DequantizeLinear cq,s,z -> cd
      node Resize cd,-,scales -> r mode=linear
      node QuantizeLinear r,s,z -> rq
      node DequantizeLinear rq,s,z -> rd
      node Transpose rd -> t perm=[0,1,3,2]
      node MatMul rd,t -> m
      node QuantizeLinear m,s,z -> mq
      node DequantizeLinear mq,s,z -> md
      node Softmax md -> p axis=3
      node QuantizeLinear p,u,v -> pq
      output pq
      """;

  private static SourceTree others;

  @BeforeAll
  static void compile() throws IOException {
    project = compiled(Ports.STREAM);
    inMemory = compiled(Ports.MEMORY);
    Path file = directory.resolve("others.onnx");
    Files.write(file, OnnxText.model(OTHERS));
    others = compiled(file, Ports.MEMORY, 20);
  }

  /** Batches, blends and products of matrices, in memory: one number off is noticed. */
  @Test
  void otherUnitsNoticeDamageToo() throws IOException {
    assertThat(bench("others", others)).contains("passed");
    assertThat(
            bench(
                "weights",
                EmittedBench.damaged(others, "_tables.hpp", "weigh_weights.*?\\b([0-9]{3,})")))
        .contains("FAILED");
    assertThat(
            bench("zero", EmittedBench.damaged(others, "_stages.hpp", "int b_zero = (-?[0-9]+)")))
        .contains("FAILED");
    assertThat(
            bench(
                "out_zero",
                EmittedBench.damaged(others, "_stages.hpp", "int out_zero = ([1-9][0-9]*)")))
        .contains("FAILED");
    assertThat(
            bench(
                "exponential",
                EmittedBench.damaged(others, "_tables.hpp", "exponential.*?\\b([0-9]{8})\\b")))
        .contains("FAILED");
  }

  private static SourceTree compiled(Ports ports) {
    return compiled(Shared.models().resolve("kws").resolve("model_qdq.onnx"), ports, 60);
  }

  private static SourceTree compiled(Path file, Ports ports, int multipliers) {
    Compiler.Request request = Compiler.Request.of(file, Boards.host());
    Graph graph = Compiler.graph(request);
    HlsCompiler.Goal goal =
        new HlsCompiler.Goal(
            OptionalDouble.empty(),
            OptionalInt.of(multipliers),
            HlsCompiler.Streams.MINIMAL,
            ports);
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
    assertThat(HlsLint.matches("m_axi port=([a-z_]+) bundle=gmem_[0-9]+ offset=slave", top))
        .containsExactly("input_bytes", "output_bytes");
    assertThat(HlsLint.matches("(bundle=gmem_[0-9]+)", top)).doesNotHaveDuplicates();
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
    for (SourceTree tree : List.of(project, inMemory, others, HlsDeformBenchTest.project())) {
      HlsLint.requireSynthesizable(tree);
      HlsLint.requireCanonical(tree);
    }
  }
}
