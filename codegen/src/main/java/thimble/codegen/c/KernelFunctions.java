package thimble.codegen.c;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import thimble.codegen.Templates;
import thimble.codegen.kernel.CFunction;
import thimble.codegen.kernel.CFunction.CParameter;
import thimble.codegen.kernel.KernelSource;
import thimble.codegen.kernel.KernelTranslator;
import thimble.ir.ElementType;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.op.Access;
import thimble.ir.op.Accumulation;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Signature;
import thimble.planner.Plan;
import thimble.planner.Step;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;

/**
 * The C functions behind a plan's calls: reference kernels, translated, and functions that
 * templates write, one for each distinct model.
 *
 * @param includes system headers that {@code portable} needs
 * @param portable text of the translated kernels
 * @param templated texts of the functions from templates
 * @param instructionSets headers that {@code templated} needs, each once
 * @param byNode the function that computes a node
 */
record KernelFunctions(
    List<String> includes,
    String portable,
    List<String> templated,
    List<String> instructionSets,
    Map<Integer, CFunction> byNode) {

  /**
   * The model of every kernel template.
   *
   * @param name of the function
   * @param parameters its parameter list
   * @param k what the kernel library computed
   */
  public record TemplateModel(String name, String parameters, Record k) {}

  /** Functions are equal where these are. */
  private record Key(String stem, Record model, List<CParameter> parameters) {}

  static KernelFunctions of(Plan plan) {
    List<KernelCall> calls = new ArrayList<>();
    Map<Integer, Kernel> byLayer = new TreeMap<>();
    for (Step step : plan.flat()) {
      if (Layers.computes(step)) {
        byLayer.computeIfAbsent(Layers.node(step), node -> kernel(plan, step));
      }
    }
    for (Kernel kernel : byLayer.values()) {
      if (kernel.template().isEmpty()) {
        calls.add(kernel.call());
      }
    }
    KernelSource source = KernelTranslator.translate(calls);
    List<String> texts = new ArrayList<>();
    Set<String> instructionSets = new TreeSet<>();
    Map<Key, CFunction> written = new LinkedHashMap<>();
    Identifiers names = new Identifiers();
    source.functions().values().forEach(function -> names.unique("", function.name()));
    for (KernelTemplate helper : helpers(byLayer.values())) {
      texts.add(render(helper, new CFunction(names.unique("", helper.label()), List.of())));
    }
    Map<Integer, CFunction> byNode = new TreeMap<>();
    for (var entry : byLayer.entrySet()) {
      int at = entry.getKey();
      Kernel kernel = entry.getValue();
      if (kernel.template().isEmpty()) {
        byNode.put(at, source.function(kernel.call()));
        continue;
      }
      KernelTemplate template = kernel.template().get();
      instructionSets.add(template.instructionSet());
      Node node = plan.graph().nodes().get(at);
      List<CParameter> parameters = parameters(kernel.call(), plan.graph().index().signature(node));
      CFunction function =
          written.computeIfAbsent(
              new Key(template.stem(), template.model(), parameters),
              key -> {
                CFunction made =
                    new CFunction(names.unique("", template.label()), key.parameters());
                texts.add(render(template, made));
                return made;
              });
      byNode.put(at, function);
    }
    return new KernelFunctions(
        source.includes(), source.text(), texts, List.copyOf(instructionSets), byNode);
  }

  /** Those that others call, each once, before the functions that call it. */
  private static Set<KernelTemplate> helpers(Collection<Kernel> kernels) {
    Set<KernelTemplate> found = new LinkedHashSet<>();
    kernels.forEach(
        kernel -> kernel.template().ifPresent(template -> template.helpers().forEach(found::add)));
    return found;
  }

  /** What runs in a step: the kernel chosen for the node, or the one that accumulates. */
  private static Kernel kernel(Plan plan, Step step) {
    int node = Layers.node(step);
    Kernel chosen = plan.kernels().get(node);
    if (step instanceof Step.Call) {
      return chosen;
    }
    Node fed = plan.graph().nodes().get(node);
    Accumulation accumulation =
        fed.op().accumulation(plan.graph().index().signature(fed)).orElseThrow();
    return new Kernel(
        chosen.library(),
        accumulation.kernel(),
        Access.whole(),
        Set.of(),
        Optional.empty(),
        chosen.cost());
  }

  CFunction function(int node) {
    return byNode.get(node);
  }

  private static String render(KernelTemplate template, CFunction function) {
    List<String> parameters =
        function.parameters().stream()
            .map(
                parameter ->
                    parameter.isArray()
                        ? parameter.type() + "restrict " + parameter.name()
                        : parameter.type() + " " + parameter.name())
            .toList();
    return Templates.render(
            "kernels/" + template.stem() + ".c.ftl",
            new TemplateModel(
                function.name(),
                String.join("\n    ", CText.wrap(CText.separated(parameters), 4)),
                template.model()))
        .stripTrailing();
  }

  /** The parameters that a call's arguments fill: see {@link KernelTemplate}. */
  private static List<CParameter> parameters(KernelCall call, Signature signature) {
    List<CParameter> parameters = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      if (argument instanceof Argument.Source source) {
        String name = numbered("src", source.input());
        parameters.add(constArray(element(signature.input(source.input()).element()), name));
        parameters.add(index(name + "At"));
      } else if (argument instanceof Argument.SourceRows source) {
        String name = numbered("src", source.input());
        parameters.add(constArray(element(signature.input(source.input()).element()), name));
        parameters.add(new CParameter("const int32_t *", name + "Rows", true));
      } else if (argument instanceof Argument.Sink sink) {
        String name = numbered("dst", sink.output());
        parameters.add(array(element(signature.output(sink.output()).element()), name));
        parameters.add(index(name + "At"));
      } else if (argument instanceof Argument.Table table) {
        parameters.add(constArray(element(table.data().element()), table.name()));
      } else if (argument instanceof Argument.Int number) {
        parameters.add(index(number.name()));
      } else if (argument instanceof Argument.Real number) {
        parameters.add(new CParameter("float", number.name(), false));
      } else if (argument instanceof Argument.PerRow extent) {
        parameters.add(index(extent.name()));
      } else if (argument instanceof Argument.OutputRow) {
        parameters.add(index("outputRow"));
      } else if (argument instanceof Argument.Scratch piece) {
        parameters.add(array(element(piece.element()), piece.name()));
        parameters.add(index(piece.name() + "At"));
      }
    }
    return parameters;
  }

  private static String element(ElementType element) {
    return CText.elementType(TensorData.allocate(element, 0));
  }

  private static String numbered(String name, int operand) {
    return operand == 0 ? name : name + operand;
  }

  private static CParameter constArray(String element, String name) {
    return new CParameter("const " + element + " *", name, true);
  }

  private static CParameter array(String element, String name) {
    return new CParameter(element + " *", name, true);
  }

  private static CParameter index(String name) {
    return new CParameter("int32_t", name, false);
  }
}
