package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.Constant;
import thimble.ir.GraphIndex;
import thimble.ir.TensorData;
import thimble.targets.Boards;
import thimble.targets.Kernel;
import thimble.targets.KernelLibraries;

/**
 * Calls of CMSIS-NN against the reference. Its sources are in no package: what runs needs the
 * environment variable CMSIS_NN_DIR.
 */
class CmsisNnTest {
  private static final Set<String> OPERATORS =
      new TreeSet<>(
          List.of(
              "conv2d",
              "depthwise_conv2d",
              "fully_connected",
              "add",
              "multiply",
              "average_pool2d",
              "max_pool2d"));

  @TempDir private static Path directory;

  private static List<OpCase> cases() {
    return OpCaseFile.readAll().entrySet().stream()
        .filter(entry -> OPERATORS.contains(entry.getKey()))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  @Test
  void everyOperatorItHasIsTakenFromIt() {
    KernelLibraries libraries = KernelLibraries.named("cmsisnn", Boards.find("host").core());
    for (String operator : OPERATORS) {
      assertThat(
              cases().stream()
                  .filter(example -> example.operator().equals(operator))
                  .flatMap(example -> kernels(example, libraries))
                  .filter(kernel -> kernel.library().equals("cmsisnn")))
          .as(operator)
          .isNotEmpty();
    }
  }

  private static Stream<Kernel> kernels(OpCase example, KernelLibraries libraries) {
    GraphIndex index = example.graph().index();
    return example.graph().nodes().stream()
        .map(
            node -> {
              List<Optional<TensorData>> constants =
                  node.inputs().stream().map(id -> index.constant(id).map(Constant::data)).toList();
              return libraries.choose(node.op(), index.signature(node), constants);
            });
  }

  @TestFactory
  Stream<DynamicTest> casesOnItAreAsTheReference() {
    String sources = System.getenv("CMSIS_NN_DIR");
    boolean there =
        sources != null && Files.exists(Path.of(sources, "Include", "arm_nnfunctions.h"));
    if (!there) {
      System.err.println(
          "NOT TESTED: calls of CMSIS-NN were not run, because CMSIS_NN_DIR does not name its sources");
    }
    return Stream.of("host", "mps2-an386", "mps3-an547")
        .map(board -> DynamicTest.dynamicTest(board, () -> run(board, there)));
  }

  private static void run(String board, boolean there) {
    assumeTrue(there, "CMSIS_NN_DIR is not set");
    OpCase union = CaseUnion.of("cmsisnn", cases());
    List<List<TensorData>> inputs = union.runs().stream().map(OpCase.Run::inputs).toList();
    List<List<TensorData>> actual =
        ProgramRunner.on(board, "cmsisnn", directory).run(union.graph(), inputs);
    List<List<TensorData>> expected = new ReferenceRunner().run(union.graph(), inputs);
    for (int run = 0; run < expected.size(); run++) {
      for (int i = 0; i < expected.get(run).size(); i++) {
        assertThat(
                new OpCase.Expected(expected.get(run).get(i), true)
                    .difference(actual.get(run).get(i)))
            .as(union.graph().outputs().get(i).value() + ", run " + run)
            .isEmpty();
      }
    }
  }
}
