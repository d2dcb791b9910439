package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.Compiler;
import thimble.ir.Graph;
import thimble.ir.text.GraphParser;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.DesignBuilder;
import thimble.targets.Boards;
import thimble.tests.support.OnnxText;

/** Weights of 2 to 8 bits and activations of 4 to 8, in designs as narrow as they are. */
class HlsWidthsTest {
  private static final int CHANNELS = 6;
  private static final int TAPS = 9;

  @TempDir Path directory;

  /** A clip to so many bits, a convolution of such weights, a pool, a depthwise convolution. */
  private static Graph graph(int weightBits, int bits) {
    SplittableRandom random = new SplittableRandom(weightBits * 16 + bits);
    int low = -(1 << bits - 1);
    String clamp = "{low=%d.0, high=%d.0}".formatted(low, ~low);
    return GraphParser.parse(
        """
        graph w%1$da%2$d {
          input %%x : s8[1x5x6x4] q(1.0, 0) = "x" [1x5x6x4]
          const %%w : s8[6x3x3x4] q(0.02, 0) = [%4$s]
          const %%b : s32[6] = [27, 28, -5, 0, 100, -90]
          const %%v : s8[3x3x6] q(0.05, 0) = [%5$s]
          %%c : s8[1x5x6x4] q(1.0, 0) = clip(range=%3$s) %%x
          %%p : s8[1x5x6x6] q(1.0, 0) = conv2d(window={kernelHeight=3, kernelWidth=3, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=1, padLeft=1, padBottom=1, padRight=1}, groups=1, activation=%3$s) %%c, %%w, %%b
          %%m : s8[1x4x5x6] q(1.0, 0) = max_pool2d(window={kernelHeight=2, kernelWidth=2, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}) %%p
          %%d : s8[1x4x5x6] q(1.0, 0) = depthwise_conv2d(window={kernelHeight=3, kernelWidth=3, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=1, padLeft=1, padBottom=1, padRight=1}, multiplier=1, activation=%3$s) %%m, %%v, %%b
          %%t : s8[1x4x5x12] q(1.0, 0) = concat(axis=3) %%d, %%m
          output %%t = "t" [1x4x5x12]
        }
        """
            .formatted(
                weightBits,
                bits,
                clamp,
                numbers(random, CHANNELS * TAPS * 4, weightBits),
                numbers(random, TAPS * CHANNELS, weightBits)));
  }

  private static String numbers(SplittableRandom random, int count, int bits) {
    int low = -(1 << bits - 1);
    return IntStream.range(0, count)
        .mapToObj(i -> "" + (i == 0 ? low : random.nextInt(low, -low)))
        .collect(Collectors.joining(", "));
  }

  private static Design folded(Graph graph, long seed) {
    return HlsDesigns.folded(graph, DesignBuilder.stages(graph), new SplittableRandom(seed));
  }

  @Test
  void narrowWeightsAndActivationsGiveTheReferencesBytes() {
    List<Design> designs = new ArrayList<>();
    for (int weightBits = 2; weightBits <= 8; weightBits++) {
      int bits = 4 + weightBits % 5;
      Design design = folded(graph(weightBits, bits), weightBits);
      designs.add(design);
      List<Integer> widths =
          design.processes().stream()
              .filter(process -> process.node() > 0)
              .filter(process -> process.unit().template().matches("window|taps|concat_2"))
              .map(process -> process.unit().inputs().get(0).bits())
              .toList();
      assertThat(widths).as("%d bits", bits).hasSizeGreaterThanOrEqualTo(4).containsOnly(bits);
    }
    HlsDesigns.agree(designs, directory);
  }

  /** Three ways in which files say that activations have 4 bits. */
  @Test
  void modelsWithActivationsOfFourBitsStreamFourBits() throws IOException {
    List<Design> designs = new ArrayList<>();
    for (String form : List.of("int4", "uint4", "int8")) {
      boolean clipped = form.equals("int8");
      String text =
          """
          opset 21
          graph acts_%1$s
          input x float[1,2,5,4]
          const s float[] 0.25
          const z %1$s[] %2$d
          const lo int8[] -8
          const hi int8[] 7
          const w int8[3,2,3,3] 3,-7,2,5,-1,0,7
          const ws float[] 0.05
          const wz int8[] 0
          node QuantizeLinear x,s,z -> xq
          %3$s
          node DequantizeLinear %4$s,s,z -> xd
          node DequantizeLinear w,ws,wz -> wd
          node Conv xd,wd -> c pads=[1,1,1,1]
          node QuantizeLinear c,s,z -> cq
          %5$s
          node DequantizeLinear %6$s,s,z -> y
          output y
          """
              .formatted(
                  form,
                  form.equals("uint4") ? 8 : 0,
                  clipped ? "node Clip xq,lo,hi -> xc" : "",
                  clipped ? "xc" : "xq",
                  clipped ? "node Clip cq,lo,hi -> cc" : "",
                  clipped ? "cc" : "cq");
      Path file = Files.write(directory.resolve("acts_" + form + ".onnx"), OnnxText.model(text));
      Graph graph = Compiler.graph(Compiler.Request.of(file, Boards.host()));
      Design design = folded(graph, 1);
      int bits = form.equals("uint4") ? 5 : 4;
      assertThat(design.processes())
          .filteredOn(process -> process.unit().template().matches("window|taps"))
          .allSatisfy(process -> assertThat(process.unit().inputs().get(0).bits()).isEqualTo(bits))
          .isNotEmpty();
      designs.add(design);
    }
    HlsDesigns.agree(designs, directory);
  }
}
