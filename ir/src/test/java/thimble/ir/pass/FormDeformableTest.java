package thimble.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.op.Clamp;
import thimble.ir.op.DeformForm;
import thimble.ir.run.Evaluator;
import thimble.ir.text.GraphParser;

class FormDeformableTest {
  private static final String WINDOW =
      "window={kernelHeight=3, kernelWidth=3, strideY=1, strideX=1, dilationY=1, dilationX=1,"
          + " padTop=1, padLeft=1, padBottom=1, padRight=1}";

  private static String network(String form, String offset, String before) {
    return """
        graph g {
          input %x : s8[1x4x4x1] q(0.5, 3) = "x" [1x4x4x1]
          input %o : s8[1x4x4x18] q(0.25, -4) = "o" [1x4x4x18]
          const %w : s8[1x3x3x1] q(0.1, 0) = [1, 2, 3, 4, 5, 6, 7, 8, 9]
          const %b : s32[1] = [5]
        """
        + before
        + "  %y : s8[1x4x4x1] q(1.0, 0) = deform_conv2d("
        + WINDOW
        + ", groups=1, offsetGroups=1, masked=false, "
        + form
        + ", activation={low=-inf, high=inf}) %x, %w, %b, "
        + offset
        + "\n  output %y = \"y\" [1x4x4x1]\n}\n";
  }

  private static final String FULL =
      network("square=false, bounds={low=-inf, high=inf}, rounded=false", "%o", "");

  /** As {@link PassTrial#turns}, but that results differ. */
  private static void turns(FormDeformable pass, String before, String after) {
    assertThat(pass.run(GraphParser.parse(before))).isEqualTo(GraphParser.parse(after));
  }

  @Test
  void boundsAndRounds() {
    turns(
        new FormDeformable(new DeformForm(new Clamp(-2, 1), true, false)),
        FULL,
        network("square=false, bounds={low=-2.0, high=1.0}, rounded=true", "%o", ""));
  }

  /** Two bounds one after another are the tighter of both. */
  @Test
  void boundsWhatIsBounded() {
    turns(
        new FormDeformable(new DeformForm(new Clamp(-2, 9), false, false)),
        network("square=false, bounds={low=-3.0, high=1.0}, rounded=false", "%o", ""),
        network("square=false, bounds={low=-2.0, high=1.0}, rounded=false", "%o", ""));
  }

  @Test
  void leavesWhatHasTheForm() {
    PassTrial.leaves(
        new FormDeformable(new DeformForm(new Clamp(-2, 1), true, false)),
        network("square=false, bounds={low=-2.0, high=1.0}, rounded=true", "%o", ""));
  }

  /** Where taps are pushed from the centre alike, the one offset is that push: no byte differs. */
  @Test
  void findsThePushThatTapsShare() {
    Graph full = GraphParser.parse(FULL);
    Graph square = new FormDeformable(new DeformForm(Clamp.NONE, false, true)).run(full);
    assertThat(square.nodes()).hasSize(2);
    byte[] image = new byte[16];
    byte[] offsets = new byte[16 * 18];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i * 37);
      int push = i % 7 - 3;
      for (int tap = 0; tap < 9; tap++) {
        offsets[i * 18 + 2 * tap] = (byte) (push * (tap / 3 - 1) - 4);
        offsets[i * 18 + 2 * tap + 1] = (byte) (push * (tap % 3 - 1) - 4);
      }
    }
    List<TensorData> inputs = List.of(TensorData.bytes(image), TensorData.bytes(offsets));
    assertThat(Evaluator.outputs(square, inputs).get(0).byteArray())
        .isEqualTo(Evaluator.outputs(full, inputs).get(0).byteArray());
  }
}
