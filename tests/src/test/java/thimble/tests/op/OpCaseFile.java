package thimble.tests.op;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.Value;
import thimble.ir.text.GraphParser;

/**
 * Reads {@code tests/cases/op/<operator>.cases}: a table of cases, each a graph in IR text followed
 * by one line for each input and output, as often as there are runs.
 *
 * <pre>
 * # The comment says what is special about the operator.
 * case rounds_half_away_from_zero
 * graph g {
 *   input %x : f32[3] = "x" [3]
 *   %y : s8[3] q(1.0, 0) = quantize() %x
 *   output %y = "y" [3]
 * }
 * %x = 0.5, -0.5, 1
 * %y = 1, -1, 1
 * </pre>
 *
 * {@code =} demands every element equal, {@code ~} within 1e-5 of the largest. {@code inf}, {@code
 * -inf} and {@code nan} are numbers.
 */
final class OpCaseFile {
  /** Surefire runs a module's tests in the module's directory. */
  static final Path DIRECTORY = Path.of("cases", "op");

  private final Path file;
  private final List<String> lines;
  private int at = 0;

  private OpCaseFile(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** All case files by operator, in alphabetical order. */
  static Map<String, List<OpCase>> readAll() {
    Map<String, List<OpCase>> cases = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".cases")) {
          cases.put(name.replace(".cases", ""), read(file));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + DIRECTORY.toAbsolutePath(), e);
    }
    return cases;
  }

  private static List<OpCase> read(Path file) throws IOException {
    return new OpCaseFile(file, Files.readAllLines(file)).cases();
  }

  private List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    while (skipBlanks()) {
      cases.add(oneCase());
    }
    return cases;
  }

  /** Goes to the next line that says something. */
  private boolean skipBlanks() {
    while (at < lines.size() && (lines.get(at).isBlank() || lines.get(at).startsWith("#"))) {
      at++;
    }
    return at < lines.size();
  }

  private OpCase oneCase() {
    if (!lines.get(at).startsWith("case ")) {
      throw error("expected \"case <name>\"");
    }
    String name = lines.get(at++).substring(5).strip();
    Graph graph = graph();
    List<OpCase.Run> runs = new ArrayList<>();
    while (skipBlanks() && lines.get(at).startsWith("%")) {
      runs.add(run(graph));
    }
    if (runs.isEmpty()) {
      throw error("case " + name + " has no inputs and outputs");
    }
    return new OpCase(file.getFileName().toString().replace(".cases", ""), name, graph, runs);
  }

  private Graph graph() {
    StringBuilder text = new StringBuilder();
    while (at < lines.size() && !lines.get(at).equals("}")) {
      text.append(lines.get(at++)).append('\n');
    }
    if (at == lines.size()) {
      throw error("expected a graph that ends with \"}\"");
    }
    at++;
    return GraphParser.parse(text.append('}').toString());
  }

  private OpCase.Run run(Graph graph) {
    List<TensorData> inputs = new ArrayList<>();
    for (Port port : graph.inputs()) {
      inputs.add(row(port.value()).data());
    }
    List<OpCase.Expected> expected = new ArrayList<>();
    for (Port port : graph.outputs()) {
      expected.add(row(port.value()));
    }
    return new OpCase.Run(inputs, expected);
  }

  /** {@code %id = 1, 2, 3} */
  private OpCase.Expected row(Value value) {
    String exact = "%" + value.id() + " =";
    String close = "%" + value.id() + " ~";
    String line = skipBlanks() ? lines.get(at) : "";
    if (!line.startsWith(exact) && !line.startsWith(close)) {
      throw error("expected the elements of %" + value.id());
    }
    String content = line.substring(exact.length()).strip();
    String[] numbers = content.isEmpty() ? new String[0] : content.split(",\\s*");
    if (numbers.length != value.type().count()) {
      throw error(numbers.length + " elements for " + value);
    }
    TensorData data = TensorData.allocate(value.type().element(), numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      store(data, i, numbers[i]);
    }
    at++;
    return new OpCase.Expected(data, line.startsWith(exact));
  }

  private static void store(TensorData data, int index, String number) {
    if (data.element().isFloat()) {
      data.set(
          index,
          switch (number) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(number);
          });
    } else if (data.array() instanceof long[] array) {
      array[index] =
          data.element() == ElementType.U64
              ? Long.parseUnsignedLong(number)
              : Long.parseLong(number);
    } else {
      data.set(index, Long.parseLong(number));
    }
  }

  private IllegalStateException error(String what) {
    return new IllegalStateException(file + ", line " + (at + 1) + ": " + what);
  }
}
