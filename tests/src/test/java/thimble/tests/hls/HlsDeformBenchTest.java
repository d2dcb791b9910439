package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.Compiler;
import thimble.codegen.SourceTree;
import thimble.codegen.hls.HlsCompiler;
import thimble.ir.Graph;
import thimble.ir.text.GraphParser;
import thimble.targets.Boards;
import thimble.targets.Fpgas;
import thimble.targets.hls.Ports;

/** The test bench of a deformable convolution notices damage. */
class HlsDeformBenchTest {
  /** Offsets of a pixel come from the image itself; 7 rows of 9 wait for what they may ask for. */
  private static final String NETWORK =
      """
      graph deformable {
        input %x : s8[1x9x5x2] q(0.05, -9) = "x" [1x9x5x2]
        const %ow : s8[18x1x1x2] q(0.02, 0) = [31, -80, 77, 12, -100, 54, 3, 90, -41, 66, 25, -37, 81, -9, 59, -63, 14, 44, -92, 7, 38, -55, 100, -21, 70, 16, -48, 85, -33, 61, 9, -77, 52, -68, 29, 94]
        const %ob : s32[18] = [100, -200, 300, 0, 50, -60, 70, 800, -900, 10, 20, -30, 40, -50, 60, -70, 80, 90]
        %o : s8[1x9x5x18] q(0.03125, 4) = conv2d(window={kernelHeight=1, kernelWidth=1, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}, groups=1, activation={low=-inf, high=inf}) %x, %ow, %ob
        const %w : s4[2x3x3x1] q(0.1, 0) = [1, -2, 3, -4, 5, -6, 7, -7, 6, -5, 4, -3, 2, -1, 1, 2, 3, 4]
        const %b : s32[2] = [27, -28]
        %y : s8[1x9x5x2] q(0.02, 5) = deform_conv2d(window={kernelHeight=3, kernelWidth=3, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=1, padLeft=1, padBottom=1, padRight=1}, groups=2, offsetGroups=1, masked=false, square=false, bounds={low=-2.0, high=2.0}, rounded=false, activation={low=-inf, high=inf}) %x, %w, %b, %o
        output %y = "y" [1x9x5x2]
      }
      """;

  @TempDir private Path directory;

  @Test
  void oneChangedNumberFailsTheBench() throws IOException {
    SourceTree project = project();
    assertThat(EmittedBench.run(directory.resolve("sound"), project)).contains("passed");
    refuses(project, "weight", "_tables.hpp", "deform_conv2d_1_depthwise_weights.*?([0-9]+), ");
    refuses(project, "offset", "_tables.hpp", "deform_conv2d_1_deform_cells.*?([0-9]+), ");
    refuses(project, "padding", "_stages.hpp", "deform_constants.*?int padding = -?([0-9]+)");
    refuses(project, "rescaling", "_tables.hpp", "deform_conv2d_1_rescale_offset.*?([0-9]+)LL");
    refuses(project, "rounding", "units/deform.hpp", "sum \\+ \\(1LL << ([0-9]+)\\)\\) >> 16");
  }

  /**
   * Banks have rows in pairs: one row less in each, and what waits is overwritten or never comes.
   */
  @Test
  void aLineBufferOneRowShortFailsTheBench() throws IOException {
    SourceTree project = project();
    String path =
        project.files().keySet().stream()
            .filter(p -> p.endsWith("_stages.hpp"))
            .findFirst()
            .orElseThrow();
    String text = project.text(path);
    int at = text.indexOf("int rows = 8", text.indexOf("deform_constants"));
    assertThat(at).isPositive();
    String shorter = text.substring(0, at) + "int rows = 6" + text.substring(at + 12);
    assertThat(EmittedBench.run(directory.resolve("short"), project.with(path, shorter)))
        .contains("a word is read that nobody wrote")
        .doesNotContain("passed");
  }

  private void refuses(SourceTree project, String name, String suffix, String number)
      throws IOException {
    SourceTree damaged = EmittedBench.damaged(project, suffix, number);
    assertThat(EmittedBench.run(directory.resolve(name), damaged)).as(name).contains("FAILED");
  }

  /** Its emitted project. */
  static SourceTree project() {
    Graph graph = GraphParser.parse(NETWORK);
    Compiler.Request request = Compiler.Request.of(Path.of("deformable"), Boards.host());
    HlsCompiler.Goal goal =
        new HlsCompiler.Goal(
            OptionalDouble.empty(), OptionalInt.of(20), HlsCompiler.Streams.MINIMAL, Ports.STREAM);
    return HlsCompiler.emit(
        HlsCompiler.design(graph, Fpgas.find("zedboard").orElseThrow(), goal, request), request);
  }
}
