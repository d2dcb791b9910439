package thimble.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import thimble.codegen.kernel.KernelTranslator;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.kernel.Wrap;
import thimble.ir.op.KernelCall;
import thimble.ir.op.OpNames;
import thimble.ir.op.Signature;
import thimble.ir.run.KernelRunner;
import thimble.planner.Plan;
import thimble.planner.Step;

/**
 * Walks the operators and says what is missing where: everything about one operator is found under
 * its name.
 */
class RollCallTest {
  /** Seen from this module's directory. */
  private static final Path KERNELS =
      Path.of("..", "ir", "src", "main", "java", "thimble", "ir", "kernel");

  private final Map<String, List<OpCase>> cases = OpCaseFile.readAll();

  /** A node of a case and the types around it. */
  private record Use(OpCase example, Node node, Signature signature) {}

  private List<Use> uses() {
    List<Use> uses = new ArrayList<>();
    for (OpCase example : cases.values().stream().flatMap(List::stream).toList()) {
      GraphIndex index = example.graph().index();
      for (Node node : example.graph().nodes()) {
        uses.add(new Use(example, node, index.signature(node)));
      }
    }
    return uses;
  }

  @Test
  void everyOperatorHasACaseFileThatUsesIt() {
    List<String> missing = new ArrayList<>();
    for (String operator : OpNames.all().keySet()) {
      if (operator.equals("custom_op")) {
        continue; // Its kernel is the user's.
      }
      boolean used =
          cases.getOrDefault(operator, List.of()).stream()
              .flatMap(example -> example.graph().nodes().stream())
              .anyMatch(node -> node.op().name().equals(operator));
      if (!used) {
        missing.add(operator + ": no case in tests/cases/op/" + operator + ".cases");
      }
    }
    for (String file : cases.keySet()) {
      if (OpNames.find(file).isEmpty()) {
        missing.add(file + ".cases: no operator of that name");
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void caseNamesAreUnique() {
    List<String> missing = new ArrayList<>();
    for (OpCase example : cases.values().stream().flatMap(List::stream).toList()) {
      long count =
          cases.get(example.operator()).stream()
              .filter(other -> other.name().equals(example.name()))
              .count();
      if (count > 1) {
        missing.add(example.toString());
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyKernelOfACaseTranslatesToC() {
    Map<String, KernelCall> calls = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (Use use : uses()) {
      KernelCall call = use.node().op().kernel(use.signature());
      calls.put(call.className() + "." + call.method(), call);
    }
    try {
      KernelTranslator.translate(calls.values());
    } catch (RuntimeException e) {
      // Which of them? One at a time takes longer.
      calls.values().forEach(call -> translate(call, missing));
    }
    assertThat(missing).isEmpty();
  }

  private static void translate(KernelCall call, List<String> missing) {
    try {
      KernelTranslator.translate(List.of(call));
    } catch (RuntimeException e) {
      missing.add(call.className() + "." + call.method() + ": " + e.getMessage());
    }
  }

  @Test
  void inferenceAgreesWithTheCases() {
    List<String> missing = new ArrayList<>();
    for (Use use : uses()) {
      List<TensorType> inferred = use.node().op().infer(use.signature().inputs());
      List<TensorType> stated = use.node().outputs().stream().map(Value::type).toList();
      for (int i = 0; i < stated.size(); i++) {
        if (inferred.get(i).element() != stated.get(i).element()
            || !inferred.get(i).shape().equals(stated.get(i).shape())) {
          missing.add(use.example() + ": " + inferred.get(i) + " is not " + stated.get(i));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /**
   * The public methods of the kernel classes that return nothing are what operators call (those
   * that return something are helpers of other kernels): each needs a case.
   */
  @Test
  void everyKernelMethodIsReachedByACase() throws Exception {
    Set<String> missing = new TreeSet<>();
    for (Class<?> kernel : kernelClasses()) {
      for (Method method : kernel.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && method.getReturnType() == void.class) {
          missing.add(kernel.getSimpleName() + "." + method.getName());
        }
      }
    }
    for (Use use : uses()) {
      missing.remove(name(use.node().op().kernel(use.signature())));
      use.node()
          .op()
          .accumulation(use.signature())
          .filter(accumulation -> missing.contains(name(accumulation.kernel())))
          // Recurrent steps are run by SequenceModelsTest and SeedsTest: cases this small seldom
          // stream.
          .filter(accumulation -> isRecurrent(use) || isFed(use))
          .ifPresent(accumulation -> missing.remove(name(accumulation.kernel())));
    }
    assertThat(missing).as("kernel methods that no case reaches").isEmpty();
  }

  private static boolean isRecurrent(Use use) {
    return List.of("lstm", "gru", "rnn").contains(use.node().op().name());
  }

  private static String name(KernelCall call) {
    Method method = KernelRunner.method(call);
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  /** Whether the plan with row streams gives the operator its operand row by row. */
  private static boolean isFed(Use use) {
    Plan plan = new PlanRunner(true).plan(use.example().graph());
    return plan.flat().stream()
        .anyMatch(
            step ->
                step instanceof Step.Feed feed
                    && plan.graph().nodes().get(feed.node()).output().equals(use.node().output()));
  }

  private static List<Class<?>> kernelClasses() throws Exception {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(KERNELS)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith("Kernel.java")) {
          classes.add(Class.forName(Wrap.class.getPackageName() + "." + name.replace(".java", "")));
        }
      }
    }
    assertThat(classes).isNotEmpty();
    return classes;
  }
}
