package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** Operators that move elements, against their definition place by place, bit for bit. */
class MovementTest {
  private final Random random = new Random(5);

  /** Insists that each result element is the input element at the place that the rule names. */
  private void assertMoves(Op op, TensorType type, TensorData x, UnaryOperator<int[]> sourceOf) {
    TensorData y = OpRunner.run(op, List.of(type), List.of(x));
    List<Integer> shape = op.infer(List.of(type)).get(0).shape();
    for (int i = 0; i < y.count(); i++) {
      int[] source = sourceOf.apply(OpRunner.place(shape, i));
      assertThat(bits(y, i))
          .as("%s of %s, element %s", op, type, i)
          .isEqualTo(bits(x, OpRunner.index(type, source)));
    }
  }

  private static long bits(TensorData data, int index) {
    if (data.array() instanceof float[] floats) {
      return Float.floatToRawIntBits(floats[index]);
    } else if (data.array() instanceof double[] doubles) {
      return Double.doubleToRawLongBits(doubles[index]);
    }
    return data.integer(index);
  }

  private void assertMoves(Op op, TensorType type, UnaryOperator<int[]> sourceOf) {
    assertMoves(op, type, OpRunner.random(type, random), sourceOf);
  }

  private List<Integer> anyShape() {
    return IntStream.range(0, random.nextInt(6)).mapToObj(i -> 1 + random.nextInt(4)).toList();
  }

  @Test
  void transposesInAnyOrder() {
    for (int trial = 0; trial < 200; trial++) {
      List<Integer> shape = anyShape();
      List<Integer> order = new ArrayList<>(IntStream.range(0, shape.size()).boxed().toList());
      Collections.shuffle(order, random);
      assertMoves(
          new Transpose(order),
          TensorType.of(ElementType.F32, shape),
          place -> {
            int[] source = new int[place.length];
            for (int axis = 0; axis < place.length; axis++) {
              source[order.get(axis)] = place[axis];
            }
            return source;
          });
    }
  }

  @Test
  void transposesOfUnitAxesAreViews() {
    TensorType type = TensorType.of(ElementType.S8, 1, 4, 1, 5);
    assertThat(new Transpose(List.of(0, 1, 3, 2)).aliases(signature(type))).hasSize(1);
    assertThat(new Transpose(List.of(2, 1, 0, 3)).aliases(signature(type))).hasSize(1);
    assertThat(new Transpose(List.of(0, 3, 2, 1)).aliases(signature(type))).isEmpty();
    // Layout at the edge of an image: two moving loops, no more.
    TensorType image = TensorType.of(ElementType.S8, 1, 3, 8, 8);
    TensorType channelsLast = TensorType.of(ElementType.S8, 1, 8, 8, 3);
    Signature signature = new Signature(List.of(image), List.of(channelsLast));
    assertThat(new Transpose(List.of(0, 2, 3, 1)).kernel(signature).arguments())
        .contains(new Argument.Int("levels", 1), new Argument.Int("run", 3));
  }

  private static Signature signature(TensorType type) {
    return new Signature(List.of(type), List.of(type));
  }

  @Test
  void slicesForwardsAndBackwards() {
    for (int trial = 0; trial < 300; trial++) {
      List<Integer> shape = anyShape();
      List<Integer> starts = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      List<Integer> steps = new ArrayList<>();
      for (int extent : shape) {
        boolean whole = random.nextInt(3) == 0;
        int step = whole ? 1 : (1 + random.nextInt(2)) * (random.nextBoolean() ? 1 : -1);
        int start = whole ? 0 : random.nextInt(extent);
        int most = (step > 0 ? extent - 1 - start : start) / Math.abs(step) + 1;
        starts.add(start);
        sizes.add(whole ? extent : 1 + random.nextInt(most));
        steps.add(step);
      }
      assertMoves(
          new Slice(starts, sizes, steps),
          TensorType.of(ElementType.S16, shape),
          place -> {
            int[] source = new int[place.length];
            for (int axis = 0; axis < place.length; axis++) {
              source[axis] = starts.get(axis) + place[axis] * steps.get(axis);
            }
            return source;
          });
    }
  }

  @Test
  void slicesAreViewsOrGoByRows() {
    TensorType image = TensorType.of(ElementType.S8, 1, 8, 6, 4);
    Slice rows = slice(List.of(0, 2, 0, 0), List.of(1, 3, 6, 4), List.of(1, 1, 1, 1));
    assertThat(rows.aliases(signature(image)))
        .containsExactly(new Alias(0, 0, 48, Alias.Kind.OUTPUT_IN_INPUT));
    Slice everyOther = slice(List.of(0, 1, 0, 0), List.of(1, 4, 6, 4), List.of(1, 2, 1, 1));
    assertThat(everyOther.aliases(signature(image))).isEmpty();
    assertThat(everyOther.access(signature(image)))
        .isEqualTo(Access.rows(new RowWindow(1, 2, 0, 1, 1, 0, false, 8, 4)));
    Slice channels = slice(List.of(0, 0, 0, 1), List.of(1, 8, 6, 2), List.of(1, 1, 1, 1));
    assertThat(channels.access(signature(image))).isEqualTo(Access.mergeableRows(RowWindow.same()));
    Slice upwards = slice(List.of(0, 7, 0, 0), List.of(1, 8, 6, 4), List.of(1, -1, 1, 1));
    assertThat(upwards.access(signature(image))).isEqualTo(Access.whole());
  }

  private static Slice slice(List<Integer> starts, List<Integer> sizes, List<Integer> steps) {
    return new Slice(starts, sizes, steps);
  }

  @Test
  void emptySlicesAreEmpty() {
    TensorType type = TensorType.of(ElementType.S64, 3, 4);
    Slice none = slice(List.of(1, 0), List.of(0, 4), List.of(1, 1));
    TensorData x = OpRunner.random(type, random);
    assertThat(OpRunner.run(none, List.of(type), List.of(x)).count()).isZero();
    TensorType empty = TensorType.of(ElementType.S64, 0, 4);
    TensorData nothing = TensorData.allocate(ElementType.S64, 0);
    List<TensorType> types = List.of(empty, type, empty);
    assertThat(OpRunner.run(new Concat(0), types, List.of(nothing, x, nothing))).isEqualTo(x);
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, mode = EnumSource.Mode.EXCLUDE, names = "S4")
  void joinsAlongAnyAxis(ElementType element) {
    for (int inputs = 1; inputs <= Concat.MOST_INPUTS; inputs++) {
      for (int axis = 0; axis < 4; axis++) {
        List<TensorType> types = new ArrayList<>();
        for (int input = 0; input < inputs; input++) {
          List<Integer> shape = new ArrayList<>(List.of(1, 2, 3, 2));
          shape.set(axis, 1 + random.nextInt(3));
          types.add(TensorType.of(element, shape));
        }
        assertJoins(axis, types);
      }
    }
  }

  private void assertJoins(int axis, List<TensorType> types) {
    List<TensorData> data = types.stream().map(type -> OpRunner.random(type, random)).toList();
    Concat concat = new Concat(axis);
    TensorData y = OpRunner.run(concat, types, data);
    List<Integer> shape = concat.infer(types).get(0).shape();
    for (int i = 0; i < y.count(); i++) {
      int[] place = OpRunner.place(shape, i);
      int input = 0;
      while (place[axis] >= types.get(input).extent(axis)) {
        place[axis] -= types.get(input).extent(axis);
        input++;
      }
      assertThat(bits(y, i))
          .isEqualTo(bits(data.get(input), OpRunner.index(types.get(input), place)));
    }
  }

  @Test
  void joinsAlongTheOutermostAxisAreViews() {
    TensorType a = TensorType.of(ElementType.S16, 1, 2, 3, 4);
    TensorType b = TensorType.of(ElementType.S16, 1, 5, 3, 4);
    TensorType y = TensorType.of(ElementType.S16, 1, 7, 3, 4);
    assertThat(new Concat(1).aliases(new Signature(List.of(a, b), List.of(y))))
        .containsExactly(
            new Alias(0, 0, 0, Alias.Kind.INPUT_IN_OUTPUT),
            new Alias(1, 0, 48, Alias.Kind.INPUT_IN_OUTPUT));
    assertThat(
            new Concat(2)
                .aliases(
                    new Signature(List.of(a, a), List.of(TensorType.of(a.element(), 1, 2, 6, 4)))))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Pad.Mode.class)
  void padsInEveryModeAndType(Pad.Mode mode) {
    for (ElementType element : OpRunner.COMPUTED) {
      for (int trial = 0; trial < 25; trial++) {
        List<Integer> shape = anyShape();
        List<Integer> before = shape.stream().map(extent -> random.nextInt(4) % 3).toList();
        List<Integer> after = shape.stream().map(extent -> random.nextInt(4) % 3).toList();
        int value = element == ElementType.BOOL ? 1 : 5;
        assertPads(new Pad(before, after, mode, value), TensorType.of(element, shape), value);
      }
    }
  }

  private void assertPads(Pad pad, TensorType type, int value) {
    TensorData x = OpRunner.random(type, random);
    TensorData y = OpRunner.run(pad, List.of(type), List.of(x));
    List<Integer> shape = pad.infer(List.of(type)).get(0).shape();
    for (int i = 0; i < y.count(); i++) {
      int[] place = OpRunner.place(shape, i);
      boolean inside = true;
      for (int axis = 0; axis < place.length; axis++) {
        int at = place[axis] - pad.before().get(axis);
        inside &= at >= 0 && at < type.extent(axis);
        place[axis] = source(pad.mode(), at, type.extent(axis));
      }
      if (inside || pad.mode() != Pad.Mode.CONSTANT) {
        assertThat(bits(y, i))
            .as("%s of %s, element %s", pad, type, i)
            .isEqualTo(bits(x, OpRunner.index(type, place)));
      } else {
        assertThat(y.real(i)).isEqualTo(value);
      }
    }
  }

  /** Walks to the place outside one step at a time, turning round at the ends. */
  private static int source(Pad.Mode mode, int at, int extent) {
    if (mode != Pad.Mode.REFLECT) {
      return Math.max(0, Math.min(extent - 1, at));
    }
    int place = 0;
    int direction = at < 0 ? -1 : 1;
    IntUnaryOperator turn = p -> p < 0 || p >= extent ? -1 : 1;
    for (int step = 0; step < Math.abs(at) && extent > 1; step++) {
      direction *= turn.applyAsInt(place + direction);
      place += direction;
    }
    return place;
  }

  @Test
  void padsQuantizedTensorsWithStoredNumbers() {
    TensorType x =
        TensorType.quantized(ElementType.S8, List.of(1), Quantization.perTensor(0.5f, 3));
    double[] values = {0, 1, -1.25, 1000, Double.NEGATIVE_INFINITY};
    long[] stored = {3, 5, 0, 127, -128};
    for (int i = 0; i < values.length; i++) {
      Pad pad = new Pad(List.of(1), List.of(0), Pad.Mode.CONSTANT, values[i]);
      TensorData y = OpRunner.run(pad, List.of(x), List.of(TensorData.bytes((byte) 9)));
      assertThat(y.integers()).containsExactly(stored[i], 9);
    }
  }

  @Test
  void rowsOfPaddingAreStreamed() {
    TensorType image = TensorType.of(ElementType.S8, 1, 8, 6, 4);
    Pad pad = new Pad(List.of(0, 1, 1, 0), List.of(0, 2, 0, 0), Pad.Mode.CONSTANT, 0);
    Signature signature = new Signature(List.of(image), pad.infer(List.of(image)));
    assertThat(pad.access(signature))
        .isEqualTo(Access.rows(new RowWindow(1, 1, 0, 1, -1, 0, false, 8, 11)));
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, mode = EnumSource.Mode.EXCLUDE, names = "S4")
  void gathersAlongAnyAxis(ElementType element) {
    for (int axis = 0; axis < 3; axis++) {
      for (ElementType indexType : List.of(ElementType.S32, ElementType.S64)) {
        TensorType data = TensorType.of(element, 3, 4, 2);
        TensorType indices = TensorType.of(indexType, 2, 2);
        TensorData x = OpRunner.random(data, random);
        TensorData chosen = TensorData.allocate(indexType, 4);
        for (int i = 0; i < 4; i++) {
          chosen.set(i, random.nextInt(2 * data.extent(axis)) - data.extent(axis));
        }
        Gather gather = new Gather(axis);
        TensorData y = OpRunner.run(gather, List.of(data, indices), List.of(x, chosen));
        List<Integer> shape = gather.infer(List.of(data, indices)).get(0).shape();
        for (int i = 0; i < y.count(); i++) {
          int[] place = OpRunner.place(shape, i);
          int[] source = new int[3];
          for (int a = 0; a < 3; a++) {
            source[a] = place[a <= axis ? a : a + 1];
          }
          int index = (int) chosen.integer(2 * place[axis] + place[axis + 1]);
          source[axis] = Math.floorMod(index, data.extent(axis));
          assertThat(bits(y, i)).isEqualTo(bits(x, OpRunner.index(data, source)));
        }
      }
    }
  }

  @Test
  void indicesOutsideStayInside() {
    TensorType data = TensorType.of(ElementType.S32, 3);
    TensorType indices = TensorType.of(ElementType.S64, 4);
    TensorData y =
        OpRunner.run(
            new Gather(0),
            List.of(data, indices),
            List.of(
                TensorData.ints(10, 20, 30),
                TensorData.longs(3, -4, Long.MAX_VALUE, Long.MIN_VALUE)));
    assertThat(y.intArray()).containsExactly(30, 10, 30, 10);
  }

  @Test
  void expandsAndTiles() {
    for (int trial = 0; trial < 200; trial++) {
      List<Integer> shape = anyShape();
      List<Integer> small =
          shape.stream().map(extent -> random.nextBoolean() ? 1 : extent).toList();
      List<Integer> tail =
          small.subList(shape.isEmpty() ? 0 : random.nextInt(shape.size()), shape.size());
      assertMoves(new Expand(shape), TensorType.of(ElementType.F64, tail), place -> place);
      List<Integer> repeats = shape.stream().map(extent -> 1 + random.nextInt(3) % 2).toList();
      assertMoves(
          new Tile(repeats),
          TensorType.of(ElementType.S32, shape),
          place -> {
            for (int axis = 0; axis < place.length; axis++) {
              place[axis] %= shape.get(axis);
            }
            return place;
          });
    }
  }

  @Test
  void reshapesKeepTheOrder() {
    TensorType type = TensorType.of(ElementType.S8, 2, 3, 4);
    TensorData x = OpRunner.random(type, random);
    assertThat(OpRunner.run(new Reshape(List.of(6, 4)), List.of(type), List.of(x))).isEqualTo(x);
    assertThat(Trial.broken(new Reshape(List.of(5, 5)), type)).containsExactly("C4");
  }

  /** Signalling NaNs too: a move is not an operation. */
  @ParameterizedTest
  @ValueSource(ints = {0x7FA00001, 0xFFA12345, 0x7FC00000, 0xFFFFFFFF, 0x80000000, 1})
  void movesKeepEveryBit(int bits) {
    TensorType type = TensorType.of(ElementType.F32, 1, 2, 3, 4);
    float[] values = new float[24];
    java.util.Arrays.fill(values, Float.intBitsToFloat(bits));
    TensorData x = TensorData.floats(values);
    UnaryOperator<int[]> any = place -> new int[4];
    assertMoves(new Transpose(List.of(3, 1, 0, 2)), type, x, any);
    assertMoves(new Tile(List.of(1, 2, 1, 1)), type, x, any);
    assertMoves(new Reshape(List.of(24)), type, x, any);
    TensorData joined = OpRunner.run(new Concat(3), List.of(type, type), List.of(x, x));
    assertThat(bits(joined, 9)).isEqualTo(Float.floatToRawIntBits(values[0]));
  }

  @Test
  void nonsenseIsRefused() {
    TensorType type = TensorType.of(ElementType.F32, 2, 3);
    assertThat(Trial.broken(new Transpose(List.of(0, 0)), type)).containsExactly("C3");
    assertThat(Trial.broken(slice(List.of(0, 1), List.of(2, 3), List.of(1, 1)), type))
        .containsExactly("C4");
    assertThat(Trial.broken(slice(List.of(0, 0), List.of(2, 1), List.of(1, 0)), type))
        .containsExactly("C4");
    assertThat(Trial.broken(new Concat(2), type)).containsExactly("C3");
    assertThat(Trial.broken(new Concat(0), type, TensorType.of(ElementType.F32, 2, 4)))
        .containsExactly("C4");
    assertThat(Trial.broken(new Pad(List.of(-1, 0), List.of(0, 0), Pad.Mode.CONSTANT, 0), type))
        .containsExactly("C4");
    assertThat(
            Trial.broken(
                new Pad(List.of(Integer.MAX_VALUE, 0), List.of(1, 0), Pad.Mode.EDGE, 0), type))
        .containsExactly("C6");
    assertThat(Trial.broken(new Tile(List.of(1 << 30, 1 << 30)), type)).containsExactly("C4");
    assertThat(Trial.broken(new Expand(List.of(3, 3)), type)).containsExactly("C4");
    assertThat(Trial.broken(new Gather(0), type, type)).containsExactly("C4");
  }
}
