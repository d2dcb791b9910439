package thimble.ir.pass;

import org.junit.jupiter.api.Test;

/** Passes that remove, merge and compute at compile time. */
class CleaningPassesTest {
  @Test
  void deadCodeGoes() {
    PassTrial.turns(
        new DeadCode(),
        """
        graph g {
          input %x : f32[2] = "x" [2]
          const %c : f32[1] = [1.0]
          %a : f32[2] = add(activation=NONE) %x, %c
          %y : f32[2] = clip(range={low=0.0, high=inf}) %x
          output %y = "y" [2]
        }
        """,
        """
        graph g {
          input %x : f32[2] = "x" [2]
          %y : f32[2] = clip(range={low=0.0, high=inf}) %x
          output %y = "y" [2]
        }
        """);
  }

  @Test
  void deadCodeKeepsUnusedInputs() {
    PassTrial.leaves(
        new DeadCode(),
        """
        graph g {
          input %x : f32[2] = "x" [2]
          input %unused : f32[2] = "unused" [2]
          output %x = "y" [2]
        }
        """);
  }

  @Test
  void equalNodesAndConstantsMerge() {
    PassTrial.turns(
        new CommonSubexpressions(),
        """
        graph g {
          input %x : f32[2] = "x" [2]
          const %c : f32[1] = [1.0]
          const %d : f32[1] = [1.0]
          %a : f32[2] = add(activation=NONE) %x, %c from "Add" 13 "one"
          %b : f32[2] = add(activation=NONE) %x, %d from "Add" 13 "two"
          %y : f32[2] = multiply(activation=NONE) %a, %b
          output %y = "y" [2]
          output %b = "b" [2]
        }
        """,
        """
        graph g {
          input %x : f32[2] = "x" [2]
          const %c : f32[1] = [1.0]
          %a : f32[2] = add(activation=NONE) %x, %c from "Add" 13 "one", "Add" 13 "two"
          %y : f32[2] = multiply(activation=NONE) %a, %a
          output %y = "y" [2]
          output %a = "b" [2]
        }
        """);
  }

  @Test
  void constantsOfOtherTypesStayApart() {
    PassTrial.leaves(
        new CommonSubexpressions(),
        """
        graph g {
          input %x : f32[2] = "x" [2]
          const %c : f32[1] = [1.0]
          const %d : f32[1x1] = [1.0]
          %a : f32[2] = add(activation=NONE) %x, %c
          %b : f32[1x2] = add(activation=NONE) %x, %d
          output %a = "a" [2]
          output %b = "b" [1x2]
        }
        """);
  }

  @Test
  void constantsFold() {
    PassTrial.turns(
        new FoldConstants(),
        """
        graph g {
          input %x : f32[2] = "x" [2]
          const %c : f32[2] = [1.0, 2.0]
          %d : f32[2] = add(activation=NONE) %c, %c
          %y : f32[2] = multiply(activation=NONE) %x, %d
          output %y = "y" [2]
        }
        """,
        """
        graph g {
          input %x : f32[2] = "x" [2]
          const %d : f32[2] = [2.0, 4.0]
          %y : f32[2] = multiply(activation=NONE) %x, %d
          output %y = "y" [2]
        }
        """);
  }

  @Test
  void dequantizedConstantsMoveWithTheirScales() {
    PassTrial.turns(
        new FoldConstants(),
        """
        graph g {
          input %x : f32[1x2] = "x" [1x2]
          const %c : s8[3x2] q(axis 0: 0.5, 0; 0.25, 0; 1.0, 0) = [1, 2, 3, 4, 5, 6]
          %d : f32[3x2] = dequantize() %c
          %t : f32[2x3] = transpose(permutation=[1, 0]) %d
          %y : f32[1x3] = mat_mul() %x, %t
          output %y = "y" [1x3]
        }
        """,
        """
        graph g {
          input %x : f32[1x2] = "x" [1x2]
          const %t.stored : s8[2x3] q(axis 1: 0.5, 0; 0.25, 0; 1.0, 0) = [1, 3, 5, 2, 4, 6]
          %t : f32[2x3] = dequantize() %t.stored
          %y : f32[1x3] = mat_mul() %x, %t
          output %y = "y" [1x3]
        }
        """);
  }

  @Test
  void largeExpansionsAreNotStored() {
    PassTrial.leaves(
        new FoldConstants(),
        """
        graph g {
          input %x : f32[100x100] = "x" [100x100]
          const %c : f32[100] = base64 "%s"
          %d : f32[100x100] = expand(shape=[100, 100]) %%c
          %y : f32[100x100] = add(activation=NONE) %%x, %%d
          output %%y = "y" [100x100]
        }
        """
            .replace("%s", "AAAA".repeat(133) + "AA==")
            .replace("%%", "%"));
  }

  @Test
  void dequantizedWeightsWaitForTheirLayer() {
    PassTrial.leaves(
        new FoldConstants(),
        """
        graph g {
          const %c : s8[2] q(0.5, 0) = [1, 2]
          %d : f32[2] = dequantize() %c
          output %d = "y" [2]
        }
        """);
  }

  @Test
  void viewsMerge() {
    PassTrial.turns(
        new Simplify(),
        """
        graph g {
          input %x : f32[1x4x1x3] = "x" [1x4x1x3]
          %a : f32[1x1x3x4] = transpose(permutation=[0, 2, 3, 1]) %x
          %b : f32[1x4x1x3] = transpose(permutation=[0, 3, 1, 2]) %a
          %c : f32[1x1x4x3] = transpose(permutation=[0, 2, 1, 3]) %b
          %d : f32[12] = reshape(shape=[12]) %c
          %y : f32[3x4] = reshape(shape=[3, 4]) %d
          output %y = "y" [3x4]
        }
        """,
        """
        graph g {
          input %x : f32[1x4x1x3] = "x" [1x4x1x3]
          %y : f32[3x4] = reshape(shape=[3, 4]) %x
          output %y = "y" [3x4]
        }
        """);
  }

  @Test
  void whatChangesNothingGoes() {
    PassTrial.turns(
        new Simplify(),
        """
        graph g {
          input %x : f32[2x3] = "x" [2x3]
          const %i : s64[2] = [0, -1]
          const %zero : f32[1] = [0.0]
          %a : f32[2x3] = pad(before=[0, 0], after=[0, 0], mode=constant, value=0.0) %x
          %b : f32[2x3] = slice(starts=[0, 0], sizes=[2, 3], steps=[1, 1]) %a
          %c : f32[2x3] = cast(element=f32) %b
          %d : f32[2x3] = gather(axis=0) %c, %i
          %e : f32[2x3] = concat(axis=1) %d
          %f : f32[2x3] = binary(function=maximum) %e, %zero
          %y : f32[2x3] = clip(range={low=-inf, high=6.0}) %f
          output %y = "y" [2x3]
        }
        """,
        """
        graph g {
          input %x : f32[2x3] = "x" [2x3]
          %y : f32[2x3] = clip(range={low=0.0, high=6.0}) %x
          output %y = "y" [2x3]
        }
        """);
  }

  @Test
  void whatChangesSomethingStays() {
    PassTrial.leaves(
        new Simplify(),
        """
        graph g {
          input %x : f32[2x3] = "x" [2x3]
          const %i : s64[2] = [1, 0]
          %a : f32[2x3] = gather(axis=0) %x, %i
          %b : f32[2x3] = slice(starts=[0, 2], sizes=[2, 3], steps=[1, -1]) %a
          %c : f32[3x2] = transpose(permutation=[1, 0]) %b
          %y : f32[6] = reshape(shape=[6]) %c
          output %y = "y" [6]
        }
        """);
  }

  @Test
  void unsignedBecomesSigned() {
    PassTrial.turns(
        new NormalizeUnsigned(),
        """
        graph g {
          input %x : u8[2] q(0.5, 130) = "x" [2]
          const %c : u8[2] q(0.25, 128) = [0, 255]
          %a : f32[2] = dequantize() %x
          %b : f32[2] = dequantize() %c
          %d : f32[2] = add(activation=NONE) %a, %b
          %y : u8[2] q(0.5, 100) = quantize(element=u8) %d
          output %y = "y" [2]
        }
        """,
        """
        graph g {
          input %x : u8[2] q(0.5, 130) = "x" [2]
          const %c : s8[2] q(0.25, 0) = [-128, 127]
          %x.s8 : s8[2] q(0.5, 2) = requantize(element=s8) %x
          %a : f32[2] = dequantize() %x.s8
          %b : f32[2] = dequantize() %c
          %d : f32[2] = add(activation=NONE) %a, %b
          %y : s8[2] q(0.5, -28) = quantize(element=s8) %d
          %y.u8.0 : u8[2] q(0.5, 100) = requantize(element=u8) %y
          output %y.u8.0 = "y" [2]
        }
        """);
  }

  @Test
  void readersThatInsistGetTheirType() {
    PassTrial.turns(
        new NormalizeUnsigned(),
        """
        graph g {
          input %x : u8[2] = "x" [2]
          %q : u8[2x1] q(0.5, 130) = reshape(shape=[2, 1]) %x
          %t : u8[1x2] q(0.5, 130) = transpose(permutation=[1, 0]) %q
          %a : f32[1x2] = dequantize() %t
          %p : u8[2] = reshape(shape=[2]) %t
          output %a = "a" [1x2]
          output %p = "p" [2]
        }
        """,
        """
        graph g {
          input %x : u8[2] = "x" [2]
          %q : u8[2x1] q(0.5, 130) = reshape(shape=[2, 1]) %x
          %q.s8 : s8[2x1] q(0.5, 2) = requantize(element=s8) %q
          %t : s8[1x2] q(0.5, 2) = transpose(permutation=[1, 0]) %q.s8
          %a : f32[1x2] = dequantize() %t
          %t.u8.4 : u8[1x2] q(0.5, 130) = requantize(element=u8) %t
          %p : u8[2] = reshape(shape=[2]) %t.u8.4
          output %a = "a" [1x2]
          output %p = "p" [2]
        }
        """);
  }

  @Test
  void plainUnsignedStays() {
    PassTrial.leaves(
        new NormalizeUnsigned(),
        """
        graph g {
          input %x : u8[2] = "x" [2]
          %y : f32[2] = cast(element=f32) %x
          output %y = "y" [2]
        }
        """);
  }
}
