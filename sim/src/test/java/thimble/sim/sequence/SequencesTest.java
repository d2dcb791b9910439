package thimble.sim.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.run.Evaluator;
import thimble.ir.run.Ports;
import thimble.ir.sequence.Sequence;
import thimble.ir.sequence.SequenceRun;
import thimble.ir.sequence.Sequences;
import thimble.ir.sequence.TimeAxes;
import thimble.ir.sequence.Windows;
import thimble.sim.sequence.RandomSequences.Ends;

class SequencesTest {
  private static final int SEEDS = 300;
  private static final int WINDOW = 24;

  /** Frames one after another, and the results of run after run. */
  private static final class Stream {
    private final int rowElements;
    private final float[] frames;
    private final List<TensorData> results = new ArrayList<>();

    Stream(Sequence sequence, int count, long seed) {
      TensorType type = sequence.graph().arguments().get(0).value().type();
      rowElements = type.rowElements();
      int rows = count / sequence.frames() * sequence.frames();
      frames =
          RandomSequences.noise(
                  TensorType.of(ElementType.F32, 1, rows, rowElements), new Random(seed))
              .floatArray();
      SequenceRun run = new SequenceRun(sequence.graph());
      for (int from = 0; from < rows; from += sequence.frames()) {
        results.addAll(run.next(List.of(frames(from, sequence.frames()))));
      }
    }

    TensorData frames(int from, int count) {
      TensorData data = TensorData.allocate(ElementType.F32, count * rowElements);
      System.arraycopy(frames, from * rowElements, data.array(), 0, data.count());
      return data;
    }

    int count() {
      return frames.length / rowElements;
    }

    /** All rows of the first result, run after run. */
    float[] rows() {
      int each = results.get(0).count();
      float[] all = new float[each * results.size()];
      for (int run = 0; run < results.size(); run++) {
        System.arraycopy(results.get(run).floatArray(), 0, all, run * each, each);
      }
      return all;
    }
  }

  /** Convolutions without padding, a mean over all rows: every window's result, bit for bit. */
  @Test
  void everyWindowGivesWhatTheModelGives() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Graph batch = RandomSequences.graph(seed, Ends.VALID, WINDOW, true);
      Sequence sequence = Sequences.of(batch);
      String name = "seed " + seed;
      assertThat(sequence.padded()).as(name).isEmpty();
      Stream stream = new Stream(sequence, 3 * WINDOW, seed);
      int windows = 0;
      for (int run = 0; run < stream.results.size(); run++) {
        int from = (run + 1) * sequence.frames() - sequence.lag() - WINDOW;
        if (from >= 0 && from + WINDOW <= stream.count()) {
          assertThat(run + 1).as(name).isGreaterThanOrEqualTo(sequence.warmUp());
          TensorData expected =
              Evaluator.outputs(batch, List.of(stream.frames(from, WINDOW))).get(0);
          assertThat(stream.results.get(run)).as(name + " run " + run).isEqualTo(expected);
          windows++;
        }
      }
      assertThat(windows).as(name).isGreaterThan(5);
    }
  }

  /** Padding in front alone: from a reset on, every row is the model's. */
  @Test
  void causalNetworksGiveTheModelsRows() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Graph batch = RandomSequences.graph(seed, Ends.CAUSAL, 2 * WINDOW, false);
      Sequence sequence = Sequences.of(batch);
      if (sequence.lag() > 0) {
        continue;
      }
      Stream stream = new Stream(sequence, 2 * WINDOW, seed);
      float[] expected =
          Evaluator.outputs(batch, List.of(stream.frames(0, 2 * WINDOW))).get(0).floatArray();
      assertThat(stream.rows()).as("seed " + seed).isEqualTo(expected);
    }
  }

  /** Padding at both ends: the layers are named, and what sees no end is the model's. */
  @Test
  void paddedNetworksGiveTheModelsRowsAwayFromTheEnds() {
    int named = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      int window = 4 * WINDOW;
      Graph batch = RandomSequences.graph(seed, Ends.SAME, window, false);
      Sequence sequence = Sequences.of(batch);
      named += sequence.padded().size();
      Stream stream = new Stream(sequence, window, seed);
      TensorType type = sequence.graph().results().get(0).value().type();
      int framesPerRow = sequence.frames() / type.extent(1);
      float[] expected =
          Evaluator.outputs(batch, List.of(stream.frames(0, window))).get(0).floatArray();
      float[] rows = stream.rows();
      int delayed = sequence.lag() / framesPerRow * type.rowElements();
      int edge = WINDOW * type.rowElements() / framesPerRow;
      int end = expected.length - edge;
      assertThat(Arrays.copyOfRange(rows, edge + delayed, end + delayed))
          .as("seed " + seed)
          .isEqualTo(Arrays.copyOfRange(expected, edge, end));
    }
    assertThat(named).isGreaterThan(SEEDS / 2);
  }

  /** Each layer computes its new rows alone. */
  @Test
  void nothingIsComputedTwice() {
    Graph batch = RandomSequences.graph(3, Ends.CAUSAL, 64 * WINDOW, false);
    Sequence sequence = Sequences.of(batch);
    assertThat(sequence.graph().macs() * 64 * WINDOW / sequence.frames()).isEqualTo(batch.macs());
  }

  /**
   * Time as the width of images: turned, the model is what it was, and each window's result its.
   */
  @Test
  void timeMayBeTheWidth() {
    TimeAxes width = new TimeAxes(OptionalInt.of(2), Map.of());
    int compared = 0;
    for (long seed = 0; seed < SEEDS / 3; seed++) {
      Graph batch = RandomSequences.columns(seed, WINDOW);
      Sequence sequence = Sequences.of(batch, width);
      String name = "seed " + seed;
      assertThat(sequence.padded()).as(name).isEmpty();
      Port turned = sequence.batch().arguments().get(0);
      TensorData x = RandomSequences.noise(turned.value().type(), new Random(seed));
      // Small whole numbers: sums are exact in any order.
      assertThat(Evaluator.outputs(sequence.batch(), List.of(x)).get(0))
          .as(name)
          .isEqualTo(Evaluator.outputs(batch, List.of(Ports.toModel(turned, x))).get(0));
      assertThat(sequence.graph().macs()).as(name).isLessThanOrEqualTo(batch.macs() / 3);
      for (Windows.Pair pair : RecurrentSequencesTest.stream(sequence, seed).pairs(4)) {
        assertThat(pair.actual()).as(name).isEqualTo(pair.expected());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(SEEDS);
  }

  @Test
  void aModelWithoutTimeIsRefused() {
    Graph image = RandomSequences.graph(1, Ends.SAME, 1, false);
    assertThatThrownBy(() -> Sequences.of(image))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("T0208");
  }
}
