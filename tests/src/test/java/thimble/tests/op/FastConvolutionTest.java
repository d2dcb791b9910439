package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.FixedPoint;
import thimble.ir.op.Op;
import thimble.ir.op.Window2d;
import thimble.ir.run.Evaluator;
import thimble.targets.Boards;
import thimble.targets.Kernel;
import thimble.targets.KernelLibraries;

/**
 * Convolutions of the libraries of fast kernels against the reference kernel, bit for bit: as C on
 * the host, where instructions are emulated, and in the emulator, where they are themselves. Many
 * convolutions make one program.
 */
class FastConvolutionTest {
  private static final float INPUT_SCALE = 0.5f;

  @TempDir private static Path directory;

  /** What the next layers' weights are. */
  private ElementType weights = ElementType.S8;

  private final List<Port> inputs = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  /** Each seed another thirty shapes. */
  @ParameterizedTest
  @CsvSource({
    "1, cortexm, S8",
    "2, cortexm, S8",
    "3, mve, S8",
    "4, cortexm, S4",
    "5, mve, S4",
    "6, plain, S8"
  })
  void randomConvolutionsOnTheHost(int seed, String library, ElementType element) {
    weights = element;
    for (int i = 0; i < 30; i++) {
      randomConvolution(new SplittableRandom(1000L * seed + i));
    }
    agreesWithReference("host", library);
  }

  @ParameterizedTest
  @CsvSource({
    "mps2-an386, cortexm, S8",
    "mps3-an547, mve, S8",
    "mps2-an386, cortexm, S4",
    "mps3-an547, mve, S4",
    "mps2-an385, plain, S8"
  })
  void randomConvolutionsInTheEmulator(String board, String library, ElementType element) {
    weights = element;
    for (int i = 0; i < 40; i++) {
      randomConvolution(new SplittableRandom(7000L + i));
    }
    agreesWithReference(board, library);
  }

  @ParameterizedTest
  @CsvSource({
    "host, cortexm, S8",
    "mps2-an386, cortexm, S8",
    "host, mve, S8",
    "mps3-an547, mve, S8",
    "host, cortexm, S4",
    "host, plain, S8",
    "mps2-an386, cortexm, S4",
    "mps3-an547, mve, S4",
    "mps2-an385, plain, S8"
  })
  void everyNumberOfChannelsIsExact(String board, String library, ElementType element) {
    weights = element;
    SplittableRandom random = new SplittableRandom(11);
    for (int channels = 1; channels <= 67; channels++) {
      int outputs = 68 - channels;
      int side = channels % 3 == 0 ? 3 : 1;
      Window2d window =
          new Window2d(side, side, 1, 1, 1, 1, side / 2, side / 2, side / 2, side / 2);
      int[] shape = {1, 2, 1 + channels % 5, channels};
      convolution(random, shape, outputs, window, Clamp.NONE, 0);
    }
    agreesWithReference(board, library);
  }

  /** Strips read some columns of a row: the others are left out by negative padding. */
  @ParameterizedTest
  @CsvSource({
    "host, cortexm",
    "mps2-an386, cortexm",
    "host, mve",
    "mps3-an547, mve",
    "host, plain",
    "mps2-an385, plain"
  })
  void columnsLeftOutAreExact(String board, String library) {
    SplittableRandom random = new SplittableRandom(21);
    for (int i = 0; i < 24; i++) {
      int side = 1 + i % 4;
      int stride = 1 + i / 4 % 2;
      Window2d window =
          new Window2d(
              side,
              side,
              stride,
              stride,
              1,
              1,
              random.nextInt(-2, side),
              random.nextInt(-5, side),
              random.nextInt(-2, side),
              random.nextInt(-5, side));
      int[] shape = {1, 8, random.nextInt(14, 20), 1 + 5 * i % 33};
      convolution(random, shape, 1 + 7 * i % 20, window, Clamp.NONE, 0);
    }
    agreesWithReference(board, library);
  }

  /**
   * The rescaling alone: weights are 0, so that accumulators are the biases, which lie at and
   * beside the ties of each channel's factor.
   */
  @ParameterizedTest
  @CsvSource({
    "host, cortexm",
    "mps2-an386, cortexm",
    "host, mve",
    "mps3-an547, mve",
    "host, plain",
    "mps2-an385, plain"
  })
  void rescalingIsExactAtTies(String board, String library) {
    SplittableRandom random = new SplittableRandom(5);
    rescaling(random, -31, -1);
    rescaling(random, -31, 7);
    agreesWithReference(board, library);
  }

  private void randomConvolution(SplittableRandom random) {
    int height = random.nextInt(1, 5);
    int width = random.nextInt(1, 5);
    Window2d window =
        new Window2d(
            height,
            width,
            random.nextInt(1, 4),
            random.nextInt(1, 4),
            random.nextInt(1, 3),
            random.nextInt(1, 3),
            random.nextInt(0, 3),
            random.nextInt(0, 3),
            random.nextInt(0, 3),
            random.nextInt(0, 3));
    if (random.nextInt(3) == 0) {
      window = Window2d.pointwise();
    }
    int[] channels = {1, 2, 3, 4, 5, 8, 12, 16, 31, 32, 64, 67};
    int[] shape = {
      1 + random.nextInt(2),
      random.nextInt(7, 10),
      random.nextInt(7, 12),
      channels[random.nextInt(channels.length)]
    };
    if (random.nextInt(8) == 0) {
      shape[3] = random.nextInt(250, 520);
    }
    int outputs = random.nextInt(3) == 0 ? random.nextInt(1, 8) : random.nextInt(8, 40);
    Clamp clamp = random.nextInt(3) == 0 ? new Clamp(-20, 31) : Clamp.NONE;
    convolution(random, shape, outputs, window, clamp, random.nextInt(3) == 0 ? 12 : 0);
  }

  /**
   * @param left how far beyond the useful range factors reach
   */
  private void convolution(
      SplittableRandom random, int[] shape, int outputs, Window2d window, Clamp clamp, int left) {
    int depth = window.kernelHeight() * window.kernelWidth() * shape[3];
    byte[] weight = new byte[outputs * depth];
    random.nextBytes(weight);
    int unit = weights == ElementType.S4 ? 16 : 1;
    Float[] scales = new Float[outputs];
    int[] bias = new int[outputs];
    for (int channel = 0; channel < outputs; channel++) {
      // Sums of random products are about 5000 sqrt(depth); outputs about 100.
      double useful = 0.02 * unit / Math.sqrt(depth) * random.nextDouble(0.5, 2);
      scales[channel] = (float) Math.scalb(useful, left == 0 ? 0 : random.nextInt(-left, left));
      bias[channel] = random.nextInt(-20_000, 20_000);
      switch (random.nextInt(12)) {
        case 0 -> Arrays.fill(weight, channel * depth, (channel + 1) * depth, (byte) -128);
        case 1 -> Arrays.fill(weight, channel * depth, (channel + 1) * depth, (byte) 0);
        case 2 -> bias[channel] = random.nextInt();
        default -> {}
      }
    }
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (byte) (weight[i] / unit);
    }
    int[] weightShape = {outputs, window.kernelHeight(), window.kernelWidth(), shape[3]};
    add(shape, random.nextInt(-128, 128), weight, weightShape, scales, bias, window, clamp, random);
  }

  private void rescaling(SplittableRandom random, int fromShift, int toShift) {
    int outputs = 2000;
    Float[] scales = new Float[outputs];
    int[] bias = new int[outputs];
    for (int channel = 0; channel < outputs; channel++) {
      int shift = fromShift + channel % (toShift - fromShift + 1);
      scales[channel] = (float) Math.scalb(random.nextDouble(0.5, 0.999), shift);
      if (channel % 4 == 0) {
        scales[channel] = Math.scalb(0.5f, shift);
      }
      double factor = (double) INPUT_SCALE * scales[channel] / INPUT_SCALE;
      double tie = (random.nextInt(-140, 140) + 0.5) / factor;
      long wanted = (long) Math.floor(tie) + random.nextInt(-1, 3);
      bias[channel] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, wanted));
      assertThat(FixedPoint.of(factor).shift()).isBetween(fromShift, toShift);
    }
    int[] weightShape = {outputs, 1, 1, 1};
    add(
        new int[] {1, 1, 3, 1},
        0,
        new byte[outputs],
        weightShape,
        scales,
        bias,
        Window2d.pointwise(),
        Clamp.NONE,
        random);
  }

  private void add(
      int[] shape,
      int zero,
      byte[] weight,
      int[] weightShape,
      Float[] scales,
      int[] bias,
      Window2d window,
      Clamp clamp,
      SplittableRandom random) {
    int i = nodes.size();
    TensorType x =
        TensorType.of(ElementType.S8, shape)
            .withQuantization(Quantization.perTensor(INPUT_SCALE, zero));
    TensorType w =
        TensorType.of(weights, weightShape)
            .withQuantization(
                new Quantization(
                    List.of(scales), java.util.Collections.nCopies(scales.length, 0), 0));
    Value source = new Value("x" + i, x);
    Value filter = new Value("w" + i, w);
    Value offset = new Value("b" + i, TensorType.of(ElementType.S32, bias.length));
    Op op = new Conv2d(window, 1, clamp);
    TensorType y =
        op.infer(List.of(x, w, offset.type()))
            .get(0)
            .withQuantization(Quantization.perTensor(INPUT_SCALE, random.nextInt(-128, 128)));
    Value result = new Value("y" + i, y);
    inputs.add(Port.plain(source, source.id()));
    constants.add(new Constant(filter, TensorData.wrap(weights, weight)));
    constants.add(new Constant(offset, TensorData.ints(bias)));
    nodes.add(
        new Node(op, List.of(source.id(), filter.id(), offset.id()), List.of(result), Origin.NONE));
  }

  private void agreesWithReference(String board, String library) {
    List<Port> outputs =
        nodes.stream().map(node -> Port.plain(node.output(), node.output().id())).toList();
    Graph graph = new Graph("convolutions", inputs, constants, nodes, outputs);
    assertThat(Verifier.verify(graph)).isEmpty();
    int least = library.equals("mve") ? 4 : library.equals("plain") ? 1 : 2;
    nodes.stream()
        .filter(node -> node.output().type().extent(-1) >= least && depth(graph, node) < 2000)
        .forEach(node -> assertThat(kernel(library, graph, node).library()).isEqualTo(library));
    List<List<TensorData>> runs = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      runs.add(data(run));
    }
    List<List<TensorData>> actual = ProgramRunner.on(board, library, directory).run(graph, runs);
    for (int run = 0; run < runs.size(); run++) {
      List<TensorData> expected = Evaluator.outputs(graph, runs.get(run));
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(run).get(i).byteArray())
            .as("run %d of %s %s", run, nodes.get(i).op(), inputs.get(i).value().type())
            .isEqualTo(expected.get(i).byteArray());
      }
    }
  }

  private static int depth(Graph graph, Node node) {
    return graph.index().signature(node).input(1).product(1, 4);
  }

  private static Kernel kernel(String library, Graph graph, Node node) {
    var index = graph.index();
    return KernelLibraries.named(library, Boards.find("host").core())
        .choose(
            node.op(),
            index.signature(node),
            node.inputs().stream().map(id -> index.constant(id).map(Constant::data)).toList());
  }

  /** Noise, then the extremes. */
  private List<TensorData> data(int run) {
    SplittableRandom random = new SplittableRandom(run);
    return inputs.stream()
        .map(
            port -> {
              byte[] bytes = new byte[port.value().type().count()];
              random.nextBytes(bytes);
              if (run > 0) {
                Arrays.fill(bytes, (byte) (run == 1 ? -128 : 127));
              }
              return TensorData.bytes(bytes);
            })
        .toList();
  }
}
