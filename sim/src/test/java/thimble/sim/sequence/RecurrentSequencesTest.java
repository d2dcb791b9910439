package thimble.sim.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.sequence.Sequence;
import thimble.ir.sequence.SequenceRun;
import thimble.ir.sequence.Sequences;
import thimble.ir.sequence.Windows;
import thimble.sim.sequence.RandomSequences.Ends;

/** Networks with recurrent layers: from a reset on, runs give what the model gives. */
class RecurrentSequencesTest {
  private static final int SEEDS = 150;
  private static final int WINDOW = 16;

  /** Runs over two windows; side inputs stay what they are. */
  static Windows stream(Sequence sequence, long seed) {
    Random random = new Random(seed);
    SequenceRun run = new SequenceRun(sequence.graph());
    List<List<TensorData>> arguments = new ArrayList<>();
    List<List<TensorData>> results = new ArrayList<>();
    for (int i = 0; i < 2 * sequence.window() / sequence.frames(); i++) {
      List<TensorData> frames = new ArrayList<>();
      for (Port port : sequence.graph().arguments()) {
        boolean side = !sequence.inputs().get(frames.size()).isSequence();
        frames.add(
            side && i > 0
                ? arguments.get(0).get(frames.size())
                : RandomSequences.noise(port.value().type(), random));
      }
      arguments.add(frames);
      results.add(run.next(frames));
    }
    return new Windows(sequence, arguments, results);
  }

  @Test
  void theFirstWindowGivesWhatTheModelGives() {
    int compared = 0;
    int held = 0;
    int refused = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Graph batch = RandomSequences.recurrent(seed, Ends.VALID, WINDOW);
      String name = "seed " + seed;
      try {
        Sequence sequence = Sequences.of(batch);
        assertThat(sequence.padded()).as(name).isEmpty();
        assertThat(sequence.recurrent()).as(name).isNotEmpty();
        for (Windows.Pair pair : stream(sequence, seed).pairs(4)) {
          assertThat(pair.actual())
              .as(name + " result " + pair.result())
              .isEqualTo(pair.expected());
          compared++;
        }
        held +=
            sequence.graph().states().stream().anyMatch(it -> it.carry().get().hold() > 0) ? 1 : 0;
      } catch (ThimbleException aStateBetweenRuns) {
        assertThat(aStateBetweenRuns).hasMessageContaining("its last state is used");
        refused++;
      }
    }
    assertThat(compared).isGreaterThan(SEEDS);
    assertThat(held).isGreaterThan(SEEDS / 10);
    assertThat(refused).isLessThan(SEEDS / 10);
  }

  /** Padding in front alone: as if zeros, or nothing, had come before. */
  @Test
  void causalNetworksGiveWhatTheModelGives() {
    int compared = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Sequence sequence;
      try {
        sequence = Sequences.of(RandomSequences.recurrent(seed, Ends.CAUSAL, WINDOW));
      } catch (ThimbleException aStateBetweenRuns) {
        continue;
      }
      for (Windows.Pair pair : stream(sequence, seed).pairs(1)) {
        assertThat(pair.actual()).as("seed " + seed).isEqualTo(pair.expected());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(SEEDS / 2);
  }
}
