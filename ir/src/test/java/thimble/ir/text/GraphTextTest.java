package thimble.ir.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.ir.Carry;
import thimble.ir.Code;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.op.Op;
import thimble.ir.op.OpNames;

class GraphTextTest {
  private static final String HOSTILE = "*/ #include \"x\"\n\t\\ %y } é\u202e\ud83d\uffff";

  static Stream<String> operators() {
    return OpNames.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("operators")
  void everyOperatorReadsBackEqual(String name) {
    Random random = new Random(name.hashCode());
    RandomRecords records = new RandomRecords(random);
    for (int round = 0; round < 20; round++) {
      Graph graph = graph(random, (Op) records.record(OpNames.find(name).orElseThrow()));
      String text = GraphPrinter.print(graph);
      Graph again = GraphParser.parse(text);
      assertThat(again).as(text).isEqualTo(graph);
      assertThat(GraphPrinter.print(again)).isEqualTo(text);
    }
  }

  /** A graph that need not make sense: the text form is all that counts. */
  private static Graph graph(Random random, Op op) {
    List<Constant> constants = new ArrayList<>();
    for (ElementType element : ElementType.values()) {
      constants.add(constant(random, element, random.nextInt(80)));
    }
    Value x = new Value("x:0", type(random));
    Node first =
        new Node(op, List.of("x:0", "c.s8"), List.of(new Value("y/:", type(random))), Origin.NONE);
    Node second =
        new Node(
            op,
            random.nextBoolean() ? List.of() : List.of("y/:"),
            List.of(new Value("-", type(random)), new Value("input", type(random))),
            Origin.of(HOSTILE, "Conv", 13).plus(Origin.of("b", HOSTILE, -1)));
    return new Graph(
        "g",
        List.of(
            new Port(x, HOSTILE, List.of(4, 3), List.of(1, 0), random.nextBoolean()),
            Port.plain(x, "x").repeatedAs("x:1"),
            Port.state(new Value("x:2", x.type()), new Carry("y/:", Optional.empty(), 2))),
        constants,
        List.of(first, second),
        List.of(Port.plain(x, "x"), Port.plain(second.outputs().get(1), "")));
  }

  private static Constant constant(Random random, ElementType element, int count) {
    byte[] bytes = new byte[count * element.bytes()];
    random.nextBytes(bytes);
    for (int i = 0; element == ElementType.BOOL && i < count; i++) {
      bytes[i] &= 1;
    }
    for (int i = 0; element == ElementType.S4 && i < count; i++) {
      bytes[i] >>= 4;
    }
    TensorType type = TensorType.of(element, count);
    return new Constant(
        new Value("c." + element.text(), type), TensorData.fromLittleEndian(element, bytes));
  }

  private static TensorType type(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> TensorType.of(ElementType.F32);
      case 1 -> TensorType.of(ElementType.BOOL, 2, 0, 5);
      case 2 ->
          TensorType.quantized(
              ElementType.S8, List.of(3, 4), Quantization.perTensor(random.nextFloat(), -128));
      default ->
          TensorType.quantized(
              ElementType.U8,
              List.of(3, 2),
              new Quantization(List.of(1e-9f, random.nextFloat()), List.of(0, 200), 1));
    };
  }

  @Test
  void looksLikeThis() {
    String text =
        """
        graph net {
          input %x : s8[1x4x1] q(0.5, 3) = "in" [1x1x4] permute [0, 2, 1] float
          const %w : s8[1x1x1x1] q(axis 0: 0.25, 0) = [-7]
          const %b : s32[1] = [100]
          %y : s8[1x4x1] q(0.1, 0) = conv2d(window={kernelHeight=1, kernelWidth=1, strideY=1, \
        strideX=1, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}, \
        groups=1, activation={low=0.0, high=inf}) %x, %w, %b from "Conv" 13 "/conv"
          output %y = "out" [1x4x1]
        }
        """;
    assertThat(GraphPrinter.print(GraphParser.parse(text))).isEqualTo(text);
  }

  @Test
  void summaryCutsLargeConstants() {
    Constant constant = constant(new Random(1), ElementType.S8, 1000);
    Graph graph = new Graph("g", List.of(), List.of(constant), List.of(), List.of());
    assertThat(GraphPrinter.summary(graph)).hasSizeLessThan(100).contains("...]");
    assertThat(GraphParser.parse(GraphPrinter.print(graph))).isEqualTo(graph);
  }

  @Test
  void tellsLineAndColumn() {
    assertThatThrownBy(() -> GraphParser.parse("graph g {\n  # fine\n  input %x : s9[1]"))
        .isInstanceOfSatisfying(
            ThimbleException.class,
            e -> {
              assertThat(e.diagnostics().get(0).code()).isEqualTo(Code.T0301);
              assertThat(e.diagnostics().get(0).where()).isEqualTo("line 3, column 14");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "graph",
        "graph 7 {}",
        "graph Upper {}",
        "graph g {",
        "graph g {} x",
        "graph g { output %y = \"y\" [1] }",
        "graph g { const %c : f32[99999999999] = [] }",
        "graph g { const %c : f32[99999x99999x99999] = [] }",
        "graph g { const %c : s8[1] = [128] }",
        "graph g { const %c : s8[2] = [1] }",
        "graph g { const %c : s8[1] = base64 \"?\" }",
        "graph g { const %c : s8[1] q(0.0, 0) = [1] }",
        "graph g { const %c : s8[5] = [1, 2, ...] }",
        "graph g { input %x : f32[1] = \"x }",
        "graph g { input %x : f32[1] = \"\\u12\" }",
        "graph g { input %x : f32[1] = \"x\" [1] permute [0, 1] }",
        "graph g { %y : f32[1] = frobnicate() %x }",
        "graph g { %y : f32[1] = conv2d(window={kernelHeight=0}) %x }",
      })
  void refusesWithADiagnostic(String text) {
    assertThatThrownBy(() -> GraphParser.parse(text))
        .isInstanceOfSatisfying(
            ThimbleException.class,
            e -> assertThat(e.diagnostics().get(0).code()).isEqualTo(Code.T0301));
  }

  @Test
  void survivesMutations() {
    String text = GraphPrinter.print(graph(new Random(3), conv()));
    Random random = new Random(4);
    for (int i = 0; i < 3000; i++) {
      StringBuilder mutated = new StringBuilder(text);
      for (int edits = random.nextInt(3); edits >= 0; edits--) {
        int at = random.nextInt(mutated.length());
        switch (random.nextInt(3)) {
          case 0 -> mutated.setCharAt(at, (char) (32 + random.nextInt(95)));
          case 1 -> mutated.deleteCharAt(at);
          default -> mutated.setLength(at + 1);
        }
      }
      try {
        GraphParser.parse(mutated.toString());
      } catch (ThimbleException e) {
        assertThat(e.diagnostics()).hasSize(1);
      }
    }
  }

  private static Op conv() {
    return (Op) new RandomRecords(new Random(5)).record(OpNames.find("conv2d").orElseThrow());
  }
}
