package thimble.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Clamp;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Lookup;
import thimble.ir.op.Multiply;
import thimble.ir.op.Unary;
import thimble.ir.run.Evaluator;

class LoweringTest {
  @Test
  void quantizersTradePlacesWithMovements() {
    PassTrial.turns(
        new MoveQuantizers(),
        """
        graph g {
          input %x : s8[2x3] q(0.5, 3) = "x" [2x3]
          %d : f32[2x3] = dequantize() %x
          %t : f32[3x2] = transpose(permutation=[1, 0]) %d
          %p : f32[4x2] = pad(before=[0, 0], after=[1, 0], mode=constant, value=0.0) %t
          %s : f32[4x2] = softmax(axis=1, log=false) %p
          %r : f32[8] = reshape(shape=[8]) %s
          %c : f32[8] = clip(range={low=0.0, high=0.5}) %r
          %q : s8[8] q(0.01, -1) = quantize(element=s8) %c
          output %q = "y" [8]
        }
        """,
        """
        graph g {
          input %x : s8[2x3] q(0.5, 3) = "x" [2x3]
          %t.stored : s8[3x2] q(0.5, 3) = transpose(permutation=[1, 0]) %x
          %p.stored : s8[4x2] q(0.5, 3) = pad(before=[0, 0], after=[1, 0], mode=constant, \
        value=0.0) %t.stored
          %p : f32[4x2] = dequantize() %p.stored
          %s : f32[4x2] = softmax(axis=1, log=false) %p
          %c.first : f32[4x2] = clip(range={low=0.0, high=0.5}) %s
          %q.first : s8[4x2] q(0.01, -1) = quantize(element=s8) %c.first
          %q : s8[8] q(0.01, -1) = reshape(shape=[8]) %q.first
          output %q = "y" [8]
        }
        """);
  }

  @Test
  void paddingThatCannotBeStoredStaysFloat() {
    PassTrial.leaves(
        new MoveQuantizers(),
        """
        graph g {
          input %x : s8[2] q(0.5, 3) = "x" [2]
          %d : f32[2] = dequantize() %x
          %p : f32[3] = pad(before=[0], after=[1], mode=constant, value=0.3) %d
          output %p = "y" [3]
        }
        """);
  }

  @Test
  void layerBetweenQuantizersBecomesInteger() {
    PassTrial.turns(
        new LowerQuantized(),
        """
        graph g {
          input %x : s8[1x2] q(0.5, 3) = "x" [1x2]
          const %w : s8[2x2] q(axis 0: 0.25, 0; 0.5, 0) = [1, 2, 3, 4]
          const %b : s32[2] q(axis 0: 0.125, 0; 0.25, 0) = [7, -8]
          %d : f32[1x2] = dequantize() %x
          %e : f32[2x2] = dequantize() %w
          %f : f32[2] = dequantize() %b
          %l : f32[1x2] = fully_connected(activation=NONE) %d, %e, %f from "Gemm" 13 "l"
          %r : f32[1x2] = clip(range={low=0.0, high=inf}) %l from "Relu" 13 "r"
          %y : s8[1x2] q(0.5, -128) = quantize(element=s8) %r from "QuantizeLinear" 13 "y"
          output %y = "y" [1x2]
        }
        """,
        """
        graph g {
          input %x : s8[1x2] q(0.5, 3) = "x" [1x2]
          const %w : s8[2x2] q(axis 0: 0.25, 0; 0.5, 0) = [1, 2, 3, 4]
          const %f.s32 : s32[2] = [7, -8]
          %y : s8[1x2] q(0.5, -128) = fully_connected(activation={low=0.0, high=inf}) %x, %w, %f.s32 \
        from "Gemm" 13 "l", "Relu" 13 "r", "QuantizeLinear" 13 "y"
          output %y = "y" [1x2]
        }
        """);
  }

  @Test
  void deformableConvolutionTakesItsOffsetsStored() {
    PassTrial.turns(
        new LowerQuantized(),
        """
        graph g {
          input %x : s8[1x1x2x1] q(0.5, 3) = "x" [1x1x2x1]
          input %o : s8[1x1x1x4] q(0.25, 1) = "o" [1x1x1x4]
          input %m : s8[1x1x1x2] q(0.01, -128) = "m" [1x1x1x2]
          const %w : s8[1x1x2x1] q(axis 0: 0.25, 0) = [1, 2]
          const %b : s32[1] q(0.125, 0) = [7]
          %d : f32[1x1x2x1] = dequantize() %x
          %e : f32[1x1x2x1] = dequantize() %w
          %f : f32[1] = dequantize() %b
          %p : f32[1x1x1x4] = dequantize() %o
          %n : f32[1x1x1x2] = dequantize() %m
          %c : f32[1x1x1x1] = deform_conv2d(window={kernelHeight=1, kernelWidth=2, \
        strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}, \
        groups=1, offsetGroups=1, masked=true, square=false, bounds={low=-7.0, high=7.0}, rounded=false, \
        activation=NONE) \
        %d, %e, %f, %p, %n from "DeformConv" 19 "c"
          %r : f32[1x1x1x1] = clip(range={low=0.0, high=inf}) %c from "Relu" 13 "r"
          %y : s8[1x1x1x1] q(0.5, -128) = quantize(element=s8) %r from "QuantizeLinear" 13 "y"
          output %y = "y" [1x1x1x1]
        }
        """,
        """
        graph g {
          input %x : s8[1x1x2x1] q(0.5, 3) = "x" [1x1x2x1]
          input %o : s8[1x1x1x4] q(0.25, 1) = "o" [1x1x1x4]
          input %m : s8[1x1x1x2] q(0.01, -128) = "m" [1x1x1x2]
          const %w : s8[1x1x2x1] q(axis 0: 0.25, 0) = [1, 2]
          const %f.s32 : s32[1] = [7]
          %y : s8[1x1x1x1] q(0.5, -128) = deform_conv2d(window={kernelHeight=1, kernelWidth=2, \
        strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}, \
        groups=1, offsetGroups=1, masked=true, square=false, bounds={low=-7.0, high=7.0}, rounded=false, \
        activation={low=0.0, high=inf}) %x, %w, %f.s32, %o, %m \
        from "DeformConv" 19 "c", "Relu" 13 "r", "QuantizeLinear" 13 "y"
          output %y = "y" [1x1x1x1]
        }
        """);
  }

  @Test
  void deformableConvolutionOfRealOffsetsStaysFloat() {
    PassTrial.leaves(
        new LowerQuantized(),
        """
        graph g {
          input %x : s8[1x1x2x1] q(0.5, 3) = "x" [1x1x2x1]
          input %o : f32[1x1x1x4] = "o" [1x1x1x4]
          input %m : s8[1x1x1x2] q(0.01, -128) = "m" [1x1x1x2]
          const %w : s8[1x1x2x1] q(axis 0: 0.25, 0) = [1, 2]
          const %b : s32[1] q(0.125, 0) = [7]
          %d : f32[1x1x2x1] = dequantize() %x
          %e : f32[1x1x2x1] = dequantize() %w
          %f : f32[1] = dequantize() %b
          %n : f32[1x1x1x2] = dequantize() %m
          %c : f32[1x1x1x1] = deform_conv2d(window={kernelHeight=1, kernelWidth=2, \
        strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}, \
        groups=1, offsetGroups=1, masked=true, square=false, bounds={low=-7.0, high=7.0}, rounded=false, \
        activation=NONE) \
        %d, %e, %f, %o, %n from "DeformConv" 19 "c"
          %r : f32[1x1x1x1] = clip(range={low=0.0, high=inf}) %c from "Relu" 13 "r"
          %y : s8[1x1x1x1] q(0.5, -128) = quantize(element=s8) %r from "QuantizeLinear" 13 "y"
          output %y = "y" [1x1x1x1]
        }
        """);
  }

  @Test
  void resultThatIsAlsoReadUnquantizedStaysFloat() {
    PassTrial.leaves(
        new LowerQuantized(),
        """
        graph g {
          input %x : s8[2] q(0.5, 3) = "x" [2]
          %d : f32[2] = dequantize() %x
          %a : f32[2] = add(activation=NONE) %d, %d
          %y : s8[2] q(0.5, -128) = quantize(element=s8) %a
          output %y = "y" [2]
          output %a = "a" [2]
        }
        """);
  }

  @Test
  void partsOfAConcatenationComeToOneScale() {
    PassTrial.turns(
        new LowerQuantized(),
        """
        graph g {
          input %a : s8[2] q(0.5, 3) = "a" [2]
          input %b : s8[2] q(1.0, 0) = "b" [2]
          %c : f32[2] = dequantize() %a
          %d : f32[2] = dequantize() %b
          %e : f32[4] = concat(axis=0) %c, %d
          %y : s8[4] q(1.0, 0) = quantize(element=s8) %e
          output %y = "y" [4]
        }
        """,
        """
        graph g {
          input %a : s8[2] q(0.5, 3) = "a" [2]
          input %b : s8[2] q(1.0, 0) = "b" [2]
          %y.part : s8[2] q(1.0, 0) = requantize(element=s8) %a
          %y : s8[4] q(1.0, 0) = concat(axis=0) %y.part, %b
          output %y = "y" [4]
        }
        """);
  }

  @Test
  void poolBetweenTwoScalesIsRequantized() {
    PassTrial.turns(
        new LowerQuantized(),
        """
        graph g {
          input %x : s8[1x2x2x1] q(0.5, 3) = "x" [1x2x2x1]
          %d : f32[1x2x2x1] = dequantize() %x
          %p : f32[1x1x1x1] = average_pool2d(window=WINDOW_2, countPadding=false, \
        overhangBottom=0, overhangRight=0) %d
          %y : s8[1x1x1x1] q(0.5, 0) = quantize(element=s8) %p
          output %y = "y" [1x1x1x1]
        }
        """,
        """
        graph g {
          input %x : s8[1x2x2x1] q(0.5, 3) = "x" [1x2x2x1]
          %y.part : s8[1x1x1x1] q(0.5, 3) = average_pool2d(window=WINDOW_2, countPadding=false, \
        overhangBottom=0, overhangRight=0) %x
          %y : s8[1x1x1x1] q(0.5, 0) = requantize(element=s8) %y.part
          output %y = "y" [1x1x1x1]
        }
        """);
  }

  /** The table is made with the kernels it replaces: every one of the 256 results is the same. */
  @Test
  void activationOfManyNodesIsATable() {
    GraphBuilder builder = new GraphBuilder(new Random(1));
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i - 128);
    }
    Value real = builder.quantized(builder.input(256));
    Value gate = builder.add(Unary.of(Unary.Function.SIGMOID), real);
    Value swish = builder.add(new Multiply(Clamp.NONE), gate, real);
    Value scaled = builder.add(new Multiply(Clamp.NONE), swish, builder.constant(1.7f));
    builder.output(builder.quantized(scaled));
    Graph graph = builder.build();
    Graph lowered = new LowerQuantized().run(graph);
    assertThat(lowered.nodes()).filteredOn(n -> n.op() instanceof Lookup).hasSize(1);
    assertThat(lowered.nodes()).filteredOn(n -> n.op() instanceof Unary).isEmpty();
    TensorType stored = graph.nodes().get(0).output().type();
    TensorData input =
        Evaluator.apply(
                new Dequantize(),
                new thimble.ir.op.Signature(
                    List.of(stored), List.of(TensorType.of(ElementType.F32, 256))),
                List.of(TensorData.bytes(all)))
            .get(0);
    assertThat(Evaluator.outputs(lowered, List.of(input)))
        .isEqualTo(Evaluator.outputs(graph, List.of(input)));
  }
}
