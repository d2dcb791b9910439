package thimble.ir.pass;

import org.junit.jupiter.api.Test;
import thimble.ir.pass.PassPipeline.IoMode;

/** Passes that fold nodes into layers, windows, weights and ports. */
class FoldingPassesTest {
  @Test
  void productWithAConstantIsALayer() {
    PassTrial.turns(
        new MatMulToFullyConnected(),
        """
        graph g {
          input %x : f32[1x2] = "x" [1x2]
          const %w : f32[2x3] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
          %y : f32[1x3] = mat_mul() %x, %w
          output %y = "y" [1x3]
        }
        """,
        """
        graph g {
          input %x : f32[1x2] = "x" [1x2]
          const %w.transposed : f32[3x2] = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]
          const %y.bias : f32[3] = [0.0, 0.0, 0.0]
          %y : f32[1x3] = fully_connected(activation=NONE) %x, %w.transposed, %y.bias
          output %y = "y" [1x3]
        }
        """);
  }

  @Test
  void productOfTwoInputsStays() {
    PassTrial.leaves(
        new MatMulToFullyConnected(),
        """
        graph g {
          input %a : f32[2x2] = "a" [2x2]
          input %b : f32[2x2] = "b" [2x2]
          %y : f32[2x2] = mat_mul() %a, %b
          output %y = "y" [2x2]
        }
        """);
  }

  @Test
  void factorsAndSummandsFold() {
    PassTrial.turns(
        new FoldBatchNorm(),
        """
        graph g {
          input %x : f32[1x2x2x1] = "x" [1x2x2x1]
          const %w : f32[2x1x1x1] = [1.0, 2.0]
          const %b : f32[2] = [0.5, 1.0]
          const %mean : f32[1] = [127.0]
          const %deviation : f32[1x1x1x1] = [4.0]
          const %scale : f32[2] = [3.0, -1.0]
          const %shift : f32[1x1x1x2] = [10.0, 20.0]
          %l : f32[1x2x2x1] = subtract(activation=NONE) %x, %mean from "Sub" 13 "l"
          %m : f32[1x2x2x1] = binary(function=divide) %l, %deviation from "Div" 13 "m"
          %a : f32[1x2x2x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %m, %w, %b \
        from "Conv" 13 "a"
          %c : f32[1x2x2x2] = multiply(activation=NONE) %scale, %a from "Mul" 13 "c"
          %y : f32[1x2x2x2] = add(activation=NONE) %c, %shift from "Add" 13 "y"
          output %y = "y" [1x2x2x2]
        }
        """,
        """
        graph g {
          input %x : f32[1x2x2x1] = "x" [1x2x2x1]
          const %w.2 : f32[2x1x1x1] = [0.75, -0.5]
          const %b.4 : f32[2] = [-83.75, 82.5]
          %y : f32[1x2x2x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %x, %w.2, %b.4 \
        from "Sub" 13 "l", "Div" 13 "m", "Conv" 13 "a", "Mul" 13 "c", "Add" 13 "y"
          output %y = "y" [1x2x2x2]
        }
        """);
  }

  @Test
  void summandBeforePaddingStays() {
    PassTrial.leaves(
        new FoldBatchNorm(),
        """
        graph g {
          input %x : f32[1x2x2x1] = "x" [1x2x2x1]
          const %w : f32[1x3x3x1] = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0]
          const %b : f32[1] = [0.5]
          const %mean : f32[1] = [127.0]
          %m : f32[1x2x2x1] = subtract(activation=NONE) %x, %mean
          %y : f32[1x2x2x1] = conv2d(window=WINDOW_3_1, groups=1, activation=NONE) %m, %w, %b
          output %y = "y" [1x2x2x1]
        }
        """);
  }

  @Test
  void factorsBehindALayerGoIntoTheScalesOfADequantizedWeight() {
    PassTrial.turns(
        new FoldBatchNorm(),
        """
        graph g {
          input %x : f32[1x2] = "x" [1x2]
          const %q : s8[2x2] q(0.5, 0) = [1, -2, 3, -4]
          const %b : f32[2] = [1.0, 1.0]
          const %scale : f32[2] = [3.0, -2.0]
          %w : f32[2x2] = dequantize() %q from "DQ" 13 "w"
          %a : f32[1x2] = fully_connected(activation=NONE) %x, %w, %b from "Gemm" 13 "a"
          %y : f32[1x2] = multiply(activation=NONE) %a, %scale from "Mul" 13 "y"
          output %y = "y" [1x2]
        }
        """,
        """
        graph g {
          input %x : f32[1x2] = "x" [1x2]
          const %q.1 : s8[2x2] q(axis 0: 1.5, 0; 1.0, 0) = [1, -2, -3, 4]
          const %b.1 : f32[2] = [3.0, -2.0]
          %w.1 : f32[2x2] = dequantize() %q.1 from "DQ" 13 "w"
          %y : f32[1x2] = fully_connected(activation=NONE) %x, %w.1, %b.1 from "Gemm" 13 "a", \
        "Mul" 13 "y"
          output %y = "y" [1x2]
        }
        """);
  }

  @Test
  void anIntegerWithoutAnOppositeKeepsItsFactorOutside() {
    PassTrial.leaves(
        new FoldBatchNorm(),
        """
        graph g {
          input %x : f32[1x2] = "x" [1x2]
          const %q : s8[1x2] q(0.5, 0) = [1, -128]
          const %b : f32[1] = [1.0]
          const %scale : f32[1] = [-3.0]
          %w : f32[1x2] = dequantize() %q
          %a : f32[1x1] = fully_connected(activation=NONE) %x, %w, %b
          %y : f32[1x1] = multiply(activation=NONE) %a, %scale
          output %y = "y" [1x1]
        }
        """);
  }

  @Test
  void factorOfAResultThatOthersReadStays() {
    PassTrial.leaves(
        new FoldBatchNorm(),
        """
        graph g {
          input %x : f32[1x2] = "x" [1x2]
          const %w : f32[1x2] = [1.0, 2.0]
          const %b : f32[1] = [0.5]
          const %two : f32[1] = [2.0]
          %a : f32[1x1] = fully_connected(activation=NONE) %x, %w, %b
          %y : f32[1x1] = multiply(activation=NONE) %a, %two
          output %y = "y" [1x1]
          output %a = "a" [1x1]
        }
        """);
  }

  @Test
  void clipsFuse() {
    PassTrial.turns(
        new FuseClamp(),
        """
        graph g {
          input %x : s8[2] q(0.5, 3) = "x" [2]
          %a : s8[2] q(0.25, -1) = add(activation={low=-2.0, high=inf}) %x, %x from "Add" 13 "a"
          %y : s8[2] q(0.25, -1) = clip(range={low=-inf, high=6.0}) %a from "Clip" 13 "y"
          output %y = "y" [2]
        }
        """,
        """
        graph g {
          input %x : s8[2] q(0.5, 3) = "x" [2]
          %y : s8[2] q(0.25, -1) = add(activation={low=-2.0, high=6.0}) %x, %x \
        from "Add" 13 "a", "Clip" 13 "y"
          output %y = "y" [2]
        }
        """);
  }

  @Test
  void clipOfAResultThatOthersReadStays() {
    PassTrial.leaves(
        new FuseClamp(),
        """
        graph g {
          input %x : f32[2] = "x" [2]
          %a : f32[2] = add(activation=NONE) %x, %x
          %b : f32[2] = clip(range={low=0.0, high=inf}) %a
          %y : f32[2] = multiply(activation=NONE) %a, %b
          output %y = "y" [2]
        }
        """);
  }

  @Test
  void paddingFoldsIntoWindows() {
    PassTrial.turns(
        new FoldPad(),
        """
        graph g {
          input %x : f32[1x4x4x1] = "x" [1x4x4x1]
          %r : f32[1x4x4x1] = add(activation={low=0.0, high=inf}) %x, %x
          %p : f32[1x6x6x1] = pad(before=[0, 1, 1, 0], after=[0, 1, 1, 0], mode=constant, \
        value=0.0) %r
          %a : f32[1x5x5x1] = average_pool2d(window=WINDOW_2, countPadding=false, \
        overhangBottom=0, overhangRight=0) %p
          %m : f32[1x5x5x1] = max_pool2d(window=WINDOW_2) %p
          output %a = "a" [1x5x5x1]
          output %m = "m" [1x5x5x1]
        }
        """,
        """
        graph g {
          input %x : f32[1x4x4x1] = "x" [1x4x4x1]
          %r : f32[1x4x4x1] = add(activation={low=0.0, high=inf}) %x, %x
          %a : f32[1x5x5x1] = average_pool2d(window=WINDOW_2_1, countPadding=true, \
        overhangBottom=0, overhangRight=0) %r
          %m : f32[1x5x5x1] = max_pool2d(window=WINDOW_2_1) %r
          output %a = "a" [1x5x5x1]
          output %m = "m" [1x5x5x1]
        }
        """);
  }

  @Test
  void paddingThatCouldWinAMaximumStays() {
    PassTrial.leaves(
        new FoldPad(),
        """
        graph g {
          input %x : f32[1x4x4x1] = "x" [1x4x4x1]
          %p : f32[1x6x6x1] = pad(before=[0, 1, 1, 0], after=[0, 1, 1, 0], mode=constant, \
        value=0.0) %x
          %m : f32[1x5x5x1] = max_pool2d(window=WINDOW_2) %p
          output %m = "m" [1x5x5x1]
        }
        """);
  }

  @Test
  void transpositionFoldsIntoColumns() {
    PassTrial.turns(
        new FoldTransposeIntoWeights(),
        """
        graph g {
          input %x : f32[1x2x1x3] = "x" [1x2x1x3]
          const %w : f32[1x6] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
          const %b : f32[1] = [0.5]
          %t : f32[1x3x2x1] = transpose(permutation=[0, 3, 1, 2]) %x
          %f : f32[1x6] = reshape(shape=[1, 6]) %t
          %y : f32[1x1] = fully_connected(activation=NONE) %f, %w, %b
          output %y = "y" [1x1]
        }
        """,
        """
        graph g {
          input %x : f32[1x2x1x3] = "x" [1x2x1x3]
          const %b : f32[1] = [0.5]
          const %w.reordered : f32[1x6] = [0.0, 2.0, 4.0, 1.0, 3.0, 5.0]
          %x.flat : f32[1x6] = reshape(shape=[1, 6]) %x
          %y : f32[1x1] = fully_connected(activation=NONE) %x.flat, %w.reordered, %b
          output %y = "y" [1x1]
        }
        """);
  }

  @Test
  void transpositionOfRowsStays() {
    PassTrial.leaves(
        new FoldTransposeIntoWeights(),
        """
        graph g {
          input %x : f32[2x3] = "x" [2x3]
          const %w : f32[1x2] = [0.0, 1.0]
          const %b : f32[1] = [0.5]
          %t : f32[3x2] = transpose(permutation=[1, 0]) %x
          %y : f32[3x1] = fully_connected(activation=NONE) %t, %w, %b
          output %y = "y" [3x1]
        }
        """);
  }

  private static final String EDGES =
      """
      graph g {
        input %x : f32[1x2x1x3] = "x" [1x2x1x3]
        %q : s8[1x2x1x3] q(0.5, 3) = quantize(element=s8) %x
        %t : s8[1x1x3x2] q(0.5, 3) = transpose(permutation=[0, 2, 3, 1]) %q
        %f : s8[3x2] q(0.5, 3) = reshape(shape=[3, 2]) %t
        %c : s8[3x2] q(0.5, 3) = clip(range={low=0.0, high=inf}) %f
        %d : f32[3x2] = dequantize() %c
        %y : f32[2x3] = transpose(permutation=[1, 0]) %d
        output %y = "y" [2x3]
      }
      """;

  @Test
  void edgesGoToThePorts() {
    PassTrial.turns(
        new AbsorbEdges(IoMode.QUANTIZED),
        EDGES,
        """
        graph g {
          input %f : s8[3x2] q(0.5, 3) = "x" [1x2x1x3] permute [0, 2, 3, 1] float
          %c : s8[3x2] q(0.5, 3) = clip(range={low=0.0, high=inf}) %f
          output %c = "y" [2x3] permute [1, 0] float
        }
        """);
  }

  @Test
  void transpositionBehindAReshapeGoesToThePort() {
    PassTrial.turns(
        new AbsorbEdges(IoMode.QUANTIZED),
        """
        graph g {
          input %x : f32[1x2x3] = "x" [1x2x3]
          %r : f32[1x2x1x3] = reshape(shape=[1, 2, 1, 3]) %x
          %t : f32[1x1x3x2] = transpose(permutation=[0, 2, 3, 1]) %r
          %y : f32[1x1x3x2] = clip(range={low=0.0, high=inf}) %t
          output %y = "y" [1x1x3x2]
        }
        """,
        """
        graph g {
          input %t : f32[1x1x3x2] = "x" [1x2x3] permute [0, 2, 1]
          %y : f32[1x1x3x2] = clip(range={low=0.0, high=inf}) %t
          output %y = "y" [1x1x3x2]
        }
        """);
  }

  @Test
  void floatInterfaceKeepsItsConversions() {
    PassTrial.turns(
        new AbsorbEdges(IoMode.FLOAT),
        EDGES,
        """
        graph g {
          input %x : f32[1x2x1x3] = "x" [1x2x1x3]
          %q : s8[1x2x1x3] q(0.5, 3) = quantize(element=s8) %x
          %t : s8[1x1x3x2] q(0.5, 3) = transpose(permutation=[0, 2, 3, 1]) %q
          %f : s8[3x2] q(0.5, 3) = reshape(shape=[3, 2]) %t
          %c : s8[3x2] q(0.5, 3) = clip(range={low=0.0, high=inf}) %f
          %d : f32[3x2] = dequantize() %c
          output %d = "y" [2x3] permute [1, 0]
        }
        """);
  }

  @Test
  void inputThatIsAlsoReadAsFloatStays() {
    PassTrial.leaves(
        new AbsorbEdges(IoMode.QUANTIZED),
        """
        graph g {
          input %x : f32[2] = "x" [2]
          %q : s8[2] q(0.5, 3) = quantize(element=s8) %x
          %s : f32[2] = add(activation=NONE) %x, %x
          output %q = "q" [2]
          output %s = "s" [2]
        }
        """);
  }
}
