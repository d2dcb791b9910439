package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.hls.HlsProject;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.op.RequantizeSums;
import thimble.planner.dataflow.Clock;
import thimble.planner.dataflow.Depths;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.DesignBuilder;
import thimble.sim.hls.CSimulation;
import thimble.sim.hls.CSimulationBatch;
import thimble.targets.hls.Folding;
import thimble.targets.hls.HlsRoll;
import thimble.targets.hls.Stage;
import thimble.tests.hls.HlsLint;

/** The cases of all int8 operators as hardware, folded at random, in one design. */
class HlsCasesTest {
  /** What int8 operators do not stream: several images behind windows, two matrices, blends. */
  private static final List<String> REFUSED =
      List.of(
          "deform_conv2d/int8_mask_and_two_images",
          "deform_conv2d/int8_by_rows_mask_stride_and_two_images",
          "softmax/another_result_scale");

  @TempDir Path directory;

  @Test
  void allOfThemGiveWhatTheirCasesSay() {
    List<OpCase> cases = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (OpCase one : OpCaseFile.readAll().values().stream().flatMap(List::stream).toList()) {
      if (isWholeInt8(one.graph())) {
        if (streams(one.graph())) {
          cases.add(one);
        } else {
          refused.add(one.operator() + "/" + one.name());
        }
      }
    }
    assertThat(refused).isEqualTo(REFUSED);
    assertThat(
            cases.stream()
                .flatMap(one -> one.graph().nodes().stream())
                .map(node -> node.op().name()))
        .as("operators that run as hardware")
        .containsAll(
            HlsRoll.all().stream().filter(HlsRoll::streams).map(HlsRoll::operator).toList());
    OpCase union = CaseUnion.of("hls", cases);
    Design design = design(union.graph());
    HlsLint.requireSynthesizable(HlsProject.emit(design, List.of()));
    HlsLint.requireCanonical(HlsProject.emit(design, List.of()));
    byte[] outputs = run(union, design);
    int at = 0;
    for (OpCase.Run run : union.runs()) {
      for (int i = 0; i < run.expected().size(); i++) {
        byte[] expected = run.expected().get(i).data().toLittleEndian();
        assertThat(Arrays.copyOfRange(outputs, at, at + expected.length))
            .as(union.graph().outputs().get(i).value().id())
            .isEqualTo(expected);
        at += expected.length;
      }
    }
    assertThat(outputs).hasSize(at);
  }

  /** Sums the planner makes where memory is short; hardware computes nothing in parts. */
  private static boolean isWholeInt8(Graph graph) {
    return !graph.inputs().isEmpty()
        && graph.nodes().stream().noneMatch(node -> node.op() instanceof RequantizeSums)
        && Stream.concat(graph.inputs().stream(), graph.outputs().stream())
            .map(Port::value)
            .allMatch(v -> v.type().element() == ElementType.S8 && v.type().count() > 0);
  }

  private static boolean streams(Graph graph) {
    try {
      DesignBuilder.stages(graph);
      return true;
    } catch (ThimbleException e) {
      return false;
    }
  }

  private static Design design(Graph graph) {
    Map<Integer, Stage> stages = DesignBuilder.stages(graph);
    SplittableRandom random = new SplittableRandom(1);
    Map<Integer, Folding> chosen = new LinkedHashMap<>();
    stages.forEach(
        (node, stage) ->
            chosen.put(node, stage.foldings().get(random.nextInt(stage.foldings().size()))));
    Design design = Depths.minimal(DesignBuilder.build(graph, stages, chosen), stage -> {});
    assertThat(Clock.run(design).finished()).isTrue();
    return design;
  }

  private byte[] run(OpCase union, Design design) {
    ByteArrayOutputStream inputs = new ByteArrayOutputStream();
    for (OpCase.Run run : union.runs()) {
      for (TensorData input : run.inputs()) {
        inputs.writeBytes(input.toLittleEndian());
      }
    }
    CSimulation.Outcome outcome =
        CSimulationBatch.build(List.of(design), directory).run(0, inputs.toByteArray());
    assertThat(outcome.deadlock()).isEmpty();
    return outcome.outputs();
  }
}
