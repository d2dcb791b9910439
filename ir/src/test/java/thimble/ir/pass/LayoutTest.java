package thimble.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void transpositionsBetweenLayersCancel() {
    PassTrial.turns(
        new ChooseLayouts(),
        """
        graph g {
          input %x : f32[1x2x4x3] = "x" [1x2x4x3]
          const %w : f32[2x1x1x2] = [1.0, 2.0, 3.0, 4.0]
          const %b : f32[2] = [0.5, 1.0]
          const %k : f32[2x1x1] = [3.0, -1.0]
          %a : f32[1x4x3x2] = transpose(permutation=[0, 2, 3, 1]) %x
          %c : f32[1x4x3x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %a, %w, %b
          %d : f32[1x2x4x3] = transpose(permutation=[0, 3, 1, 2]) %c
          %e : f32[1x2x4x3] = multiply(activation=NONE) %d, %k
          %s : f32[1x2x4x3] = softmax(axis=1, log=false) %e
          %f : f32[1x4x4x3] = concat(axis=1) %s, %e
          %p : f32[1x4x5x3] = pad(before=[0, 0, 1, 0], after=[0, 0, 0, 0], mode=constant, \
        value=0.0) %f
          %h : f32[1x2x5x3] = slice(starts=[0, 1, 0, 0], sizes=[1, 2, 5, 3], steps=[1, 1, 1, 1]) %p
          %i : f32[1x5x3x2] = transpose(permutation=[0, 2, 3, 1]) %h
          %j : f32[1x5x3x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %i, %w, %b
          %m : f32[1x2x5x3] = transpose(permutation=[0, 3, 1, 2]) %j
          %r : f32[1x2] = reduce(kind=mean, axes=[2, 3], keepDimensions=false) %m
          output %r = "y" [1x2]
        }
        """,
        """
        graph g {
          input %x : f32[1x4x3x2] = "x" [1x2x4x3] permute [0, 2, 3, 1]
          const %w : f32[2x1x1x2] = [1.0, 2.0, 3.0, 4.0]
          const %b : f32[2] = [0.5, 1.0]
          const %k.permuted : f32[1x1x1x2] = [3.0, -1.0]
          %c : f32[1x4x3x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %x, %w, %b
          %e : f32[1x4x3x2] = multiply(activation=NONE) %c, %k.permuted
          %s : f32[1x4x3x2] = softmax(axis=3, log=false) %e
          %f : f32[1x4x3x4] = concat(axis=3) %s, %e
          %p : f32[1x5x3x4] = pad(before=[0, 1, 0, 0], after=[0, 0, 0, 0], mode=constant, \
        value=0.0) %f
          %h : f32[1x5x3x2] = slice(starts=[0, 0, 0, 1], sizes=[1, 5, 3, 2], steps=[1, 1, 1, 1]) %p
          %j : f32[1x5x3x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %h, %w, %b
          %r : f32[1x2] = reduce(kind=mean, axes=[1, 2], keepDimensions=false) %j
          output %r = "y" [1x2]
        }
        """);
  }

  @Test
  void channelShuffleShufflesTheLastAxis() {
    PassTrial.turns(
        new ChooseLayouts(),
        """
        graph g {
          input %x : f32[1x4x3x2] = "x" [1x4x3x2]
          %a : f32[1x2x4x3] = transpose(permutation=[0, 3, 1, 2]) %x
          %b : f32[1x4x3x2] = transpose(permutation=[0, 2, 3, 1]) %a
          %m : f32[1x4x3x2] = max_pool2d(window=WINDOW_1) %b
          %c : f32[1x2x4x3] = transpose(permutation=[0, 3, 1, 2]) %m
          %e : f32[1x4x4x3] = concat(axis=1) %c, %a
          %r : f32[1x2x2x4x3] = reshape(shape=[1, 2, 2, 4, 3]) %e
          %s : f32[1x2x2x4x3] = transpose(permutation=[0, 2, 1, 3, 4]) %r
          %t : f32[1x4x4x3] = reshape(shape=[1, 4, 4, 3]) %s
          %u : f32[1x4x3x4] = transpose(permutation=[0, 2, 3, 1]) %t
          %y : f32[1x4x3x4] = max_pool2d(window=WINDOW_1) %u
          output %y = "y" [1x4x3x4]
        }
        """,
        """
        graph g {
          input %x : f32[1x4x3x2] = "x" [1x4x3x2]
          %m : f32[1x4x3x2] = max_pool2d(window=WINDOW_1) %x
          %e : f32[1x4x3x4] = concat(axis=3) %m, %x
          %r : f32[1x4x3x2x2] = reshape(shape=[1, 4, 3, 2, 2]) %e
          %r.permuted : f32[1x4x3x2x2] = transpose(permutation=[0, 1, 2, 4, 3]) %r
          %t : f32[1x4x3x4] = reshape(shape=[1, 4, 3, 4]) %r.permuted
          %y : f32[1x4x3x4] = max_pool2d(window=WINDOW_1) %t
          output %y = "y" [1x4x3x4]
        }
        """);
  }

  @Test
  void sequencesWhoseOrderIsItsOwnInverse() {
    PassTrial.turns(
        new ChooseLayouts(),
        """
        graph g {
          input %x : f32[1x2x5] = "x" [1x2x5]
          const %w : f32[2x1x1x2] = [1.0, 2.0, 3.0, 4.0]
          const %b : f32[2] = [0.5, 1.0]
          %a : f32[1x5x2] = transpose(permutation=[0, 2, 1]) %x
          %c : f32[1x5x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %a, %w, %b
          %d : f32[1x2x5] = transpose(permutation=[0, 2, 1]) %c
          %e : f32[1x2x5] = add(activation={low=0.0, high=inf}) %d, %x
          %f : f32[1x5x2] = transpose(permutation=[0, 2, 1]) %e
          %g : f32[1x5x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %f, %w, %b
          %y : f32[1x2x5] = transpose(permutation=[0, 2, 1]) %g
          output %y = "y" [1x2x5]
        }
        """,
        """
        graph g {
          input %x : f32[1x5x2] = "x" [1x2x5] permute [0, 2, 1]
          const %w : f32[2x1x1x2] = [1.0, 2.0, 3.0, 4.0]
          const %b : f32[2] = [0.5, 1.0]
          %c : f32[1x5x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %x, %w, %b
          %e : f32[1x5x2] = add(activation={low=0.0, high=inf}) %c, %x
          %g : f32[1x5x2] = conv2d(window=WINDOW_1, groups=1, activation=NONE) %e, %w, %b
          output %g = "y" [1x2x5] permute [0, 2, 1]
        }
        """);
  }

  @Test
  void transpositionThatIsNeededStays() {
    PassTrial.leaves(
        new ChooseLayouts(),
        """
        graph g {
          input %x : f32[3x4] = "x" [3x4]
          %p : f32[3x3] = mat_mul() %x, %t
          output %p = "y" [3x3]
        }
        """
            .replace("  %p", "  %t : f32[4x3] = transpose(permutation=[1, 0]) %x\n  %p"));
  }

  @Test
  void cheapestCutOfASmallGraph() {
    // source -3-> a -1-> b -3-> sink, a -1-> sink: cutting both edges behind a costs 2.
    MinCut cut = new MinCut();
    int a = cut.vertex();
    int b = cut.vertex();
    int alone = cut.vertex();
    cut.edge(MinCut.SOURCE, a, 3);
    cut.edge(a, b, 1);
    cut.edge(b, MinCut.SINK, 3);
    cut.edge(a, MinCut.SINK, 1);
    boolean[] sourceSide = cut.solve();
    assertThat(sourceSide[a]).isTrue();
    assertThat(sourceSide[b]).isFalse();
    assertThat(sourceSide[alone]).isFalse();
  }
}
