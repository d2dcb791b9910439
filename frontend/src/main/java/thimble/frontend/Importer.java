package thimble.frontend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxPort;
import thimble.frontend.onnx.OnnxReader;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;
import thimble.frontend.rows.ImportContext;
import thimble.frontend.rows.Operand;
import thimble.frontend.rows.OperatorTable;
import thimble.frontend.rows.Site;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;

/**
 * From an ONNX file to a graph. Whatever the file holds, the result is a graph that obeys every
 * constraint of its operators, or a {@link ThimbleException} with all problems of the stage that
 * found them.
 */
public final class Importer {
  private static final long OLDEST_OPSET = 7;
  private static final long NEWEST_OPSET = 22;
  private static final long OLDEST_IR = 3;
  private static final long NEWEST_IR = 13;

  private final String file;
  private final OnnxModel model;
  private final ImportOptions options;
  private final ImportContext context;
  private final Map<String, Operand> values = new HashMap<>();
  private final List<Operand> inputs = new ArrayList<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  /** Names whose nodes failed: what reads them is not looked at, it would only fail again. */
  private final Set<String> failed = new HashSet<>();

  private Importer(String file, OnnxModel model, ImportOptions options) {
    this.file = file;
    this.model = model;
    this.options = options;
    this.context = new ImportContext(file);
  }

  /** Reads a model from a file. */
  public static Graph read(Path path, ImportOptions options) {
    String file = String.valueOf(path.getFileName());
    try {
      OnnxModel model = OnnxReader.read(path);
      return new Importer(file, model, options).graph();
    } catch (OutOfMemoryError e) {
      throw new ThimbleException(
          Code.T0207,
          "a model that needs more memory than there is",
          file,
          "the heap has " + (Runtime.getRuntime().maxMemory() >> 20) + " MB",
          "give Java more with -Xmx");
    }
  }

  /**
   * A model in memory.
   *
   * @param file the name that it would have as a file, for diagnostics and as the graph's name
   */
  public static Graph of(String file, OnnxModel model, ImportOptions options) {
    return new Importer(file, model, options).graph();
  }

  private Graph graph() {
    requireVersions();
    List<OnnxNode> nodes = ModelOrder.of(file, model);
    problems.addAll(unsupported(nodes));
    stopAtProblems();
    defineInitialisers(model, nodes);
    defineInputs(nodes);
    stopAtProblems();
    nodes.forEach(this::emit);
    stopAtProblems();
    List<ImportContext.NamedOutput> outputs =
        model.outputs().stream()
            .map(port -> new ImportContext.NamedOutput(values.get(port.name()), port.name()))
            .toList();
    return context.finish(options.name().orElseGet(() -> graphName(file)), inputs, outputs);
  }

  /** A name for files and C out of the file's name: {@code MobileNet-v2.onnx} is mobilenet_v2. */
  static String graphName(String file) {
    String stem = file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    String clean = stem.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    clean = clean.replaceAll("^_+|_+$", "");
    clean = clean.substring(0, Math.min(40, clean.length()));
    return clean.matches("[a-z].*") ? clean : "net_" + clean;
  }

  private void requireVersions() {
    if (model.irVersion() < OLDEST_IR || model.irVersion() > NEWEST_IR) {
      problem(
          Code.T0103,
          "an ONNX version that is not understood",
          file,
          "IR version " + model.irVersion() + ", not " + OLDEST_IR + " to " + NEWEST_IR,
          "convert the model with onnx.version_converter");
    }
    boolean usesOnnx = model.nodes().stream().anyMatch(node -> node.domain().isEmpty());
    long opset = model.opsets().getOrDefault("", 0L);
    if (usesOnnx && (opset < OLDEST_OPSET || opset > NEWEST_OPSET)) {
      problem(
          Code.T0103,
          "an operator set that is not understood",
          file,
          "opset " + opset + ", not " + OLDEST_OPSET + " to " + NEWEST_OPSET,
          "export with opset 13 to 22, or convert the model with onnx.version_converter");
    }
    stopAtProblems();
  }

  /** All unsupported operators at once, one diagnostic for each kind, with the nodes' names. */
  private List<Diagnostic> unsupported(List<OnnxNode> nodes) {
    Map<String, List<OnnxNode>> unsupported = new LinkedHashMap<>();
    for (OnnxNode node : nodes) {
      if (!OperatorTable.supports(node, options.operators())) {
        unsupported.computeIfAbsent(node.qualifiedType(), key -> new ArrayList<>()).add(node);
      }
    }
    List<Diagnostic> diagnostics = new ArrayList<>();
    unsupported.forEach(
        (type, found) ->
            diagnostics.add(
                new Diagnostic(
                    Code.T0201,
                    "operator " + type + " is not supported",
                    file + ", " + (found.size() == 1 ? "node " : "nodes ") + labels(found),
                    "",
                    found.get(0).domain().isEmpty()
                            || found.get(0).domain().startsWith("com.microsoft")
                        ? "`thimble ops` lists what is"
                        : "write it as a Java kernel and give it with --op")));
    return diagnostics;
  }

  private static String labels(List<OnnxNode> nodes) {
    int shown = Math.min(20, nodes.size());
    String labels =
        String.join(
            ", ",
            nodes.subList(0, shown).stream().map(node -> "\"" + node.label() + "\"").toList());
    return nodes.size() == shown ? labels : labels + " and " + (nodes.size() - shown) + " more";
  }

  private void defineInitialisers(OnnxModel graph, List<OnnxNode> nodes) {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.reads()));
    graph.outputs().forEach(output -> read.add(output.name()));
    for (OnnxTensor tensor : graph.initialisers()) {
      if (!read.contains(tensor.name())) {
        continue;
      }
      if (tensor.data().isEmpty()) {
        problem(
            Code.T0202,
            "a tensor type that is not supported",
            file + ", initialiser \"" + tensor.name() + "\"",
            "it is " + OnnxType.text(tensor.dataType()),
            "");
        continue;
      }
      TensorType type =
          TensorType.of(OnnxType.element(tensor.dataType()).orElseThrow(), tensor.shape());
      define(tensor.name(), context.known(tensor, type));
    }
  }

  /** Initialisers listed as inputs are constants. */
  private void defineInputs(List<OnnxNode> nodes) {
    Set<String> stored = new HashSet<>();
    model.initialisers().forEach(tensor -> stored.add(tensor.name()));
    List<OnnxPort> ports =
        model.inputs().stream().filter(input -> !stored.contains(input.name())).toList();
    InputTypes types = new InputTypes(file, ports, options);
    InputQuantizations quantizations = new InputQuantizations(model, nodes);
    GivenInputs given = new GivenInputs(file, ports, options.constants());
    for (OnnxPort port : ports) {
      if (given.has(port.name())) {
        types
            .type(port)
            .flatMap(type -> given.value(port.name(), type).map(data -> context.known(type, data)))
            .ifPresent(operand -> define(port.name(), operand));
        continue;
      }
      types
          .type(port)
          .map(type -> quantizations.annotate(port.name(), type))
          .ifPresent(
              type -> {
                Operand input = context.input(type, port.name());
                values.put(port.name(), input);
                inputs.add(input);
              });
    }
    problems.addAll(types.problems());
    problems.addAll(given.problems());
  }

  private void define(String name, Operand operand) {
    context.name(operand, name);
    values.put(name, operand);
  }

  private void emit(OnnxNode node) {
    List<Optional<Operand>> operands = new ArrayList<>();
    for (String input : node.inputs()) {
      if (failed.contains(input)) {
        failed.addAll(node.outputs());
        return;
      }
      operands.add(input.isEmpty() ? Optional.empty() : Optional.of(values.get(input)));
    }
    int opset = (int) Math.min(Integer.MAX_VALUE, model.opsets().getOrDefault(node.domain(), 1L));
    Site site = new Site(context, node, opset, operands, this::branch);
    try {
      defineResults(node, site, OperatorTable.emit(site, options.operators()));
    } catch (ThimbleException e) {
      problems.addAll(e.diagnostics());
      failed.addAll(node.outputs());
    } catch (IllegalArgumentException | ArithmeticException | IllegalStateException e) {
      // Numbers that a value object refuses: a window without extent, a shape beyond 2 GiB.
      problems.addAll(site.senseless(String.valueOf(e.getMessage())).diagnostics());
      failed.addAll(node.outputs());
    }
  }

  /**
   * What a branch gives, its nodes walked here and now. Its names are its own: a sibling may have
   * them too.
   */
  private List<Operand> branch(OnnxModel branch) {
    List<OnnxNode> nodes = ModelOrder.of(file, branch, values.keySet());
    List<Diagnostic> unsupported = unsupported(nodes);
    if (!unsupported.isEmpty()) {
      throw new ThimbleException(unsupported);
    }
    Map<String, Operand> around = new HashMap<>(values);
    int before = problems.size();
    defineInitialisers(branch, nodes);
    nodes.forEach(this::emit);
    List<Diagnostic> found = new ArrayList<>(problems.subList(before, problems.size()));
    problems.subList(before, problems.size()).clear();
    List<Operand> results =
        branch.outputs().stream()
            .filter(port -> values.containsKey(port.name()))
            .map(port -> values.get(port.name()))
            .toList();
    values.clear();
    values.putAll(around);
    if (!found.isEmpty()) {
      throw new ThimbleException(found);
    }
    return results;
  }

  private void defineResults(OnnxNode node, Site site, List<Operand> results) {
    for (int i = 0; i < node.outputs().size(); i++) {
      String output = node.outputs().get(i);
      if (output.isEmpty()) {
        continue;
      }
      if (i >= results.size()) {
        throw site.unsupported("its result " + i + " \"" + output + "\" is wanted");
      }
      define(output, results.get(i));
    }
  }

  private void problem(Code code, String what, String where, String why, String hint) {
    problems.add(new Diagnostic(code, what, where, why, hint));
  }

  private void stopAtProblems() {
    if (!problems.isEmpty()) {
      throw new ThimbleException(Problems.shortened(problems));
    }
  }
}
