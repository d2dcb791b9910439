package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.Requantize;

class ReduceTest {
  private static final Quantization RESULT = Quantization.perTensor(0.04f, 9);

  private static final int[][] SHAPES = {{4}, {3, 4}, {2, 3, 4}, {2, 3, 4, 2}, {2, 2, 3, 2, 3}};

  private static final List<List<Integer>> AXES =
      List.of(
          List.of(),
          List.of(0),
          List.of(1),
          List.of(2),
          List.of(3),
          List.of(0, 1),
          List.of(1, 2),
          List.of(2, 3),
          List.of(0, 2),
          List.of(1, 3),
          List.of(1, 4),
          List.of(0, 1, 2, 3));

  /** The stored numbers that become each output element, in order. */
  private static List<List<Double>> groups(Reduce reduce, TensorType x, TensorData data) {
    Map<List<Integer>, List<Double>> groups = new LinkedHashMap<>();
    for (int i = 0; i < x.count(); i++) {
      List<Integer> place = new ArrayList<>();
      int rest = i;
      for (int axis = x.rank() - 1; axis >= 0; axis--) {
        if (!reduce.axes().contains(axis)) {
          place.add(0, rest % x.extent(axis));
        }
        rest /= x.extent(axis);
      }
      groups.computeIfAbsent(place, key -> new ArrayList<>()).add(data.real(i));
    }
    return List.copyOf(groups.values());
  }

  private static double reduced(Reduce.Kind kind, List<Double> group) {
    double sum = group.stream().mapToDouble(v -> v).sum();
    double squares = group.stream().mapToDouble(v -> v * v).sum();
    return switch (kind) {
      case MEAN -> sum / group.size();
      case SUM -> sum;
      case MAX -> group.stream().reduce(Double.NEGATIVE_INFINITY, Math::max);
      case MIN -> group.stream().reduce(Double.POSITIVE_INFINITY, Math::min);
      case PROD -> group.stream().reduce(1.0, (a, b) -> a * b);
      case L1 -> group.stream().mapToDouble(Math::abs).sum();
      case L2 -> Math.sqrt(squares);
      case SUM_SQUARE -> squares;
      case LOG_SUM -> Math.log(sum);
      case LOG_SUM_EXP -> Math.log(group.stream().mapToDouble(Math::exp).sum());
    };
  }

  private interface Rule {
    double apply(TensorType x, Reduce reduce, List<Double> group);
  }

  /** Tries a kind over all axes of tensors of several ranks. */
  private static void tryOut(
      Reduce.Kind kind, ElementType element, Quantization result, Rule rule, Samples samples) {
    for (int[] shape : SHAPES) {
      for (List<Integer> axes : AXES) {
        if (!Axes.areAscending(axes, shape.length)) {
          continue;
        }
        for (boolean keep : new boolean[] {false, true}) {
          Reduce reduce = new Reduce(kind, axes, keep);
          TensorType x = result == null ? TensorType.of(element, shape) : samples.s8(shape);
          Quantization y =
              kind == Reduce.Kind.MAX || kind == Reduce.Kind.MIN
                  ? x.quantization().orElse(null)
                  : result;
          tryOut(reduce, x, samples.data(List.of(x)), y, rule);
        }
      }
    }
  }

  private static void tryOut(
      Reduce reduce, TensorType x, List<TensorData> inputs, Quantization result, Rule rule) {
    if (reduce.kind() == Reduce.Kind.LOG_SUM) {
      for (int i = 0; i < inputs.get(0).count(); i++) {
        inputs.get(0).set(i, Math.abs(inputs.get(0).real(i)));
      }
    }
    double[] expected =
        groups(reduce, x, inputs.get(0)).stream()
            .mapToDouble(group -> rule.apply(x, reduce, group))
            .toArray();
    TensorData actual =
        result == null
            ? Trial.run(reduce, List.of(x), inputs)
            : Trial.run(reduce, List.of(x), inputs, result);
    Expected.assertSame(actual, expected, reduce + " of " + x);
  }

  @Test
  void everyKindInFloat() {
    Samples samples = new Samples(1);
    for (Reduce.Kind kind : Reduce.Kind.values()) {
      tryOut(kind, ElementType.F32, null, (x, r, group) -> reduced(kind, group), samples);
    }
  }

  @Test
  void integersKeepTheirType() {
    Samples samples = new Samples(2);
    for (Reduce.Kind kind : List.of(Reduce.Kind.SUM, Reduce.Kind.MAX, Reduce.Kind.MIN)) {
      tryOut(kind, ElementType.S32, null, (x, r, group) -> reduced(kind, group), samples);
      tryOut(kind, ElementType.S64, null, (x, r, group) -> reduced(kind, group), samples);
    }
    TensorData product =
        Trial.run(
            new Reduce(Reduce.Kind.PROD, List.of(0), false),
            List.of(TensorType.of(ElementType.S64, 3)),
            List.of(TensorData.longs(1L << 40, 3, -5)));
    assertThat(product.integers()).containsExactly(-15L << 40);
    TensorData wrapped =
        Trial.run(
            new Reduce(Reduce.Kind.PROD, List.of(0), false),
            List.of(TensorType.of(ElementType.S32, 2)),
            List.of(TensorData.ints(1 << 20, 1 << 20)));
    assertThat(wrapped.integers()).containsExactly(0);
  }

  @Test
  void quantizedSumsAreRescaled() {
    tryOut(
        Reduce.Kind.SUM,
        ElementType.S8,
        RESULT,
        (x, reduce, group) -> {
          FixedPoint factor = FixedPoint.of((double) x.quant().scale() / RESULT.scale());
          return rescaled(x, group, factor);
        },
        new Samples(3));
  }

  private static double rescaled(TensorType x, List<Double> group, FixedPoint factor) {
    double sum = group.stream().mapToDouble(v -> v - x.quant().zeroPoint()).sum();
    return Requantize.toOutput(
        (int) sum, factor.multiplier(), factor.shift(), RESULT.zeroPoint(), -128, 127);
  }

  /** Over height and width 1/N is folded into the multiplier; other axes go through double. */
  @Test
  void quantizedMeans() {
    tryOut(
        Reduce.Kind.MEAN,
        ElementType.S8,
        RESULT,
        (x, reduce, group) -> {
          if (x.rank() == 4 && reduce.axes().equals(List.of(1, 2))) {
            FixedPoint factor = FixedPoint.of((double) x.quant().scale() / RESULT.scale());
            int k = (int) Math.floor(Math.log(group.size()) / Math.log(2) + 1e-9);
            k = Math.min(k, Math.min(32, 31 + factor.shift()));
            long multiplier = ((long) factor.multiplier() << k) / group.size();
            return rescaled(x, group, new FixedPoint((int) multiplier, factor.shift() - k));
          }
          double sum = group.stream().mapToDouble(v -> v - x.quant().zeroPoint()).sum();
          double steps = sum * x.quant().scale() / group.size() / RESULT.scale();
          double rounded = Math.copySign(Math.floor(Math.abs(steps) + 0.5), steps);
          return Math.max(-128, Math.min(127, rounded + RESULT.zeroPoint()));
        },
        new Samples(4));
  }

  @Test
  void quantizedExtremesCompareStoredIntegers() {
    Samples samples = new Samples(5);
    for (Reduce.Kind kind : List.of(Reduce.Kind.MAX, Reduce.Kind.MIN)) {
      tryOut(kind, ElementType.S8, RESULT, (x, r, group) -> reduced(kind, group), samples);
    }
  }

  @Test
  void logarithmOfHugeExponentialsDoesNotOverflow() {
    TensorData y =
        Trial.run(
            new Reduce(Reduce.Kind.LOG_SUM_EXP, List.of(0), false),
            List.of(Samples.f32(2)),
            List.of(TensorData.floats(1000, 1000)));
    assertThat(y.real(0)).isBetween(1000.693, 1000.694);
  }

  @Test
  void constraintsAreTold() {
    TensorType x = Samples.f32(2, 3, 4);
    assertThat(Trial.broken(new Reduce(Reduce.Kind.SUM, List.of(3), true), x))
        .containsExactly("C2");
    assertThat(Trial.broken(new Reduce(Reduce.Kind.SUM, List.of(1, 0), true), x))
        .containsExactly("C2");
    assertThat(
            Trial.broken(
                new Reduce(Reduce.Kind.SUM, List.of(0, 2, 4), true), Samples.f32(1, 2, 3, 4, 5)))
        .containsExactly("C3");
    assertThat(
            Trial.broken(
                new Reduce(Reduce.Kind.L2, List.of(0), true), TensorType.of(ElementType.S32, 4)))
        .containsExactly("C4");
    assertThat(Trial.broken(new Reduce(Reduce.Kind.MAX, List.of(0), true), Samples.f32(0, 2)))
        .containsExactly("C5");
  }
}
