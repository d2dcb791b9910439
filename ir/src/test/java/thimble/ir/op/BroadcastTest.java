package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** Operators of broadcast operands, against NumPy's rule applied place by place. */
class BroadcastTest {
  /** Pairs of shapes that broadcast: named ones, then any. */
  static List<List<List<Integer>>> shapes() {
    List<List<List<Integer>>> pairs = new ArrayList<>();
    List<Integer> image = List.of(1, 5, 3, 7);
    List<Integer> batch = List.of(2, 5, 3, 7);
    for (List<Integer> other :
        List.of(
            image,
            batch,
            List.<Integer>of(),
            List.of(1),
            List.of(7),
            List.of(3, 1),
            List.of(1, 7),
            List.of(5, 3, 7),
            List.of(5, 1, 1),
            List.of(1, 1, 1, 7),
            List.of(1, 5, 1, 1),
            List.of(1, 5, 3, 1),
            List.of(1, 1, 3, 1),
            List.of(2, 1, 1, 7),
            List.of(2, 5, 1, 7),
            List.of(1, 5, 1, 7))) {
      pairs.add(List.of(image, other));
      pairs.add(List.of(other, batch));
    }
    Random random = new Random(7);
    for (int i = 0; i < 150; i++) {
      int rank = random.nextInt(9);
      List<Integer> a = new ArrayList<>();
      List<Integer> b = new ArrayList<>();
      for (int axis = 0; axis < rank; axis++) {
        int extent = 1 + random.nextInt(3);
        a.add(random.nextInt(3) == 0 ? 1 : extent);
        b.add(random.nextInt(3) == 0 ? 1 : extent);
      }
      pairs.add(List.of(a, b.subList(rank == 0 ? 0 : random.nextInt(rank), rank)));
      pairs.add(List.of(a.subList(rank == 0 ? 0 : random.nextInt(rank), rank), b));
    }
    return pairs;
  }

  private static TensorData binary(Op op, TensorType a, TensorType b, TensorData x, TensorData y) {
    return OpRunner.run(op, List.of(a, b), List.of(x, y));
  }

  @Test
  void addsFloatsOfAnyShapes() {
    Random random = new Random(1);
    for (List<List<Integer>> shapes : shapes()) {
      TensorType a = TensorType.of(ElementType.F32, shapes.get(0));
      TensorType b = TensorType.of(ElementType.F32, shapes.get(1));
      TensorData x = OpRunner.random(a, random);
      TensorData y = OpRunner.random(b, random);
      TensorData sum = binary(new Add(Clamp.RELU6), a, b, x, y);
      TensorData difference = binary(new Subtract(Clamp.NONE), a, b, x, y);
      TensorData product = binary(new Multiply(Clamp.NONE), a, b, x, y);
      List<Integer> shape = Shapes.broadcast(List.of(a, b)).orElseThrow();
      for (int i = 0; i < sum.count(); i++) {
        int[] place = OpRunner.place(shape, i);
        float p = x.floatArray()[OpRunner.index(a, place)];
        float q = y.floatArray()[OpRunner.index(b, place)];
        assertThat(sum.floatArray()[i]).isEqualTo(Math.max(0f, Math.min(6f, p + q)));
        assertThat(difference.floatArray()[i]).isEqualTo(p - q);
        assertThat(product.floatArray()[i]).isEqualTo(p * q);
      }
    }
  }

  @Test
  void integersWrapAround() {
    Random random = new Random(2);
    for (List<List<Integer>> shapes : shapes().subList(0, 60)) {
      TensorType a = TensorType.of(ElementType.S64, shapes.get(0));
      TensorType b = TensorType.of(ElementType.S64, shapes.get(1));
      TensorData x = OpRunner.random(a, random);
      TensorData y = OpRunner.random(b, random);
      TensorData sum = binary(new Add(Clamp.NONE), a, b, x, y);
      TensorData difference = binary(new Subtract(Clamp.NONE), a, b, x, y);
      TensorData product = binary(new Multiply(Clamp.NONE), a, b, x, y);
      List<Integer> shape = Shapes.broadcast(List.of(a, b)).orElseThrow();
      for (int i = 0; i < sum.count(); i++) {
        int[] place = OpRunner.place(shape, i);
        long p = x.integer(OpRunner.index(a, place));
        long q = y.integer(OpRunner.index(b, place));
        assertThat(sum.integer(i)).isEqualTo(p + q);
        assertThat(difference.integer(i)).isEqualTo(p - q);
        assertThat(product.integer(i)).isEqualTo(p * q);
      }
    }
  }

  @Test
  void narrowIntegersWrapToo() {
    TensorType type = TensorType.of(ElementType.S32, 4);
    TensorData x = TensorData.ints(Integer.MAX_VALUE, Integer.MIN_VALUE, 65536, -1);
    TensorData y = TensorData.ints(1, 1, 65536, 1);
    assertThat(binary(new Add(Clamp.NONE), type, type, x, y).intArray())
        .containsExactly(Integer.MIN_VALUE, Integer.MIN_VALUE + 1, 131072, 0);
    assertThat(binary(new Subtract(Clamp.NONE), type, type, x, y).intArray())
        .containsExactly(Integer.MAX_VALUE - 1, Integer.MAX_VALUE, 0, -2);
    assertThat(binary(new Multiply(Clamp.NONE), type, type, x, y).intArray())
        .containsExactly(Integer.MAX_VALUE, Integer.MIN_VALUE, 0, -1);
  }

  @ParameterizedTest
  @EnumSource(Compare.Relation.class)
  void comparesEveryType(Compare.Relation relation) {
    Random random = new Random(3);
    for (ElementType element :
        List.of(
            ElementType.F32,
            ElementType.F64,
            ElementType.S8,
            ElementType.U8,
            ElementType.S16,
            ElementType.S32,
            ElementType.S64,
            ElementType.BOOL)) {
      TensorType a = TensorType.of(element, 2, 3, 5);
      TensorType b = TensorType.of(element, 3, 1);
      TensorData x = OpRunner.random(a, random);
      TensorData y = OpRunner.random(b, random);
      System.arraycopy(x.array(), 1, y.array(), 0, 1); // equal somewhere
      TensorData result = binary(new Compare(relation), a, b, x, y);
      for (int i = 0; i < result.count(); i++) {
        int[] place = OpRunner.place(a.shape(), i);
        int j = OpRunner.index(b, place);
        int order =
            element.isFloat()
                ? Double.compare(x.real(i), y.real(j))
                : Long.compare(x.integer(i), y.integer(j));
        assertThat(result.integer(i)).isEqualTo(holds(relation, order) ? 1 : 0);
      }
    }
  }

  private static boolean holds(Compare.Relation relation, int order) {
    return switch (relation) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  @ParameterizedTest
  @EnumSource(Compare.Relation.class)
  void notANumberCompares(Compare.Relation relation) {
    TensorType type = TensorType.of(ElementType.F32, 3);
    TensorData x = TensorData.floats(Float.NaN, 1, Float.NaN);
    TensorData y = TensorData.floats(1, Float.NaN, Float.NaN);
    assertThat(binary(new Compare(relation), type, type, x, y).integers()).containsOnly(0);
  }

  @Test
  void truthFunctions() {
    TensorType type = TensorType.of(ElementType.BOOL, 4);
    TensorData x = TensorData.wrap(ElementType.BOOL, new byte[] {0, 0, 1, 1});
    TensorData y = TensorData.wrap(ElementType.BOOL, new byte[] {0, 1, 0, 1});
    IntBinaryOperator[] functions = {(a, b) -> a & b, (a, b) -> a | b, (a, b) -> a ^ b};
    for (Logical.Function function : Logical.Function.values()) {
      TensorData result = binary(new Logical(function), type, type, x, y);
      for (int i = 0; i < 4; i++) {
        assertThat(result.integer(i))
            .isEqualTo(functions[function.ordinal()].applyAsInt(i / 2, i % 2));
      }
    }
    assertThat(OpRunner.run(new Not(), List.of(type), List.of(x)).integers())
        .containsExactly(1, 1, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, mode = EnumSource.Mode.EXCLUDE, names = "S4")
  void choosesInEveryType(ElementType element) {
    Random random = new Random(4);
    for (List<List<Integer>> shapes : shapes().subList(0, 60)) {
      TensorType condition = TensorType.of(ElementType.BOOL, shapes.get(0));
      TensorType a = TensorType.of(element, shapes.get(1));
      TensorType b = TensorType.of(element, shapes.get(0));
      List<TensorType> types = List.of(condition, a, b);
      List<TensorData> data = types.stream().map(type -> OpRunner.random(type, random)).toList();
      TensorData result = OpRunner.run(new Where(), types, data);
      List<Integer> shape = Shapes.broadcast(types).orElseThrow();
      for (int i = 0; i < result.count(); i++) {
        int[] place = OpRunner.place(shape, i);
        int chosen = data.get(0).integer(OpRunner.index(condition, place)) != 0 ? 1 : 2;
        assertThat(result.real(i))
            .isEqualTo(data.get(chosen).real(OpRunner.index(types.get(chosen), place)));
      }
    }
  }

  @Test
  void slopesAreBroadcast() {
    TensorType x = TensorType.of(ElementType.F32, 1, 2, 2, 3);
    TensorType slope = TensorType.of(ElementType.F32, 3);
    TensorData data = TensorData.floats(-1, -2, 3, 4, -5, -6, 0, -0f, -1, 1, 2, Float.NaN);
    TensorData slopes = TensorData.floats(0.5f, 2, -1);
    assertThat(binary(new PRelu(), x, slope, data, slopes).floatArray())
        .containsExactly(-0.5f, -4, 3, 4, -10, 6, 0, -0f, 1, 1, 2, Float.NaN);
  }

  @Test
  void broadcastInputsAreNotOverwritten() {
    TensorType image = TensorType.of(ElementType.F32, 1, 2, 2, 3);
    TensorType channel = TensorType.of(ElementType.F32, 3);
    TensorType truth = TensorType.of(ElementType.BOOL, 1, 2, 2, 3);
    Op add = new Add(Clamp.NONE);
    assertThat(add.overwritable(new Signature(List.of(image, image), List.of(image))))
        .containsExactly(0, 1);
    assertThat(add.overwritable(new Signature(List.of(channel, image), List.of(image))))
        .containsExactly(1);
    // The result may be smaller than what it overwrites, not larger.
    Op less = new Compare(Compare.Relation.LESS);
    assertThat(less.overwritable(new Signature(List.of(image, channel), List.of(truth))))
        .containsExactly(0);
    assertThat(
            new Where().overwritable(new Signature(List.of(truth, image, image), List.of(image))))
        .containsExactly(1, 2);
    assertThat(
            new Cast(ElementType.F32).overwritable(new Signature(List.of(truth), List.of(image))))
        .isEmpty();
  }

  @Test
  void commonCasesHavePlainLoops() {
    TensorType image = TensorType.of(ElementType.F32, 1, 8, 8, 16);
    TensorType channel = TensorType.of(ElementType.F32, 16);
    TensorType scalar = TensorType.of(ElementType.F32);
    TensorType plane = TensorType.of(ElementType.F32, 1, 8, 8, 1);
    Op add = new Add(Clamp.NONE);
    assertThat(add.kernel(new Signature(List.of(image, image), List.of(image))).method())
        .isEqualTo("f32");
    assertThat(add.kernel(new Signature(List.of(image, scalar), List.of(image))).arguments())
        .contains(new Argument.Int("blocks", 1), new Argument.PerRow("run", 128));
    assertThat(add.kernel(new Signature(List.of(image, channel), List.of(image))).arguments())
        .contains(new Argument.PerRow("blocks", 8), new Argument.Int("run", 16));
    assertThat(add.kernel(new Signature(List.of(image, plane), List.of(image))).arguments())
        .contains(new Argument.PerRow("blocks", 8), new Argument.Int("run", 16));
  }

  @Test
  void unequalShapesAreRefused() {
    Checks checks = new Checks();
    TensorType a = TensorType.of(ElementType.F32, 2, 3);
    new Add(Clamp.NONE).check(List.of(a, TensorType.of(ElementType.F32, 2)), checks);
    assertThat(checks.broken()).singleElement().asString().startsWith("C2");
    checks = new Checks();
    new Add(Clamp.NONE).check(List.of(a, TensorType.of(ElementType.S32, 3)), checks);
    assertThat(checks.broken()).singleElement().asString().startsWith("C4");
  }
}
