package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import thimble.ir.TensorData;
import thimble.ir.Verifier;

/** Every case of every operator on every runner. */
class OpCasesTest {
  @TestFactory
  Stream<DynamicTest> cases() {
    return OpCaseFile.readAll().values().stream()
        .flatMap(List::stream)
        .flatMap(
            example ->
                CaseRunner.ALL.stream()
                    .map(
                        runner ->
                            DynamicTest.dynamicTest(
                                example + " (" + runner.name() + ")", () -> run(example, runner))));
  }

  private static void run(OpCase example, CaseRunner runner) {
    assertThat(Verifier.verify(example.graph())).isEmpty();
    List<List<TensorData>> inputs = example.runs().stream().map(OpCase.Run::inputs).toList();
    List<List<TensorData>> outputs = runner.run(example.graph(), inputs);
    List<List<TensorData>> reference = new ReferenceRunner().run(example.graph(), inputs);
    for (int run = 0; run < outputs.size(); run++) {
      List<OpCase.Expected> expected = example.runs().get(run).expected();
      for (int i = 0; i < expected.size(); i++) {
        String place = "run " + run + ", output " + i;
        TensorData actual = outputs.get(run).get(i);
        assertThat(expected.get(i).difference(actual)).as(place).isEmpty();
        assertThat(new OpCase.Expected(reference.get(run).get(i), true).difference(actual))
            .as("%s against the reference", place)
            .isEmpty();
      }
    }
  }
}
