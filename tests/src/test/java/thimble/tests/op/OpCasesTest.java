package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.Verifier;

/** Every case of every operator on every runner. */
class OpCasesTest {
  private static final int CASES_IN_A_PROGRAM = 48;

  @TempDir private static Path directory;

  private static List<OpCase> all() {
    return OpCaseFile.readAll().values().stream().flatMap(List::stream).toList();
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    List<CaseRunner> runners =
        List.of(new ReferenceRunner(), new PlanRunner(false), new PlanRunner(true));
    return all().stream()
        .flatMap(
            example ->
                runners.stream()
                    .map(
                        runner ->
                            DynamicTest.dynamicTest(
                                example + " (" + runner.name() + ")",
                                () -> assertThat(wrong(example, runner)).isEmpty())));
  }

  @TestFactory
  Stream<DynamicTest> casesAsProgramsOnTheHost() {
    return programs("host");
  }

  /** Another compiler, another processor, the same bits. */
  @TestFactory
  Stream<DynamicTest> casesAsFirmware() {
    return programs("mps2-an386");
  }

  /** Many cases in one program: what takes time is the compiler. */
  private static Stream<DynamicTest> programs(String board) {
    List<OpCase> all = all();
    int programs = (all.size() + CASES_IN_A_PROGRAM - 1) / CASES_IN_A_PROGRAM;
    return IntStream.range(0, programs)
        .mapToObj(
            program -> {
              int first = program * CASES_IN_A_PROGRAM;
              int end = Math.min(all.size(), first + CASES_IN_A_PROGRAM);
              String name = all.get(first) + " to " + all.get(end - 1) + " (" + board + ")";
              OpCase union = CaseUnion.of(name, all.subList(first, end));
              return DynamicTest.dynamicTest(
                  name,
                  () -> assertThat(wrong(union, ProgramRunner.on(board, directory))).isEmpty());
            });
  }

  /** What differs from the expected values, and from the reference. */
  private static List<String> wrong(OpCase example, CaseRunner runner) {
    assertThat(Verifier.verify(example.graph())).isEmpty();
    List<List<TensorData>> inputs = example.runs().stream().map(OpCase.Run::inputs).toList();
    List<List<TensorData>> outputs = runner.run(example.graph(), inputs);
    List<List<TensorData>> reference = new ReferenceRunner().run(example.graph(), inputs);
    List<String> wrong = new ArrayList<>();
    for (int run = 0; run < outputs.size(); run++) {
      List<OpCase.Expected> expected = example.runs().get(run).expected();
      for (int i = 0; i < expected.size(); i++) {
        Port port = example.graph().outputs().get(i);
        TensorData actual = outputs.get(run).get(i);
        TensorData same = reference.get(run).get(i);
        String difference = expected.get(i).difference(actual);
        String fromReference = new OpCase.Expected(same, true).difference(actual);
        if (!difference.isEmpty()) {
          wrong.add(port.value() + ", run " + run + ": " + difference);
        } else if (!fromReference.isEmpty()) {
          wrong.add(port.value() + ", run " + run + ", not as the reference: " + fromReference);
        }
      }
    }
    return wrong;
  }
}
