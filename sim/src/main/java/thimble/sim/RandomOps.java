package thimble.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Dequantize;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Lookup;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Pad;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reduce;
import thimble.ir.op.Reshape;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Slice;
import thimble.ir.op.Softmax;
import thimble.ir.op.Subtract;
import thimble.ir.op.Transpose;
import thimble.ir.op.Unary;
import thimble.ir.op.Window2d;

/** Random operators on the values of a graph that grows. */
final class RandomOps {
  private final RandomGraphs graph;
  private final SplittableRandom random;

  RandomOps(RandomGraphs graph, SplittableRandom random) {
    this.graph = graph;
    this.random = random;
  }

  /** Tries to add one node; false where the operator drawn does not fit the values drawn. */
  boolean add() {
    Value x = graph.pick();
    return switch (random.nextInt(18)) {
      case 0, 1, 2 -> convolution(x);
      case 3 -> depthwise(x);
      case 4 -> pool(x);
      case 5, 6 -> arithmetic(x);
      case 7 -> residual(x);
      case 8, 9 -> elementwise(x);
      case 10, 11 -> concat(x);
      case 12 -> split(x);
      case 13 -> slice(x);
      case 14 -> reshape(x);
      case 15 -> transpose(x);
      case 16 -> dense(x);
      default -> other(x);
    };
  }

  private boolean same(Op op, Value... operands) {
    // Data movement keeps what the integers mean.
    Quantization quantization =
        operands[0].type().quantization().orElse(RandomGraphs.quantization());
    return graph.node(op, quantization, operands);
  }

  private boolean fresh(Op op, Value... operands) {
    return graph.node(op, RandomGraphs.quantization(), operands);
  }

  private int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  private Clamp activation() {
    return switch (random.nextInt(3)) {
      case 0 -> Clamp.RELU;
      case 1 -> Clamp.RELU6;
      default -> Clamp.NONE;
    };
  }

  private Window2d window(TensorType x) {
    if (random.nextInt(4) == 0) {
      return Window2d.pointwise();
    }
    boolean sequence = x.rank() == 3;
    int height = between(1, 3);
    int width = sequence ? 1 : between(1, 3);
    return new Window2d(
        height,
        width,
        between(1, 2),
        sequence ? 1 : between(1, 2),
        between(1, 2),
        sequence ? 1 : between(1, 2),
        between(0, height - 1),
        between(0, width - 1),
        between(0, height - 1),
        between(0, width - 1));
  }

  private Value weight(TensorType activation, int... shape) {
    return graph.constant(
        activation.isQuantized()
            ? TensorType.of(ElementType.S8, shape)
                .withQuantization(Quantization.perTensor(0.02f, 0))
            : TensorType.of(activation.element(), shape));
  }

  private Value bias(TensorType activation, int channels) {
    ElementType element =
        switch (activation.element()) {
          case S8 -> ElementType.S32;
          case S16 -> ElementType.S64;
          default -> ElementType.F32;
        };
    return graph.constant(TensorType.of(element, channels));
  }

  private boolean convolution(Value x) {
    TensorType type = x.type();
    if (type.rank() < 3 || type.rank() > 4) {
      return false;
    }
    Window2d window = window(type);
    int channels = between(1, 6);
    return fresh(
        new Conv2d(window, 1, activation()),
        x,
        weight(type, channels, window.kernelHeight(), window.kernelWidth(), type.extent(-1)),
        bias(type, channels));
  }

  private boolean depthwise(Value x) {
    TensorType type = x.type();
    if (type.rank() < 3 || type.rank() > 4) {
      return false;
    }
    Window2d window = window(type);
    int channels = type.extent(-1);
    return fresh(
        new DepthwiseConv2d(window, 1, activation()),
        x,
        weight(type, window.kernelHeight(), window.kernelWidth(), channels),
        bias(type, channels));
  }

  private boolean pool(Value x) {
    if (x.type().rank() < 3 || x.type().rank() > 4) {
      return false;
    }
    Window2d window = window(x.type());
    return same(random.nextBoolean() ? new MaxPool2d(window) : new AveragePool2d(window, false), x);
  }

  private boolean arithmetic(Value x) {
    Value other = partner(x);
    if (random.nextInt(4) == 0) {
      List<Integer> shape = new ArrayList<>(Collections.nCopies(x.type().rank(), 1));
      shape.set(shape.size() - 1, x.type().extent(-1));
      other = graph.constant(x.type().withShape(shape));
    }
    return switch (random.nextInt(3)) {
      case 0 -> fresh(new Add(activation()), x, other);
      case 1 -> fresh(new Subtract(activation()), other, x);
      default -> fresh(new Multiply(activation()), x, other);
    };
  }

  /** Some value of the same type, x itself where there is no other. */
  private Value partner(Value x) {
    List<Value> partners =
        graph.values().stream().filter(value -> value.type().equals(x.type())).toList();
    return partners.get(random.nextInt(partners.size()));
  }

  /** x + f(x), where x waits for its branch. */
  private boolean residual(Value x) {
    TensorType type = x.type();
    if (type.rank() < 3 || type.rank() > 4 || !fresh(identity(type), x, square(type), rows(type))) {
      return false;
    }
    Value branch = graph.values().get(graph.values().size() - 1);
    if (!branch.type().shape().equals(type.shape())) {
      return false;
    }
    return fresh(new Add(activation()), branch, x);
  }

  private Op identity(TensorType type) {
    int width = type.rank() == 3 ? 1 : 3;
    int side = type.rank() == 3 ? 0 : 1;
    return new Conv2d(new Window2d(3, width, 1, 1, 1, 1, 1, side, 1, side), 1, activation());
  }

  private Value square(TensorType type) {
    return weight(type, type.extent(-1), 3, type.rank() == 3 ? 1 : 3, type.extent(-1));
  }

  private Value rows(TensorType type) {
    return bias(type, type.extent(-1));
  }

  private boolean elementwise(Value x) {
    if (x.type().isQuantized()) {
      if (random.nextInt(4) == 0) {
        return fresh(new Dequantize(), x);
      }
      return random.nextBoolean()
          ? same(new Clip(new Clamp(-2, 4)), x)
          : fresh(new Lookup(), x, graph.constant(table(x.type().element())));
    }
    if (!graph.isFloat() && random.nextBoolean()) {
      return fresh(new Quantize(graph.element()), x);
    }
    return fresh(new Unary(Unary.Function.HARD_SIGMOID, 0.25f, 0.5f), x);
  }

  private static TensorType table(ElementType element) {
    return TensorType.of(element, element == ElementType.S16 ? 17 : 256);
  }

  private boolean concat(Value x) {
    int axis = random.nextInt(x.type().rank());
    for (int outer = 0; outer < axis && random.nextInt(3) > 0; outer++) {
      // Mostly along the outermost axis that is longer than 1: that one can be a view.
      if (x.type().extent(outer) > 1) {
        axis = outer;
      }
    }
    int joined = axis;
    List<Value> partners =
        graph.values().stream().filter(value -> differsOnlyAlong(joined, value, x)).toList();
    Value[] operands = new Value[between(1, 4)];
    for (int i = 0; i < operands.length; i++) {
      operands[i] =
          random.nextInt(10) == 0
              ? graph.constant(x.type())
              : partners.get(random.nextInt(partners.size()));
    }
    operands[random.nextInt(operands.length)] = x;
    return same(new Concat(axis), operands);
  }

  private static boolean differsOnlyAlong(int axis, Value value, Value x) {
    TensorType a = value.type();
    TensorType b = x.type();
    if (a.rank() != b.rank()
        || a.element() != b.element()
        || !a.quantization().equals(b.quantization())) {
      return false;
    }
    for (int i = 0; i < a.rank(); i++) {
      if (i != axis && a.extent(i) != b.extent(i)) {
        return false;
      }
    }
    return true;
  }

  /** All of x in two slices, which later nodes often join again. */
  private boolean split(Value x) {
    int axis = random.nextInt(x.type().rank());
    int extent = x.type().extent(axis);
    if (extent < 2) {
      return false;
    }
    int first = between(1, extent - 1);
    return same(sliceOf(x.type(), axis, 0, first, 1), x)
        && same(sliceOf(x.type(), axis, first, extent - first, 1), x);
  }

  private boolean slice(Value x) {
    int axis = random.nextInt(x.type().rank());
    int extent = x.type().extent(axis);
    int step = between(1, 2) * (random.nextInt(4) == 0 ? -1 : 1);
    int size = between(1, (extent + Math.abs(step) - 1) / Math.abs(step));
    int start = step > 0 ? 0 : extent - 1;
    return same(sliceOf(x.type(), axis, start, size, step), x);
  }

  private static Slice sliceOf(TensorType type, int axis, int start, int size, int step) {
    List<Integer> starts = new ArrayList<>(Collections.nCopies(type.rank(), 0));
    List<Integer> sizes = new ArrayList<>(type.shape());
    List<Integer> steps = new ArrayList<>(Collections.nCopies(type.rank(), 1));
    starts.set(axis, start);
    sizes.set(axis, size);
    steps.set(axis, step);
    return new Slice(starts, sizes, steps);
  }

  private boolean reshape(Value x) {
    List<Integer> shape = x.type().shape();
    int count = x.type().count();
    int rank = shape.size();
    return switch (random.nextInt(4)) {
      case 0 -> same(new Reshape(List.of(1, count)), x);
      case 1 ->
          same(new Reshape(List.of(1, count / shape.get(rank - 1), 1, shape.get(rank - 1))), x);
      case 2 -> same(new Reshape(List.of(shape.get(0), count / shape.get(0), 1)), x);
      default -> count % 2 == 0 && same(new Reshape(List.of(1, 2, count / 2)), x);
    };
  }

  private boolean transpose(Value x) {
    List<Integer> permutation = new ArrayList<>(RandomGraphs.range(x.type().rank()));
    Collections.swap(
        permutation, random.nextInt(permutation.size()), random.nextInt(permutation.size()));
    return same(new Transpose(permutation), x);
  }

  private boolean dense(Value x) {
    int inner = x.type().extent(-1);
    int outputs = between(1, 8);
    return fresh(
        new FullyConnected(activation()),
        x,
        weight(x.type(), outputs, inner),
        bias(x.type(), outputs));
  }

  private boolean other(Value x) {
    TensorType type = x.type();
    return switch (random.nextInt(4)) {
      case 0 ->
          graph.node(
              new Softmax(type.rank() - 1, false), Quantization.perTensor(1 / 256f, -128), x);
      case 1 ->
          type.rank() == 4
              && fresh(new Reduce(Reduce.Kind.MEAN, List.of(1, 2), random.nextBoolean()), x);
      case 2 -> {
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (int axis = 0; axis < type.rank(); axis++) {
          before.add(axis == 0 ? 0 : random.nextInt(2));
          after.add(axis == 0 ? 0 : random.nextInt(2));
        }
        yield same(new Pad(before, after, Pad.Mode.CONSTANT, 0), x);
      }
      default ->
          type.rank() == 4
              && same(
                  Resize2d.to(
                      type,
                      2 * type.extent(1),
                      type.extent(2),
                      Resize2d.Mode.NEAREST,
                      Resize2d.Coordinates.ASYMMETRIC,
                      Resize2d.Rounding.FLOOR),
                  x);
    };
  }
}
