package thimble.codegen.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.text.GraphParser;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.planner.Region;
import thimble.planner.Strips;
import thimble.targets.KernelLibraries;

class NetworkWriterTest {
  private static final String POOLED =
      """
      graph g {
        input %x : s8[1x6x8x2] q(0.1, 0) = "x" [1x6x8x2]
        %y : s8[1x4x6x2] q(0.1, 0) = max_pool2d(window={kernelHeight=3, kernelWidth=3, strideY=1, strideX=1, dilationY=1, dilationX=1, padTop=0, padLeft=0, padBottom=0, padRight=0}) %x
        output %y = "y" [1x4x6x2]
      }
      """;

  private static Plan plan(boolean inputRows) {
    Graph graph = GraphParser.parse(POOLED);
    Region region = Region.between(graph, 0, 0, Region.COLUMNS, 2).orElseThrow();
    Graph parts = Strips.rewrite(graph, region, true).orElseThrow().graph();
    PlanOptions options = new PlanOptions(4, 100_000L, 0.01, true).withInputRows(inputRows);
    return Planner.plan(parts, KernelLibraries.portable(), options);
  }

  /**
   * Only by rows is a caller asked for an input twice; in the arena nobody would fill the second.
   */
  @Test
  void anInputThatComesAgainComesByRows() {
    assertThat(NetworkWriter.write(plan(true), List.of(), "g", "")).isNotNull();
    Plan resident = plan(false);
    assertThatThrownBy(() -> NetworkWriter.write(resident, List.of(), "g", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("repeats an input");
  }
}
