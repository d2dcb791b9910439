package thimble.codegen.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.custom.CustomOperators;
import thimble.ir.op.Add;
import thimble.ir.op.Binary;
import thimble.ir.op.Checks;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.CustomAttribute;
import thimble.ir.op.Dequantize;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reduce;
import thimble.ir.op.Requantize;
import thimble.ir.op.Signature;
import thimble.ir.op.Softmax;
import thimble.ir.op.Transpose;
import thimble.ir.op.Unary;
import thimble.ir.op.Window2d;
import thimble.ir.run.Evaluator;

/** Random calls of representative kernels: the JVM and compiled C give the same bytes. */
class DifferentialTest {
  private static final int ROUNDS = 6;

  private final Random random = new Random(20);
  private final List<CallProgram.Case> cases = new ArrayList<>();

  private TensorType f32(Integer... shape) {
    return TensorType.of(ElementType.F32, List.of(shape));
  }

  private TensorType s8(Integer... shape) {
    return TensorType.quantized(ElementType.S8, List.of(shape), quantization());
  }

  private Quantization quantization() {
    return Quantization.perTensor(0.01f + random.nextFloat() * 0.2f, random.nextInt(128));
  }

  private Quantization perChannel(int channels, int axis) {
    return new Quantization(
        IntStream.range(0, channels).mapToObj(i -> 0.001f + random.nextFloat() * 0.02f).toList(),
        IntStream.range(0, channels).mapToObj(i -> 0).toList(),
        axis);
  }

  private int upTo(int most) {
    return 1 + random.nextInt(most);
  }

  private TensorData data(TensorType type) {
    TensorData data = TensorData.allocate(type.element(), type.count());
    for (int i = 0; i < data.count(); i++) {
      boolean rare = random.nextInt(20) == 0;
      double real = rare ? random.nextGaussian() * 1e20 : random.nextGaussian() * 5;
      data.set(
          i,
          switch (type.element()) {
            case F32 -> rare && random.nextBoolean() ? -0.0 : real;
            case BOOL -> random.nextInt(2);
            case S32 -> random.nextInt(random.nextBoolean() ? 5 : 20001) - 2;
            default -> random.nextInt();
          });
    }
    return data;
  }

  /** Adds an operator on random data, its result quantized where asked for. */
  private void add(Op op, boolean quantized, TensorType... inputs) {
    Checks checks = new Checks();
    op.check(List.of(inputs), checks);
    assertThat(checks.broken()).as(op.toString()).isEmpty();
    List<TensorType> outputs =
        op.infer(List.of(inputs)).stream()
            .map(type -> quantized ? type.withQuantization(quantization()) : type)
            .toList();
    List<TensorData> data = List.of(inputs).stream().map(this::data).toList();
    cases.add(new CallProgram.Case(op, new Signature(List.of(inputs), outputs), data));
  }

  private void addIfTaken(Op op, TensorType... inputs) {
    Checks checks = new Checks();
    op.check(List.of(inputs), checks);
    if (checks.passed()) {
      add(op, false, inputs);
    }
  }

  private static TensorType integers(Integer... shape) {
    return TensorType.of(ElementType.S32, List.of(shape));
  }

  private Window2d window() {
    return new Window2d(
        upTo(3),
        upTo(3),
        upTo(2),
        upTo(2),
        upTo(2),
        upTo(2),
        random.nextInt(2),
        random.nextInt(2),
        random.nextInt(2),
        random.nextInt(2));
  }

  private void convolutions() {
    Window2d window = window();
    int groups = upTo(2);
    int in = groups * upTo(3);
    int out = groups * upTo(3);
    Integer[] shape = {1, 7, 6 + random.nextInt(3), in};
    Integer[] weight = {out, window.kernelHeight(), window.kernelWidth(), in / groups};
    add(new Conv2d(window, groups, Clamp.RELU6), false, f32(shape), f32(weight), f32(out));
    add(
        new Conv2d(window, groups, Clamp.NONE),
        true,
        s8(shape),
        TensorType.quantized(ElementType.S8, List.of(weight), perChannel(out, 0)),
        TensorType.of(ElementType.S32, out));
    add(new MaxPool2d(window), false, f32(shape));
    int inputs = upTo(20);
    add(
        new FullyConnected(Clamp.RELU),
        true,
        s8(2, inputs),
        TensorType.quantized(ElementType.S8, List.of(out, inputs), perChannel(out, 0)),
        TensorType.of(ElementType.S32, out));
  }

  private void elementwise() {
    Integer[] shape = {2, upTo(4), upTo(5)};
    add(new Add(Clamp.NONE), true, s8(shape), s8(shape));
    add(new Add(Clamp.RELU), false, f32(shape), f32(1, shape[1], 1));
    add(new Quantize(ElementType.S8), true, f32(shape));
    add(new Quantize(ElementType.U8), true, f32(shape));
    add(new Dequantize(), false, s8(shape));
    add(new Requantize(ElementType.S8), true, s8(shape));
    add(new Transpose(List.of(2, 0, 1)), false, f32(shape));
    for (Binary.Function function : Binary.Function.values()) {
      addIfTaken(new Binary(function), f32(shape), f32(shape));
      addIfTaken(new Binary(function), integers(shape), integers(shape));
    }
    for (Unary.Function function : Unary.Function.values()) {
      addIfTaken(new Unary(function, 0.3f, 0.6f), f32(shape));
      addIfTaken(new Unary(function, 0.3f, 0.6f), integers(shape));
    }
  }

  private void reductions() {
    Integer[] shape = {2, upTo(4), upTo(3), upTo(5)};
    add(new Softmax(random.nextInt(4), random.nextBoolean()), false, f32(shape));
    add(new Softmax(3, false), true, s8(shape));
    for (Reduce.Kind kind : Reduce.Kind.values()) {
      add(new Reduce(kind, List.of(1, 2 + random.nextInt(2)), true), false, f32(shape));
    }
    add(new Reduce(Reduce.Kind.MEAN, List.of(1, 2), false), true, s8(shape));
  }

  private void userOperators() {
    Op op =
        CustomOperators.loadText(
                "HardGate.java",
                """
                import thimble.ir.kernel.FloatMath;

                /** x where the gate is open, tanh(x) elsewhere; and how many were open. */
                public final class HardGate {
                  static final String DOMAIN = "ai.example";
                  static final String OP_TYPE = "HardGate";

                  static int[][] infer(int[][] shapes) {
                    return new int[][] {shapes[0], {1}};
                  }

                  public static void f32(
                      float[] x, int xAt, byte[] gate, int gateAt, float[] y, int yAt,
                      int[] open, int openAt, int xCount, int[] scales, int scalesCount) {
                    int count = 0;
                    for (int i = 0; i < xCount; i++) {
                      boolean isOpen = gate[gateAt + i] != 0;
                      float v = x[xAt + i];
                      y[yAt + i] = isOpen ? v * scales[i % scalesCount] : FloatMath.tanh(v);
                      count += isOpen ? 1 : 0;
                    }
                    open[openAt] = count;
                  }
                }
                """)
            .op(List.of(new CustomAttribute.IntList("scales", List.of(3L, -1L))));
    int count = upTo(12);
    add(op, false, f32(count), TensorType.of(ElementType.BOOL, count));
  }

  @Test
  void hostAgreesWithJvm(@TempDir Path directory) {
    for (int round = 0; round < ROUNDS; round++) {
      convolutions();
      elementwise();
      reductions();
      userOperators();
    }
    List<List<String>> actual =
        new CallProgram(cases)
            .run(directory, "-O1", "-fsanitize=undefined", "-fno-sanitize-recover=all");
    for (int i = 0; i < cases.size(); i++) {
      CallProgram.Case each = cases.get(i);
      List<TensorData> expected = Evaluator.apply(each.op(), each.signature(), each.inputs());
      for (int output = 0; output < expected.size(); output++) {
        TensorData found =
            TensorData.fromLittleEndian(
                expected.get(output).element(), HexFormat.of().parseHex(actual.get(i).get(output)));
        assertThat(bits(found))
            .as("%s on %s", each.op(), each.signature())
            .isEqualTo(bits(expected.get(output)));
      }
    }
  }

  /** The bytes, every NaN alike. */
  private static TensorData bits(TensorData data) {
    if (data.element() != ElementType.F32) {
      return data;
    }
    TensorData same = data.copy();
    for (int i = 0; i < same.count(); i++) {
      float value = same.floatArray()[i];
      same.floatArray()[i] = Float.isNaN(value) ? Float.NaN : value;
    }
    return same;
  }
}
