package thimble.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Window2d;
import thimble.ir.run.Evaluator;

/** Networks in which some filters are zeros, or equal: with the channels gone, no byte differs. */
class ChannelPassesTest {
  private static final String TWINS =
      """
      graph g {
        input %%x : s8[1x2x2x1] q(0.5, -3) = "x" [1x2x2x1]
        const %%w : s8[8x1x1x1] q(0.5, 0) = [5, 6, 7, 8, 5, 6, 7, 8]
        const %%b : s32[8] = [1, 2, 3, %d, 1, 2, 3, 4]
        const %%v : s8[1x1x1x8] q(0.5, 0) = [1, 2, 3, 4, 5, 6, 7, %d]
        const %%c : s32[1] = [9]
        %%a : s8[1x2x2x8] q(0.5, 5) = conv2d(window=WINDOW_1, groups=1, activation=NONE) %%x, %%w, %%b
        %%y : s8[1x2x2x1] q(0.5, 0) = conv2d(window=WINDOW_1, groups=1, activation=NONE) %%a, %%v, %%c
        output %%y = "y" [1x2x2x1]
      }
      """;

  private static final Window2d PADDED = new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
  private static final Clamp RELU = Clamp.RELU;

  private final List<Constant> constants = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private SplittableRandom random;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void networksGiveTheSameBytesWithFewerMultiplications(int seed) {
    random = new SplittableRandom(seed);
    Value x = new Value("x", type(-20, 1, 6, 5, 8));
    Value y = layer(new Conv2d(Window2d.pointwise(), 1, RELU), x, true, 24, 1, 1, 8);
    y = layer(new DepthwiseConv2d(PADDED, 1, RELU), y, false, 3, 3, 24);
    y = layer(new Conv2d(Window2d.pointwise(), 1, RELU), y, true, 20, 1, 1, 24);
    y = node(new MaxPool2d(PADDED), y);
    y = layer(new DepthwiseConv2d(PADDED, 2, RELU), y, false, 3, 3, 40);
    y = layer(new Conv2d(PADDED, 1, RELU), y, true, 16, 3, 3, 40);
    y = node(new AveragePool2d(new Window2d(6, 5, 1, 1, 1, 1, 0, 0, 0, 0), false), y);
    y = node(new Reshape(List.of(1, 16)), y);
    y = layer(new FullyConnected(Clamp.NONE), y, false, 5, 16);
    Graph graph = graph(x, y);
    Graph result = dropped(new DropConstantChannels(), graph, x);
    assertThat(result.macs()).isLessThan(graph.macs() * 3 / 4);
    assertThat(result.outputs()).isEqualTo(graph.outputs());
  }

  /** At the border the filter sees fewer taps of a channel that is not the zero point. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void channelsThatPaddingTurnsIntoImagesStay(boolean zeroPoint) {
    random = new SplittableRandom(3);
    Value x = new Value("x", type(0, 1, 4, 4, 8));
    TensorData bias = TensorData.ints(new int[8]);
    Arrays.fill(bias.intArray(), zeroPoint ? -100_000 : 9_000);
    Value y = layer(new Conv2d(Window2d.pointwise(), 1, RELU), x, new byte[64], bias, 8, 1, 1, 8);
    y = layer(new DepthwiseConv2d(PADDED, 1, RELU), y, false, 3, 3, 8);
    y = layer(new Conv2d(Window2d.pointwise(), 1, RELU), y, false, 4, 1, 1, 8);
    Graph result = dropped(new DropConstantChannels(), graph(x, y), x);
    assertThat(result.nodes().get(0).output().type().extent(-1)).isEqualTo(zeroPoint ? 4 : 8);
  }

  /** What others read, or the model gives, keeps its channels. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void channelsThatAreSeenStay(boolean asOutput) {
    random = new SplittableRandom(4);
    Value x = new Value("x", type(0, 1, 4, 4, 8));
    Value y = layer(new Conv2d(Window2d.pointwise(), 1, RELU), x, true, 16, 1, 1, 8);
    Value z = asOutput ? y : node(new Reshape(List.of(1, 256)), y);
    Graph graph = graph(x, z);
    assertThat(new DropConstantChannels().run(graph)).isSameAs(graph);
  }

  @Test
  void joinsTwins() {
    PassTrial.turns(
        new JoinDuplicateChannels(),
        TWINS.formatted(4, 8),
        """
        graph g {
          input %x : s8[1x2x2x1] q(0.5, -3) = "x" [1x2x2x1]
          const %c : s32[1] = [9]
          const %w.1 : s8[4x1x1x1] q(0.5, 0) = [5, 6, 7, 8]
          const %b.1 : s32[4] = [1, 2, 3, 4]
          const %v.1 : s8[1x1x1x4] q(0.5, 0) = [6, 8, 10, 12]
          %a : s8[1x2x2x4] q(0.5, 5) = conv2d(window=WINDOW_1, groups=1, activation=NONE) %x, %w.1, %b.1
          %y : s8[1x2x2x1] q(0.5, 0) = conv2d(window=WINDOW_1, groups=1, activation=NONE) %a, %v.1, %c
          output %y = "y" [1x2x2x1]
        }
        """);
  }

  /** Another bias, or a sum of weights that is no int8: five channels are two words, as eight. */
  @Test
  void leavesThoseThatDifferOrHaveNoRoom() {
    PassTrial.leaves(new JoinDuplicateChannels(), TWINS.formatted(5, 8));
    PassTrial.leaves(new JoinDuplicateChannels(), TWINS.formatted(4, 124));
  }

  /**
   * Through depthwise filters with several outputs, pools and paddings: of 24 channels 12 are left.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void networksWithTwinsGiveTheSameBytes(int seed) {
    random = new SplittableRandom(seed);
    Value x = new Value("x", type(-20, 1, 6, 5, 8));
    Value y = twins(new Conv2d(Window2d.pointwise(), 1, RELU), x, 24, 1, 1, 8);
    y = twins(new DepthwiseConv2d(PADDED, 2, RELU), y, 3, 3, 48);
    y = node(new MaxPool2d(PADDED), y);
    y = twins(new Conv2d(PADDED, 1, RELU), y, 16, 3, 3, 48);
    y = node(new Reshape(List.of(1, 30, 16)), y);
    y = node(new Reshape(List.of(1, 6, 5, 16)), y);
    y = layer(new Conv2d(Window2d.pointwise(), 1, RELU), y, false, 4, 1, 1, 16);
    Graph graph = graph(x, y);
    Graph result = dropped(new JoinDuplicateChannels(), graph, x);
    assertThat(result.nodes().get(0).output().type().extent(-1)).isEqualTo(12);
    assertThat(result.nodes().get(3).output().type().extent(-1)).isBetween(8, 16);
  }

  /** The upper half of the output channels is as the lower half; weights are small. */
  private Value twins(Op op, Value x, int... shape) {
    boolean depthwise = op instanceof DepthwiseConv2d;
    int channels = depthwise ? shape[2] : shape[0];
    byte[] weight = new byte[TensorType.of(ElementType.S8, shape).count()];
    int[] bias = new int[channels];
    int depth = weight.length / channels;
    for (int channel = 0; channel < channels; channel++) {
      int twin = channel % (channels / 2);
      bias[channel] = channel < channels / 2 ? random.nextInt(-3000, 3000) : bias[twin];
      for (int k = 0; k < depth; k++) {
        int at = depthwise ? k * channels + channel : channel * depth + k;
        int like = depthwise ? k * channels + twin : twin * depth + k;
        weight[at] = channel < channels / 2 ? (byte) random.nextInt(-60, 61) : weight[like];
      }
    }
    return layer(op, x, weight, TensorData.ints(bias), shape);
  }

  private Graph dropped(Pass pass, Graph graph, Value x) {
    Graph result = new DeadCode().run(pass.run(graph));
    assertThat(Verifier.verify(result)).isEmpty();
    assertThat(pass.run(result)).isSameAs(result);
    for (int run = 0; run < 3; run++) {
      byte[] noise = new byte[x.type().count()];
      random.nextBytes(noise);
      List<TensorData> inputs = List.of(TensorData.bytes(noise));
      assertThat(Evaluator.outputs(result, inputs)).isEqualTo(Evaluator.outputs(graph, inputs));
    }
    return result;
  }

  private Graph graph(Value x, Value y) {
    return new Graph(
        "net", List.of(Port.plain(x, "x")), constants, nodes, List.of(Port.plain(y, "y")));
  }

  private static TensorType type(int zero, int... shape) {
    return TensorType.of(ElementType.S8, shape)
        .withQuantization(Quantization.perTensor(0.5f, zero));
  }

  /**
   * @param holes whether half of the filters are zeros
   */
  private Value layer(Op op, Value x, boolean holes, int... shape) {
    byte[] weight = new byte[TensorType.of(ElementType.S8, shape).count()];
    random.nextBytes(weight);
    int channels = op instanceof DepthwiseConv2d ? shape[2] : shape[0];
    int[] bias = new int[channels];
    int depth = weight.length / channels;
    for (int channel = 0; channel < channels; channel++) {
      bias[channel] = random.nextInt(-6000, 3000);
      if (holes && random.nextBoolean()) {
        Arrays.fill(weight, channel * depth, (channel + 1) * depth, (byte) 0);
      }
    }
    return layer(op, x, weight, TensorData.ints(bias), shape);
  }

  private Value layer(Op op, Value x, byte[] weight, TensorData bias, int... shape) {
    int axis = op instanceof DepthwiseConv2d ? 2 : 0;
    List<Float> scales = new ArrayList<>();
    List<Integer> zeros = new ArrayList<>();
    for (int channel = 0; channel < bias.count(); channel++) {
      int twin = channel - bias.count() / 2;
      boolean like = twin >= 0 && bias.intArray()[channel] == bias.intArray()[twin];
      scales.add(like ? scales.get(twin) : (Float) (float) random.nextDouble(0.002, 0.01));
      zeros.add(0);
    }
    int i = nodes.size();
    Value w =
        new Value(
            "w" + i,
            TensorType.of(ElementType.S8, shape)
                .withQuantization(new Quantization(scales, zeros, axis)));
    Value b = new Value("b" + i, TensorType.of(ElementType.S32, bias.count()));
    constants.add(new Constant(w, TensorData.bytes(weight)));
    constants.add(new Constant(b, bias));
    return node(op, x, w, b);
  }

  private Value node(Op op, Value... inputs) {
    List<Value> list = List.of(inputs);
    boolean layer = inputs.length > 1;
    Quantization quantization =
        layer ? Quantization.perTensor(0.5f, -128) : inputs[0].type().quant();
    TensorType type =
        op.infer(list.stream().map(Value::type).toList()).get(0).withQuantization(quantization);
    Value y = new Value("y" + nodes.size(), type);
    nodes.add(new Node(op, list.stream().map(Value::id).toList(), List.of(y), Origin.NONE));
    return y;
  }
}
