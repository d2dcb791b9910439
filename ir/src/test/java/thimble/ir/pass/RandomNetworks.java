package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import thimble.ir.Graph;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.MatMul;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Pad;
import thimble.ir.op.Reduce;
import thimble.ir.op.Reshape;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Slice;
import thimble.ir.op.Softmax;
import thimble.ir.op.Subtract;
import thimble.ir.op.Transpose;
import thimble.ir.op.Unary;
import thimble.ir.op.Window2d;

/**
 * Small random networks as an importer writes them: channels first, a transposition on either side
 * of every channels-last operator, float or with Quantize and Dequantize between all operators.
 */
final class RandomNetworks {
  private static final List<Integer> TO_LAST = List.of(0, 2, 3, 1);
  private static final List<Integer> TO_FIRST = List.of(0, 3, 1, 2);

  private final Random random;
  private final boolean quantized;
  private final GraphBuilder builder;

  /** Tensors [1, C, H, W] to go on from. */
  private final List<Value> images = new ArrayList<>();

  private RandomNetworks(long seed, boolean quantized) {
    this.random = new Random(seed);
    this.quantized = quantized;
    this.builder = new GraphBuilder(random);
  }

  static Graph network(long seed, boolean quantized) {
    return new RandomNetworks(seed, quantized).build();
  }

  private Graph build() {
    Value x = builder.input(1, 2 + 2 * random.nextInt(3), 4 + random.nextInt(4), 5);
    images.add(quantized ? builder.quantized(x) : x);
    for (int i = 3 + random.nextInt(8); i > 0; i--) {
      Value from = images.get(images.size() - 1 - random.nextInt(Math.min(2, images.size())));
      images.add(quantize(step(from)));
    }
    Value last = images.get(images.size() - 1);
    builder.output(random.nextBoolean() ? head(last) : last);
    if (random.nextInt(3) == 0) {
      builder.output(images.get(random.nextInt(images.size())));
    }
    return builder.build();
  }

  private Value quantize(Value x) {
    return quantized ? builder.quantized(x) : x;
  }

  private Value last(Value x) {
    return builder.add(new Transpose(TO_LAST), x);
  }

  private Value first(Value x) {
    return builder.add(new Transpose(TO_FIRST), x);
  }

  private Value step(Value x) {
    TensorType type = x.type();
    int channels = type.extent(1);
    return switch (random.nextInt(18)) {
      case 0, 1, 2 -> activated(conv(x));
      case 3 -> activated(depthwise(x));
      case 4 -> activated(builder.add(new Add(Clamp.NONE), x, sibling(x)));
      case 5 -> perChannel(x);
      case 6 -> builder.add(new Concat(1), x, sibling(x));
      case 7 -> half(x);
      case 8 -> pad(x);
      case 9 -> activated(x);
      case 10 -> shuffle(x);
      case 11 -> first(builder.add(new MaxPool2d(window(2, 1 + random.nextInt(2), 0, 1)), last(x)));
      case 12 ->
          first(builder.add(new AveragePool2d(window(2, 1, 1, 0), random.nextBoolean()), last(x)));
      case 13 -> squeezeAndExcite(x);
      case 14 ->
          first(
              builder.add(
                  Resize2d.to(
                      last(x).type(),
                      type.extent(2) + 1,
                      type.extent(3) * 2,
                      Resize2d.Mode.NEAREST,
                      Resize2d.Coordinates.ASYMMETRIC,
                      Resize2d.Rounding.FLOOR),
                  last(x)));
      case 15 -> builder.add(new Softmax(1, false), x);
      case 16 -> builder.add(new Transpose(List.of(0, 1, 3, 2)), x);
      default -> {
        Unary.Function[] functions = {
          Unary.Function.SIGMOID, Unary.Function.TANH, Unary.Function.HARD_SWISH
        };
        Value y = builder.add(Unary.of(functions[random.nextInt(3)]), x);
        yield random.nextBoolean() && channels > 0
            ? builder.add(new Multiply(Clamp.NONE), x, y)
            : y;
      }
    };
  }

  private Value sibling(Value x) {
    List<Value> alike = images.stream().filter(other -> other.type().equals(x.type())).toList();
    return alike.get(random.nextInt(alike.size()));
  }

  private Value activated(Value x) {
    return switch (random.nextInt(4)) {
      case 0 -> builder.add(new Clip(Clamp.RELU), x);
      case 1 -> builder.add(new Clip(new Clamp(-0.5f, 1.5f)), x);
      default -> x;
    };
  }

  private static Window2d window(int kernel, int stride, int before, int after) {
    return new Window2d(kernel, kernel, stride, stride, 1, 1, before, before, after, after);
  }

  private Value conv(Value x) {
    int channels = x.type().extent(1);
    int outputs = 2 * (1 + random.nextInt(3));
    int kernel = 1 + 2 * random.nextInt(2);
    int groups = channels % 2 == 0 && random.nextInt(4) == 0 ? 2 : 1;
    Value weight = weight(0, outputs, kernel, kernel, channels / groups);
    return first(
        builder.add(
            new Conv2d(window(kernel, 1, kernel / 2, kernel / 2), groups, Clamp.NONE),
            last(x),
            weight,
            bias(outputs)));
  }

  private Value depthwise(Value x) {
    int channels = x.type().extent(1);
    Value weight = weight(2, 3, 3, channels);
    return first(
        builder.add(
            new DepthwiseConv2d(window(3, 1 + random.nextInt(2), 1, 1), 1, Clamp.NONE),
            last(x),
            weight,
            bias(channels)));
  }

  private Value weight(int axis, int... shape) {
    return quantized ? builder.quantizedWeights(axis, shape) : builder.weights(shape);
  }

  private Value bias(int channels) {
    return random.nextBoolean() ? builder.weights(channels) : builder.constant(new float[channels]);
  }

  private Value perChannel(Value x) {
    Value operand = builder.weights(x.type().extent(1), 1, 1);
    return switch (random.nextInt(3)) {
      case 0 -> builder.add(new Add(Clamp.NONE), x, operand);
      case 1 -> builder.add(new Subtract(Clamp.NONE), x, operand);
      default ->
          builder.add(
              new Add(Clamp.NONE), builder.add(new Multiply(Clamp.NONE), x, operand), operand);
    };
  }

  private Value half(Value x) {
    int channels = x.type().extent(1);
    if (channels < 2) {
      return x;
    }
    List<Integer> sizes = new ArrayList<>(x.type().shape());
    sizes.set(1, channels / 2);
    return builder.add(
        new Slice(List.of(0, channels - channels / 2, 0, 0), sizes, List.of(1, 1, 1, 1)), x);
  }

  private Value pad(Value x) {
    Pad.Mode mode = random.nextInt(3) == 0 ? Pad.Mode.EDGE : Pad.Mode.CONSTANT;
    return builder.add(new Pad(List.of(0, 0, 1, 0), List.of(0, 0, 1, 2), mode, 0), x);
  }

  private Value shuffle(Value x) {
    TensorType type = x.type();
    int channels = type.extent(1);
    if (channels % 2 != 0) {
      return x;
    }
    Value split =
        builder.add(new Reshape(List.of(1, 2, channels / 2, type.extent(2), type.extent(3))), x);
    Value moved = builder.add(new Transpose(List.of(0, 2, 1, 3, 4)), split);
    return builder.add(new Reshape(type.shape()), moved);
  }

  private Value squeezeAndExcite(Value x) {
    int channels = x.type().extent(1);
    Value mean = quantize(builder.add(new Reduce(Reduce.Kind.MEAN, List.of(2, 3), true), x));
    Value gate =
        first(
            builder.add(
                new Conv2d(Window2d.pointwise(), 1, Clamp.NONE),
                last(mean),
                weight(0, channels, 1, 1, channels),
                bias(channels)));
    Value sigmoid = quantize(builder.add(Unary.of(Unary.Function.SIGMOID), quantize(gate)));
    return builder.add(new Multiply(Clamp.NONE), x, sigmoid);
  }

  private Value head(Value x) {
    int features = x.type().count();
    Value flat = builder.add(new Reshape(List.of(1, features)), x);
    Value weight = weight(1, features, 3);
    Value product = builder.add(new MatMul(), flat, weight);
    Value logits = quantize(builder.add(new Add(Clamp.NONE), product, builder.weights(3)));
    return quantize(builder.add(new Softmax(1, false), logits));
  }
}
