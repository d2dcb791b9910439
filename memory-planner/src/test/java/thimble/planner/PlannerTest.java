package thimble.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Add;
import thimble.ir.op.Clamp;
import thimble.ir.op.Concat;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Slice;
import thimble.ir.op.Tile;
import thimble.ir.op.Transpose;
import thimble.ir.op.Unary;

/** What is planned for graphs that one can see through. */
class PlannerTest {
  private final List<Node> nodes = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final List<Port> inputs = new ArrayList<>();

  private static TensorType floats(int... shape) {
    return TensorType.of(ElementType.F32, shape);
  }

  private Value input(String id, int... shape) {
    Value value = new Value(id, floats(shape));
    inputs.add(Port.plain(value, id));
    return value;
  }

  private Value constant(String id, int... shape) {
    Value value = new Value(id, floats(shape));
    constants.add(new Constant(value, TensorData.allocate(ElementType.F32, value.type().count())));
    return value;
  }

  private Value node(String id, Op op, Value... operands) {
    List<TensorType> types = List.of(operands).stream().map(Value::type).toList();
    Value result = new Value(id, op.infer(types).get(0));
    List<String> ids = List.of(operands).stream().map(Value::id).toList();
    nodes.add(new Node(op, ids, List.of(result), Origin.NONE));
    return result;
  }

  /** Runs in place if it may. */
  private Value relu(String id, Value x) {
    return node(id, new Unary(Unary.Function.ABS, 0, 0), x);
  }

  /** Never runs in place, and is no view. */
  private Value turn(String id, Value x) {
    return node(id, new Transpose(List.of(1, 0)), x);
  }

  private Value rows(String id, Value x, int first, int count) {
    return node(
        id, new Slice(List.of(first, 0), List.of(count, x.type().extent(1)), List.of(1, 1)), x);
  }

  private Plan plan(Value... outputs) {
    List<Port> ports = List.of(outputs).stream().map(v -> Port.plain(v, v.id())).toList();
    Plan plan = Planner.plan(new Graph("g", inputs, constants, nodes, ports));
    assertThat(PlanVerifier.check(plan)).isEmpty();
    assertThat(plan.memory().peak()).isLessThanOrEqualTo(plan.memory().layerByLayer());
    return plan;
  }

  private static long at(Plan plan, Value value) {
    return plan.addresses().get(value.id()).byteOf(0);
  }

  @Test
  void noNodes() {
    Value x = input("x", 2, 3);
    Plan plan = plan(x);
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.arenaBytes()).isEqualTo(24);
  }

  @Test
  void nothingAtAll() {
    Plan plan = plan();
    assertThat(plan.arenaBytes()).isZero();
    assertThat(Timeline.of(plan).aroundPeak()).isNotEmpty();
  }

  @Test
  void constantAsOutputIsCopied() {
    Value c = constant("c", 2, 3);
    Plan plan = plan(c, c);
    assertThat(plan.steps()).hasSize(1);
    assertThat(plan.graph().outputs().get(0).value().id()).isEqualTo("c.copy");
    assertThat(plan.arenaBytes()).isEqualTo(24);
  }

  @Test
  void inputThatIsAnOutputSurvives() {
    Value x = input("x", 4, 4);
    Value y = relu("y", x);
    Plan plan = plan(x, y);
    assertThat(at(plan, y)).isNotEqualTo(at(plan, x));
    assertThat(plan.arenaBytes()).isEqualTo(128);
  }

  @Test
  void inputIsOverwrittenOnceItIsDead() {
    Value x = input("x", 4, 4);
    Value y = relu("y", x);
    assertThat(plan(y).arenaBytes()).isEqualTo(64);
  }

  @Test
  void unusedInputCountsBeforeTheRunOnly() {
    Value x = input("x", 4, 4);
    input("unused", 2, 4);
    Value y = turn("y", x);
    Plan plan = plan(y);
    assertThat(plan.memory().input()).isEqualTo(96);
    assertThat(plan.arenaBytes()).isEqualTo(128);
  }

  @Test
  void sameOutputTwice() {
    Value y = relu("y", input("x", 4, 4));
    Plan plan = plan(y, y);
    assertThat(plan.arenaBytes()).isEqualTo(64);
  }

  @Test
  void reshapeAndSlicesAreViews() {
    Value x = turn("x", input("in", 6, 4));
    Value flat = node("flat", new Reshape(List.of(8, 3)), x);
    Value part = rows("part", flat, 2, 3);
    Value y = turn("y", part);
    Plan plan = plan(y);
    assertThat(plan.steps()).hasSize(2);
    assertThat(at(plan, flat)).isEqualTo(at(plan, x));
    assertThat(at(plan, part)).isEqualTo(at(plan, x) + 2 * 3 * 4);
  }

  @Test
  void whatNoSliceNeedsIsFreeAtOnce() {
    // Of 64 rows one is kept; the large tensor does not stand beside those made of it.
    Value x = turn("x", input("in", 4, 64));
    Value part = rows("part", x, 10, 1);
    Value y = turn("y", node("tiled", new Tile(List.of(64, 1)), part));
    assertThat(plan(y, part).memory().peak()).isEqualTo(1024 + 1024 + 16);
  }

  @Test
  void concatAlongTheOuterAxisIsBuiltInPlace() {
    Value x = input("x", 4, 4);
    Value a = turn("a", x);
    Value b = turn("b", a);
    Value y = node("y", new Concat(0), a, b);
    Plan plan = plan(y);
    assertThat(plan.steps()).hasSize(2);
    assertThat(at(plan, b)).isEqualTo(at(plan, a) + 64);
  }

  @Test
  void inputInAConcatLiesInIt() {
    Value x = input("x", 4, 4);
    Value a = turn("a", x);
    Value y = node("y", new Concat(0), a, x);
    Plan plan = plan(y);
    assertThat(plan.steps()).hasSize(1);
    assertThat(at(plan, x)).isEqualTo(at(plan, a) + 64);
  }

  @Test
  void valueTwiceInAConcatIsCopiedOnce() {
    Value a = turn("a", input("x", 4, 4));
    Value y = node("y", new Concat(0), a, a);
    Plan plan = plan(y);
    assertThat(plan.steps()).hasSize(2);
    assertThat(at(plan, a)).isEqualTo(at(plan, y));
    assertThat(plan.arenaBytes()).isEqualTo(128);
  }

  @Test
  void constantInAConcatIsCopied() {
    Value a = turn("a", input("x", 4, 4));
    Value y = node("y", new Concat(0), constant("c", 4, 4), a);
    Plan plan = plan(y);
    assertThat(plan.steps()).hasSize(2);
    assertThat(at(plan, a)).isEqualTo(at(plan, y) + 64);
  }

  @Test
  void valueInTwoConcatsHasOnePlace() {
    Value a = turn("a", input("x", 4, 4));
    Value b = turn("b", a);
    Value first = node("first", new Concat(0), a, b);
    Value second = node("second", new Concat(0), b, a);
    Plan plan = plan(first, second);
    assertThat(plan.steps()).hasSize(3);
    assertThat(at(plan, a)).isEqualTo(at(plan, first));
  }

  @Test
  void slicesJoinedAgainAreTheWhole() {
    Value x = turn("x", input("in", 4, 8));
    Value y = node("y", new Concat(0), rows("p", x, 0, 3), rows("q", x, 3, 5));
    Plan plan = plan(turn("z", y));
    assertThat(plan.steps()).hasSize(2);
    assertThat(at(plan, y)).isEqualTo(at(plan, x));
  }

  @Test
  void viewsOfAnOperandKeepItFromBeingOverwritten() {
    Value x = turn("x", input("in", 4, 4));
    Value first = rows("first", x, 0, 1);
    Value y = node("y", new Add(Clamp.NONE), x, first);
    Plan plan = plan(y);
    assertThat(at(plan, y)).isNotEqualTo(at(plan, x));
  }

  @Test
  void residualAddRunsInPlace() {
    Value x = input("x", 8, 8);
    Value a = turn("a", x);
    Value y = node("y", new Add(Clamp.NONE), a, x);
    Plan plan = plan(turn("z", y));
    assertThat(plan.memory().peak()).isEqualTo(512);
    assertThat(plan.memory().layerByLayer()).isEqualTo(768);
  }

  @Test
  void longChainIsPlannedInNoTime() {
    Value x = input("x", 16, 16);
    for (int i = 0; i < 2000; i++) {
      x = i % 3 == 0 ? turn("t" + i, x) : relu("r" + i, x);
    }
    Plan plan = plan(x);
    assertThat(plan.memory().peak()).isEqualTo(2048);
    assertThat(plan.arenaBytes()).isEqualTo(2048);
  }

  @Test
  void wideGraphsArePlannedWithinTheEffort() {
    SplittableRandom random = new SplittableRandom(1);
    Value x = input("x", 8, 8);
    List<Value> ends = new ArrayList<>();
    for (int branch = 0; branch < 100; branch++) {
      Value at = x;
      for (int i = 0; i < 4; i++) {
        at =
            random.nextBoolean()
                ? turn("b" + branch + "_" + i, at)
                : relu("b" + branch + "_" + i, at);
      }
      ends.add(at);
    }
    Value sum = ends.get(0);
    for (int branch = 1; branch < ends.size(); branch++) {
      sum = node("sum" + branch, new Add(Clamp.NONE), sum, ends.get(branch));
    }
    Plan plan = plan(sum);
    // One branch after the other: x, the sum so far, and two tensors of the branch.
    assertThat(plan.memory().peak()).isLessThanOrEqualTo(4 * 256);
    assertThat(plan.arenaBytes()).isEqualTo(plan.memory().lowerBound());
  }

  @Test
  void branchesAreComputedWhenTheyAreWanted() {
    // In the file all branches stand first; the sum wants the last one first.
    Value x = input("x", 8, 8);
    List<Value> branches = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      branches.add(turn("b" + i, x));
    }
    Value sum = branches.get(299);
    for (int i = 0; i < 299; i++) {
      sum = node("sum" + i, new Add(Clamp.NONE), sum, branches.get(i));
    }
    assertThat(plan(sum).memory().peak()).isEqualTo(3 * 256);
  }

  @Test
  void samePlanEveryTime() {
    Value x = input("x", 8, 8);
    Value a = turn("a", x);
    Value b = turn("b", x);
    Value y = node("y", new Concat(1), a, b, x);
    Plan first = plan(y);
    assertThat(plan(y)).isEqualTo(first);
  }

  @Test
  void shortageNamesTheLargestTensorsAndDrawsTheMap() {
    Value x = input("x", 8, 8);
    Plan plan = plan(turn("big", x));
    String text = Shortage.of(plan, 100, "the board").getMessage();
    assertThat(text)
        .startsWith("error[T0401]: the model needs 512 bytes of RAM, the board has 100")
        .contains("%x f32[8x8] 256 bytes, %big f32[8x8] 256 bytes")
        .contains("transpose B   < peak")
        .contains("B  %big f32[8x8]");
  }
}
