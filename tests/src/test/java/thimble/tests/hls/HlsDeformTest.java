package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.Compiler;
import thimble.frontend.zoo.Zoo;
import thimble.ir.Graph;
import thimble.ir.text.GraphParser;
import thimble.planner.dataflow.Clock;
import thimble.planner.dataflow.Depths;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.DesignBuilder;
import thimble.planner.dataflow.Folder;
import thimble.targets.Boards;
import thimble.targets.hls.Folding;
import thimble.targets.hls.Stage;

/**
 * Deformable convolution in hardware, offsets bounded to [-N, N] for every N up to 15, every
 * variant, images lower and narrower than what offsets reach: the integer reference's bytes.
 */
class HlsDeformTest {
  private static final int MOST_BOUND = 15;
  private static final int ROUNDS = 2;
  private static final long INTERVAL = 50_000;

  @TempDir Path directory;

  /** A convolution of random shape, and whether the network computes its offsets itself. */
  private record Form(
      int height,
      int width,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int dilation,
      int pad,
      int groups,
      int filters,
      int offsetGroups,
      boolean square,
      boolean rounded,
      boolean masked,
      boolean ownOffsets,
      boolean fourBits,
      double low,
      double high) {
    static Form random(SplittableRandom random, int bound) {
      int channels = 2 * random.nextInt(1, 4);
      int groups = List.of(1, 2, channels).get(random.nextInt(3));
      boolean depthwise = groups == channels;
      return new Form(
          random.nextInt(1, 13),
          random.nextInt(1, 13),
          channels,
          random.nextInt(1, 4),
          random.nextInt(1, 4),
          random.nextInt(1, 3),
          random.nextInt(1, 3),
          random.nextInt(0, 3),
          groups,
          depthwise ? channels : 2 * random.nextInt(1, 3),
          random.nextInt(2) + 1,
          random.nextBoolean(),
          random.nextBoolean(),
          random.nextInt(4) == 0,
          random.nextBoolean(),
          random.nextBoolean(),
          random.nextInt(3) == 0 ? -bound + 0.5 : -bound,
          random.nextInt(3) == 0 ? bound / 2.0 : bound);
    }

    int outHeight() {
      return extent(height, kernelHeight);
    }

    int outWidth() {
      return extent(width, kernelWidth);
    }

    private int extent(int size, int kernel) {
      return (size + 2 * pad - (kernel - 1) * dilation - 1) / stride + 1;
    }

    boolean isPossible() {
      return size(height, kernelHeight) && size(width, kernelWidth) && low <= high;
    }

    private boolean size(int size, int kernel) {
      return size + 2 * pad > (kernel - 1) * dilation;
    }

    /** With offsets of twice the bound: beyond, at and between the limits. */
    String text(SplittableRandom random, int bound) {
      int taps = kernelHeight * kernelWidth;
      int depth = offsetGroups * (square ? 1 : 2 * taps);
      String x = "1x" + height + "x" + width + "x" + channels;
      String o = "1x" + outHeight() + "x" + outWidth() + "x" + depth;
      String m = "1x" + outHeight() + "x" + outWidth() + "x" + offsetGroups * taps;
      String y = "1x" + outHeight() + "x" + outWidth() + "x" + filters;
      String offsets = "s8[" + o + "] q(" + (bound == 0 ? 0.25 : bound / 64.0) + ", 3)";
      int limit = fourBits ? 7 : 127;
      int count = filters * taps * (channels / groups);
      StringBuilder text = new StringBuilder("graph deform {\n");
      text.append("input %x : s8[" + x + "] q(0.05, -9) = \"x\" [" + x + "]\n");
      if (!ownOffsets) {
        text.append("input %o : " + offsets + " = \"o\" [" + o + "]\n");
      }
      if (masked) {
        text.append("input %m : s8[" + m + "] q(0.01, -100) = \"m\" [" + m + "]\n");
      }
      text.append("const %w : " + (fourBits ? "s4" : "s8") + "[" + filters + "x" + kernelHeight);
      text.append("x" + kernelWidth + "x" + channels / groups + "] q(0.02, 0) = ");
      text.append(numbers(random, count, limit) + "\n");
      text.append("const %b : s32[" + filters + "] = " + numbers(random, filters, 900) + "\n");
      String window =
          "window={kernelHeight=%d, kernelWidth=%d, strideY=%d, strideX=%d, dilationY=%d,"
              + " dilationX=%d, padTop=%d, padLeft=%d, padBottom=%d, padRight=%d}";
      String own =
          String.format(
              window,
              kernelHeight,
              kernelWidth,
              stride,
              stride,
              dilation,
              dilation,
              pad,
              pad,
              pad,
              pad);
      if (ownOffsets) {
        int offsetCount = depth * taps * channels;
        text.append("const %ow : s8[" + depth + "x" + kernelHeight + "x" + kernelWidth + "x");
        text.append(channels + "] q(0.02, 0) = " + numbers(random, offsetCount, 127) + "\n");
        text.append("const %ob : s32[" + depth + "] = " + numbers(random, depth, 900) + "\n");
        text.append("%o : " + offsets + " = conv2d(" + own);
        text.append(", groups=1, activation={low=-inf, high=inf}) %x, %ow, %ob\n");
      }
      text.append("%y : s8[" + y + "] q(0.2, 5) = deform_conv2d(" + own + ", groups=" + groups);
      text.append(", offsetGroups=" + offsetGroups + ", masked=" + masked + ", square=" + square);
      text.append(", bounds={low=" + low + ", high=" + high + "}, rounded=" + rounded);
      text.append(", activation={low=-inf, high=inf}) %x, %w, %b, %o" + (masked ? ", %m" : ""));
      return text.append("\noutput %y = \"y\" [" + y + "]\n}\n").toString();
    }

    private static String numbers(SplittableRandom random, int count, int limit) {
      return IntStream.range(0, count)
          .mapToObj(i -> Integer.toString(random.nextInt(-limit, limit + 1)))
          .collect(Collectors.joining(", ", "[", "]"));
    }
  }

  @Test
  void everyBoundGivesTheReferencesBytes() {
    List<Design> designs = new ArrayList<>();
    for (int bound = 0; bound <= MOST_BOUND; bound++) {
      for (int round = 0; round < ROUNDS; round++) {
        SplittableRandom random = new SplittableRandom(100L * bound + round);
        Form form = Form.random(random, bound);
        while (!form.isPossible()) {
          form = Form.random(random, bound);
        }
        Graph graph = GraphParser.parse(form.text(random, bound));
        Graph named = graph.withName("deform" + bound + "_" + round);
        designs.add(HlsDesigns.folded(named, DesignBuilder.stages(named), random));
      }
    }
    HlsDesigns.agree(designs, directory);
  }

  /**
   * CoDeNet with weights of 4 bits, folded for an interval: branches, shuffles, three deformable
   * convolutions of all channels, three outputs.
   */
  @Test
  void coDeNetGivesTheReferencesBytes() throws IOException {
    Path file = directory.resolve("codenet.onnx");
    Zoo.write("codenet-0.5-32", Zoo.Form.INT4, 1, file);
    Graph graph = Compiler.graph(Compiler.Request.of(file, Boards.host()));
    Map<Integer, Stage> stages = DesignBuilder.stages(graph);
    Design design =
        Depths.minimal(
            DesignBuilder.build(graph, stages, Folder.within(graph, stages, INTERVAL)),
            stage -> {});
    Clock.Cycles cycles = Clock.run(design);
    assertThat(cycles.finished()).isTrue();
    long formula =
        design.processes().stream().mapToLong(it -> it.unit().estimate()).max().orElseThrow();
    assertThat((double) formula).isCloseTo(cycles.interval(), Percentage.withPercentage(1));
    HlsDesigns.agree(List.of(design), directory);
  }

  /** One image and one convolution, 16 rows waiting, in all of its foldings. */
  @Test
  void everyFoldingGivesTheReferencesBytes() {
    SplittableRandom random = new SplittableRandom(7);
    List<Design> designs = new ArrayList<>();
    for (boolean depthwise : new boolean[] {false, true}) {
      Form form =
          new Form(
              24,
              5,
              4,
              3,
              3,
              1,
              1,
              1,
              depthwise ? 4 : 1,
              4,
              1,
              depthwise,
              depthwise,
              false,
              true,
              true,
              -6,
              6);
      Graph graph = GraphParser.parse(form.text(random, 6));
      Map<Integer, Stage> stages = DesignBuilder.stages(graph);
      for (Folding folding : stages.get(1).foldings()) {
        Map<Integer, Folding> chosen = new LinkedHashMap<>();
        chosen.put(0, stages.get(0).foldings().get(0));
        chosen.put(1, folding);
        Graph named = graph.withName("folded" + designs.size());
        designs.add(Depths.minimal(DesignBuilder.build(named, stages, chosen), stage -> {}));
      }
    }
    assertThat(designs).hasSizeGreaterThan(9);
    HlsDesigns.agree(designs, directory);
  }
}
