package thimble.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;

class JoinRequantizationsTest {
  private static final String PAIR =
      """
      graph g {
        input %%x : s8[256] q(%s, %d) = "x" [256]
        %%a : s8[256] q(%s, %d) = requantize(element=s8) %%x
        %%y : s8[256] q(%s, %d) = requantize(element=s8) %%a
        output %%y = "y" [256]
      }
      """;

  private final JoinRequantizations pass = new JoinRequantizations();

  @Test
  void joinsWhatComesOutTheSame() {
    PassTrial.turns(
        pass,
        PAIR.formatted("0.25", 0, "0.5", 0, "0.5", 10),
        """
        graph g {
          input %x : s8[256] q(0.25, 0) = "x" [256]
          %y : s8[256] q(0.5, 10) = requantize(element=s8) %x
          output %y = "y" [256]
        }
        """);
  }

  @Test
  void leavesASaturationBetween() {
    PassTrial.leaves(pass, PAIR.formatted("0.5", 0, "0.25", 0, "0.5", 0));
  }

  @Test
  void leavesTwoRoundings() {
    PassTrial.leaves(pass, PAIR.formatted("0.5", 0, "0.7", 0, "1.0", 0));
  }

  /** Any scales and zero points: joined or not, no byte differs. */
  @Test
  void changesNoByte() {
    SplittableRandom random = new SplittableRandom(4);
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    int joined = 0;
    for (int trial = 0; trial < 300; trial++) {
      String text =
          String.format(
              Locale.ROOT,
              PAIR,
              scale(random),
              random.nextInt(-20, 20),
              scale(random),
              random.nextInt(-20, 20),
              scale(random),
              random.nextInt(-20, 20));
      Graph graph = PassTrial.parse(text);
      Graph result = pass.run(graph);
      List<TensorData> inputs = List.of(TensorData.bytes(all));
      assertThat(Evaluator.outputs(result, inputs)).isEqualTo(Evaluator.outputs(graph, inputs));
      joined += result.nodes().size() == 1 ? 1 : 0;
    }
    assertThat(joined).isBetween(5, 295);
  }

  private static String scale(SplittableRandom random) {
    double scale = Math.scalb(1, random.nextInt(-2, 3)) * (random.nextInt(3) == 0 ? 1.25 : 1);
    return String.valueOf(scale);
  }
}
