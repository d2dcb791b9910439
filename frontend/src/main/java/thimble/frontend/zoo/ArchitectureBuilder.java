package thimble.frontend.zoo;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.ElementType;
import thimble.ir.TensorData;

/**
 * Writes an architecture as an ONNX model (NCHW) with seeded weights, in float or as a QDQ model of
 * int8 with weights of 8 or 4 bits, or of int16 with weights of 8.
 *
 * <p>Weights are normal with variance {@code gain / fanIn} (He), so that activations keep their
 * size through the network. The quantized forms are what a post-training quantizer would write:
 * activations per tensor, of 8 bits asymmetric and of 16 symmetric, weights per output channel and
 * symmetric, bias int32. Activation ranges follow from the second moment, which is carried from
 * layer to layer in closed form: no inference is needed, and the result is the same on every
 * machine.
 */
final class ArchitectureBuilder {
  /** Activations after a layer. */
  enum Activation {
    LINEAR,
    RELU,
    RELU6
  }

  /**
   * A tensor under construction.
   *
   * @param name of the float tensor that readers use
   * @param meanSquare estimate of E[x^2]
   * @param scale of its int8 form; 1 in float models
   * @param zero point of its int8 form
   */
  record Tensor(
      String name, int channels, int height, int width, double meanSquare, float scale, int zero) {}

  /** Ranges reach this many standard deviations. */
  private static final double RANGE_SIGMAS = 4.5;

  private static final int OPSET = 13;

  /** The first that quantizes to 4 and 16 bits, and the version of the file that goes with it. */
  private static final int OPSET_NEW = 21;

  private static final int IR_VERSION_NEW = 10;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Random random;
  private final Zoo.Form form;
  private int counter;

  /** Whether weights have 8 bits where others have 4. */
  private boolean wholeBytes;

  private boolean ownDomain;

  ArchitectureBuilder(String name, long seed, Zoo.Form form) {
    graph.setName(name);
    this.random = new Random(seed);
    this.form = form;
  }

  Tensor input(int channels, int height, int width) {
    graph.addInput(info("input", channels, height, width));
    return settle("input", channels, height, width, 1.0, -RANGE_SIGMAS / 1.5, RANGE_SIGMAS / 1.5);
  }

  /** A convolution of any group count with symmetric padding {@code kernel / 2}. */
  Tensor conv(Tensor x, int outputs, int kernel, int stride, int groups, Activation activation) {
    return conv(
        x,
        outputs,
        new int[] {kernel, kernel},
        stride,
        groups,
        samePads(x, kernel, kernel, stride),
        activation);
  }

  Tensor conv(
      Tensor x,
      int outputs,
      int[] kernel,
      int stride,
      int groups,
      int[] pads,
      Activation activation) {
    return conv(x, outputs, kernel, stride, 1, groups, pads, activation);
  }

  /** A convolution along height alone, without padding: along time. */
  Tensor convOfFrames(
      Tensor x, int outputs, int kernel, int stride, int dilation, Activation activation) {
    int[] alongTime = {kernel, 1};
    return conv(x, outputs, alongTime, stride, dilation, 1, new int[4], activation);
  }

  private Tensor conv(
      Tensor x,
      int outputs,
      int[] kernel,
      int stride,
      int dilation,
      int groups,
      int[] pads,
      Activation activation) {
    String name = fresh("conv");
    int fanIn = x.channels() / groups * kernel[0] * kernel[1];
    List<String> inputs =
        parameters(
            name,
            x,
            outputs,
            fanIn,
            new long[] {outputs, x.channels() / groups, kernel[0], kernel[1]},
            activation);
    graph.addNode(
        node("Conv", name, inputs, List.of(name))
            .addAttribute(ints("kernel_shape", kernel[0], kernel[1]))
            .addAttribute(ints("strides", stride, stride))
            .addAttribute(ints("dilations", dilation, dilation))
            .addAttribute(ints("pads", pads))
            .addAttribute(integer("group", groups)));
    int height = (x.height() + pads[0] + pads[2] - dilation * (kernel[0] - 1) - 1) / stride + 1;
    int width = (x.width() + pads[1] + pads[3] - dilation * (kernel[1] - 1) - 1) / stride + 1;
    return activate(name, outputs, height, width, gain(activation) * x.meanSquare(), activation);
  }

  /** A convolution whose weights have 8 bits in any quantized form. */
  Tensor stem(Tensor x, int outputs, int kernel, int stride, Activation activation) {
    wholeBytes = true;
    Tensor y = conv(x, outputs, kernel, stride, 1, activation);
    wholeBytes = false;
    return y;
  }

  Tensor maxPool(Tensor x, int kernel, int stride) {
    String name = fresh("pool");
    int[] pads = samePads(x, kernel, kernel, stride);
    graph.addNode(
        node("MaxPool", name, List.of(x.name()), List.of(name))
            .addAttribute(ints("kernel_shape", kernel, kernel))
            .addAttribute(ints("strides", stride, stride))
            .addAttribute(ints("pads", pads)));
    int height = (x.height() + stride - 1) / stride;
    int width = (x.width() + stride - 1) / stride;
    return settle(name, x.channels(), height, width, x.meanSquare(), x.scale(), x.zero());
  }

  /** The lower and the upper half of the channels. */
  List<Tensor> halves(Tensor x) {
    String first = fresh("half");
    String second = fresh("half");
    int half = x.channels() / 2;
    String sizes = constant(first + "_sizes", OnnxType.INT64, new long[] {2}, longs(half, half));
    graph.addNode(
        node("Split", first, List.of(x.name(), sizes), List.of(first, second))
            .addAttribute(integer("axis", 1)));
    return List.of(moved(first, half, x), moved(second, half, x));
  }

  /** As a tensor that elements only move from. */
  private Tensor moved(String name, int channels, Tensor x) {
    return settle(name, channels, x.height(), x.width(), x.meanSquare(), x.scale(), x.zero());
  }

  /** Channels one after another, of two tensors that began at zero. */
  Tensor concat(Tensor a, Tensor b) {
    String name = fresh("concat");
    graph.addNode(
        node("Concat", name, List.of(a.name(), b.name()), List.of(name))
            .addAttribute(integer("axis", 1)));
    Tensor wider = a.scale() >= b.scale() ? a : b;
    int channels = a.channels() + b.channels();
    double meanSquare = (a.meanSquare() * a.channels() + b.meanSquare() * b.channels()) / channels;
    Tensor all = moved(name, channels, wider);
    return new Tensor(
        all.name(), channels, all.height(), all.width(), meanSquare, all.scale(), all.zero());
  }

  /** Channels of so many groups in turn. */
  Tensor shuffled(Tensor x, int groups) {
    int part = x.channels() / groups;
    String apart = fresh("shuffle");
    String turned = fresh("shuffle");
    String name = fresh("shuffle");
    String five =
        constant(
            apart + "_shape",
            OnnxType.INT64,
            new long[] {5},
            longs(1, groups, part, x.height(), x.width()));
    String four =
        constant(
            name + "_shape",
            OnnxType.INT64,
            new long[] {4},
            longs(1, x.channels(), x.height(), x.width()));
    graph.addNode(node("Reshape", apart, List.of(x.name(), five), List.of(apart)));
    Tensor split = moved(apart, x.channels(), x);
    graph.addNode(
        node("Transpose", turned, List.of(split.name()), List.of(turned))
            .addAttribute(ints("perm", 0, 2, 1, 3, 4)));
    Tensor mixed = moved(turned, x.channels(), x);
    graph.addNode(node("Reshape", name, List.of(mixed.name(), four), List.of(name)));
    return moved(name, x.channels(), x);
  }

  /** Twice as high and wide, every cell four times. */
  Tensor nearestDoubled(Tensor x) {
    String name = fresh("resize");
    String scales = constant(name + "_scales", OnnxType.FLOAT, new long[] {4}, floats(1, 1, 2, 2));
    graph.addNode(
        node("Resize", name, List.of(x.name(), "", scales), List.of(name))
            .addAttribute(text("mode", "nearest"))
            .addAttribute(text("coordinate_transformation_mode", "asymmetric"))
            .addAttribute(text("nearest_mode", "floor")));
    return settle(
        name, x.channels(), 2 * x.height(), 2 * x.width(), x.meanSquare(), x.scale(), x.zero());
  }

  /** One number a pixel, stored so that it could be {@code reach} cells either way. */
  Tensor offset(Tensor x, double reach) {
    String name = fresh("offset");
    List<String> inputs =
        parameters(name, x, 1, x.channels(), new long[] {1, x.channels(), 1, 1}, Activation.LINEAR);
    graph.addNode(node("Conv", name, inputs, List.of(name)));
    return settle(name, 1, x.height(), x.width(), x.meanSquare(), -reach, reach);
  }

  /** Depthwise, 3x3, one offset a pixel, rounded to whole cells (docs/deformable.md). */
  Tensor squareDeformable(Tensor x, Tensor offset, int bound) {
    ownDomain = true;
    String name = fresh("deform");
    List<String> parameters =
        parameters(name, x, x.channels(), 9, new long[] {x.channels(), 1, 3, 3}, Activation.LINEAR);
    List<String> inputs = List.of(x.name(), parameters.get(1), offset.name(), parameters.get(2));
    graph.addNode(
        node("DeformConv", name, inputs, List.of(name))
            .setDomain("thimble")
            .addAttribute(ints("kernel_shape", 3, 3))
            .addAttribute(ints("pads", 1, 1, 1, 1))
            .addAttribute(integer("group", x.channels()))
            .addAttribute(reals("bounds", -bound, bound))
            .addAttribute(integer("rounded", 1))
            .addAttribute(integer("square", 1)));
    return activate(name, x.channels(), x.height(), x.width(), x.meanSquare(), Activation.LINEAR);
  }

  Tensor depthwise(Tensor x, int kernel, int stride, Activation activation) {
    return conv(x, x.channels(), kernel, stride, x.channels(), activation);
  }

  Tensor add(Tensor a, Tensor b, Activation activation) {
    String name = fresh("add");
    graph.addNode(node("Add", name, List.of(a.name(), b.name()), List.of(name)));
    return activate(
        name, a.channels(), a.height(), a.width(), a.meanSquare() + b.meanSquare(), activation);
  }

  /** The last row: [1, channels, 1, width]. */
  Tensor lastRow(Tensor x) {
    String name = fresh("last");
    List<String> operands =
        List.of(
            x.name(),
            integers(name + "_start", x.height() - 1),
            integers(name + "_end", x.height()),
            integers(name + "_axis", 2));
    graph.addNode(node("Slice", name, operands, List.of(name)));
    return settle(name, x.channels(), 1, x.width(), x.meanSquare(), x.scale(), x.zero());
  }

  /**
   * A recurrent layer along height: [1, channels, frames, 1] becomes [1, units, frames, 1]. Its
   * weights are float in every form.
   *
   * @param type LSTM, or GRU (with linear_before_reset, as most exporters have it)
   */
  Tensor recurrent(Tensor x, String type, int units) {
    String name = fresh(type.toLowerCase(Locale.ROOT));
    int gates = type.equals("LSTM") ? 4 : 3;
    graph.addNode(
        node("Transpose", name + "_in", List.of(x.name()), List.of(name + "_in"))
            .addAttribute(ints("perm", 2, 0, 1, 3)));
    graph.addNode(
        node(
            "Squeeze",
            name + "_steps",
            List.of(name + "_in", integers(name + "_width", 3)),
            List.of(name + "_steps")));
    List<String> operands =
        List.of(
            name + "_steps",
            gaussian(name + "_w", 1.0 / x.channels(), 1, gates * units, x.channels()),
            gaussian(name + "_r", 1.0 / units, 1, gates * units, units),
            gaussian(name + "_b", 0.0025, 1, 2 * gates * units));
    NodeProto.Builder layer =
        node(type, name, operands, List.of(name + "_all"))
            .addAttribute(integer("hidden_size", units));
    graph.addNode(gates == 3 ? layer.addAttribute(integer("linear_before_reset", 1)) : layer);
    // [frames, directions, 1, units]
    graph.addNode(
        node("Transpose", name + "_out", List.of(name + "_all"), List.of(name))
            .addAttribute(ints("perm", 1, 3, 0, 2)));
    return settle(name, units, x.height(), 1, 0.25, -1.0, 1.0);
  }

  private String gaussian(String name, double variance, int... shape) {
    float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.sqrt(variance));
    }
    long[] extents = Arrays.stream(shape).asLongStream().toArray();
    return constant(name, OnnxType.FLOAT, extents, floats(values));
  }

  private String integers(String name, long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(buffer::putLong);
    return constant(name, OnnxType.INT64, new long[] {values.length}, buffer.array());
  }

  Tensor globalAverage(Tensor x) {
    String name = fresh("average");
    graph.addNode(node("GlobalAveragePool", name, List.of(x.name()), List.of(name)));
    double deviation = Math.sqrt(x.meanSquare());
    return settle(name, x.channels(), 1, 1, x.meanSquare() / 2, -deviation, 3 * deviation);
  }

  /** The largest of each window, the windows side by side. */
  Tensor maxOfTiles(Tensor x, int kernelHeight, int kernelWidth) {
    String name = fresh("pool");
    graph.addNode(
        node("MaxPool", name, List.of(x.name()), List.of(name))
            .addAttribute(ints("kernel_shape", kernelHeight, kernelWidth))
            .addAttribute(ints("strides", kernelHeight, kernelWidth)));
    int height = x.height() / kernelHeight;
    int width = x.width() / kernelWidth;
    return settle(name, x.channels(), height, width, x.meanSquare(), x.scale(), x.zero());
  }

  /** Flatten, fully connected: {@code [1, outputs]}. */
  Tensor dense(Tensor x, int outputs) {
    return dense(x, outputs, Activation.LINEAR);
  }

  /** A tensor of height 0 is flat already. */
  Tensor dense(Tensor x, int outputs, Activation activation) {
    Tensor features = x;
    if (x.height() > 0) {
      String flat = fresh("flatten");
      graph.addNode(
          node("Flatten", flat, List.of(x.name()), List.of(flat)).addAttribute(integer("axis", 1)));
      int inputs = x.channels() * x.height() * x.width();
      features = settle(flat, inputs, 0, 0, x.meanSquare(), x.scale(), x.zero());
    }
    String name = fresh("dense");
    int inputs = features.channels();
    long[] shape = {outputs, inputs};
    List<String> operands = parameters(name, features, outputs, inputs, shape, activation);
    graph.addNode(node("Gemm", name, operands, List.of(name)).addAttribute(integer("transB", 1)));
    return activate(name, outputs, 0, 0, gain(activation) * x.meanSquare(), activation);
  }

  Tensor softmax(Tensor x) {
    String name = fresh("softmax");
    graph.addNode(
        node("Softmax", name, List.of(x.name()), List.of(name)).addAttribute(integer("axis", 1)));
    return settle(name, x.channels(), 0, 0, 1.0 / x.channels(), 0, 255.0 / 256);
  }

  ModelProto build(List<Tensor> outputs) {
    for (Tensor output : outputs) {
      graph.addOutput(
          output.height() == 0
              ? info(output.name(), output.channels())
              : info(output.name(), output.channels(), output.height(), output.width()));
    }
    boolean recent = form == Zoo.Form.INT4 || form == Zoo.Form.INT16;
    ModelProto.Builder model = ModelProto.newBuilder();
    if (ownDomain) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("thimble").setVersion(1));
    }
    return model
        .setIrVersion(recent ? IR_VERSION_NEW : 7)
        .setProducerName("thimble zoo")
        .addOpsetImport(
            OperatorSetIdProto.newBuilder().setDomain("").setVersion(recent ? OPSET_NEW : OPSET))
        .setGraph(graph)
        .build();
  }

  /** TensorFlow's SAME padding for even extents under stride 2, symmetric otherwise. */
  private static int[] samePads(Tensor x, int kernelHeight, int kernelWidth, int stride) {
    int[] vertical = samePad(x.height(), kernelHeight, stride);
    int[] horizontal = samePad(x.width(), kernelWidth, stride);
    return new int[] {vertical[0], horizontal[0], vertical[1], horizontal[1]};
  }

  private static int[] samePad(int extent, int kernel, int stride) {
    int output = (extent + stride - 1) / stride;
    int total = Math.max(0, (output - 1) * stride + kernel - extent);
    return new int[] {total / 2, total - total / 2};
  }

  private static double gain(Activation activation) {
    return activation == Activation.LINEAR ? 1.0 : 2.0;
  }

  private Tensor activate(
      String name, int channels, int height, int width, double meanSquare, Activation activation) {
    double deviation = Math.sqrt(meanSquare);
    if (activation == Activation.LINEAR) {
      return settle(
          name,
          channels,
          height,
          width,
          meanSquare,
          -RANGE_SIGMAS * deviation,
          RANGE_SIGMAS * deviation);
    }
    String result = fresh(activation == Activation.RELU ? "relu" : "relu6");
    if (activation == Activation.RELU) {
      graph.addNode(node("Relu", result, List.of(name), List.of(result)));
    } else {
      String low = constant(result + "_min", OnnxType.FLOAT, new long[0], floats(0));
      String high = constant(result + "_max", OnnxType.FLOAT, new long[0], floats(6));
      graph.addNode(node("Clip", result, List.of(name, low, high), List.of(result)));
    }
    double top = RANGE_SIGMAS * deviation;
    return settle(
        result,
        channels,
        height,
        width,
        meanSquare / 2,
        0,
        activation == Activation.RELU6 ? Math.min(6, top) : top);
  }

  /**
   * In quantized models quantizes a finished tensor to cover a range; hands it on as it is in float
   * ones.
   */
  private Tensor settle(
      String name,
      int channels,
      int height,
      int width,
      double meanSquare,
      double low,
      double high) {
    if (form == Zoo.Form.INT16) {
      float symmetric = (float) (Math.max(-low, high) / Short.MAX_VALUE);
      return settle(name, channels, height, width, meanSquare, symmetric, 0);
    }
    float scale = (float) ((high - low) / 255);
    int zero = (int) Math.max(-128, Math.min(127, Math.rint(-128 - low / scale)));
    return settle(name, channels, height, width, meanSquare, scale, zero);
  }

  private Tensor settle(
      String name, int channels, int height, int width, double meanSquare, float scale, int zero) {
    if (form == Zoo.Form.FLOAT) {
      return new Tensor(name, channels, height, width, meanSquare, 1, 0);
    }
    String scaleName = constant(name + "_scale", OnnxType.FLOAT, new long[0], floats(scale));
    String zeroName =
        form == Zoo.Form.INT16
            ? constant(name + "_zero", OnnxType.INT16, new long[0], new byte[2])
            : constant(name + "_zero", OnnxType.INT8, new long[0], new byte[] {(byte) zero});
    graph.addNode(
        node(
            "QuantizeLinear",
            name + "_Q",
            List.of(name, scaleName, zeroName),
            List.of(name + "_q")));
    graph.addNode(
        node(
            "DequantizeLinear",
            name + "_DQ",
            List.of(name + "_q", scaleName, zeroName),
            List.of(name + "_dq")));
    return new Tensor(name + "_dq", channels, height, width, meanSquare, scale, zero);
  }

  /** The operands of a layer: its input, its seeded weight and bias. */
  private List<String> parameters(
      String name, Tensor x, int outputs, int fanIn, long[] shape, Activation activation) {
    double deviation = Math.sqrt(gain(activation) / fanIn);
    float[] weight = new float[outputs * fanIn];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (random.nextGaussian() * deviation);
    }
    float[] bias = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      bias[i] = (float) (random.nextGaussian() * 0.05);
    }
    if (form == Zoo.Form.FLOAT) {
      return List.of(
          x.name(),
          constant(name + "_w", OnnxType.FLOAT, shape, floats(weight)),
          constant(name + "_b", OnnxType.FLOAT, new long[] {outputs}, floats(bias)));
    }
    return quantizedParameters(name, x, weight, bias, shape);
  }

  private List<String> quantizedParameters(
      String name, Tensor x, float[] weight, float[] bias, long[] shape) {
    int outputs = bias.length;
    int fanIn = weight.length / outputs;
    boolean packed = form == Zoo.Form.INT4 && !wholeBytes;
    int most = packed ? 7 : 127;
    float[] weightScale = new float[outputs];
    float[] biasScale = new float[outputs];
    byte[] stored = new byte[weight.length];
    ByteBuffer storedBias = ByteBuffer.allocate(4 * outputs).order(ByteOrder.LITTLE_ENDIAN);
    for (int o = 0; o < outputs; o++) {
      float largest = 1e-6f;
      for (int i = 0; i < fanIn; i++) {
        largest = Math.max(largest, Math.abs(weight[o * fanIn + i]));
      }
      weightScale[o] = largest / most;
      biasScale[o] = weightScale[o] * x.scale();
      for (int i = 0; i < fanIn; i++) {
        stored[o * fanIn + i] = (byte) Math.rint(weight[o * fanIn + i] / weightScale[o]);
      }
      storedBias.putInt((int) Math.rint(bias[o] / (double) biasScale[o]));
    }
    long[] perChannel = {outputs};
    return List.of(
        x.name(),
        dequantized(
            name + "_w",
            packed ? OnnxType.INT4 : OnnxType.INT8,
            shape,
            packed ? packed(stored) : stored,
            weightScale,
            new byte[packed ? (outputs + 1) / 2 : outputs]),
        dequantized(
            name + "_b",
            OnnxType.INT32,
            perChannel,
            storedBias.array(),
            biasScale,
            new byte[4 * outputs]));
  }

  /** Two numbers in a byte, the first in the lower half. */
  private static byte[] packed(byte[] values) {
    return TensorData.wrap(ElementType.S4, values).stored().byteArray();
  }

  private String dequantized(
      String name, OnnxType type, long[] shape, byte[] data, float[] scale, byte[] zeros) {
    long[] perChannel = {scale.length};
    List<String> inputs =
        List.of(
            constant(name + "_q", type, shape, data),
            constant(name + "_scale", OnnxType.FLOAT, perChannel, floats(scale)),
            constant(name + "_zero", type, perChannel, zeros));
    graph.addNode(
        node("DequantizeLinear", name + "_DQ", inputs, List.of(name))
            .addAttribute(integer("axis", 0)));
    return name;
  }

  private String fresh(String kind) {
    return kind + "_" + counter++;
  }

  private String constant(String name, OnnxType type, long[] shape, byte[] data) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.code())
            .setRawData(ByteString.copyFrom(data));
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return name;
  }

  private static byte[] longs(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putLong(value);
    }
    return buffer.array();
  }

  private static byte[] floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }

  private static NodeProto.Builder node(
      String type, String name, List<String> inputs, List<String> outputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(name + "_" + type)
        .addAllInput(inputs)
        .addAllOutput(outputs);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private static AttributeProto reals(String name, float... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
    for (float value : values) {
      attribute.addFloats(value);
    }
    return attribute.build();
  }

  private static AttributeProto ints(String name, int... values) {
    List<Long> list = new ArrayList<>();
    for (int value : values) {
      list.add((long) value);
    }
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(list)
        .build();
  }

  private static ValueInfoProto info(String name, int... extents) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
    for (int extent : extents) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
