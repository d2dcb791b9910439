package thimble.tests.bad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import thimble.frontend.data.Npy;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.tests.support.CommandLine;
import thimble.tests.support.OnnxText;
import thimble.tests.support.TextLine;

/** Sets a case up in a directory and runs it. */
final class BadCaseRun {
  private final BadCase example;
  private final Path directory;

  BadCaseRun(BadCase example, Path directory) {
    this.example = example;
    this.directory = directory;
  }

  void run() throws IOException {
    for (BadCase.Statement statement : example.statements()) {
      prepare(statement);
    }
    Map<Path, Long> before = files();
    CommandLine.Outcome outcome = command(arguments(example.one("run")));
    assertRefused(outcome);
    assertThat(files()).as("files that a refused command leaves").isEqualTo(before);
  }

  private void prepare(BadCase.Statement statement) throws IOException {
    switch (statement.verb()) {
      case "model" -> Files.write(file(statement.rest()), OnnxText.model(statement.block()));
      case "text" -> Files.writeString(file(statement.rest()), statement.block());
      case "bytes" -> bytes(new TextLine(statement.rest()));
      case "npy" -> npy(new TextLine(statement.rest()));
      case "dir" -> Files.createDirectories(file(statement.rest()));
      case "cut" -> cut(new TextLine(statement.rest()));
      case "given" -> CommandLine.run(arguments(statement.rest())).requireSuccess();
      case "path", "run", "exit", "says", "never" -> {}
      default -> throw new IllegalStateException(example.name() + ": " + statement);
    }
  }

  private void bytes(TextLine words) throws IOException {
    Path file = file(words.word());
    StringBuilder digits = new StringBuilder();
    while (!words.atEnd()) {
      digits.append(words.word());
    }
    Files.write(file, HexFormat.of().parseHex(digits));
  }

  private void cut(TextLine words) throws IOException {
    Path file = file(words.word());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) words.item().integer()));
  }

  private void npy(TextLine words) throws IOException {
    Path file = file(words.word());
    ElementType type = ElementType.parse(words.word());
    List<Integer> shape = words.list().stream().map(extent -> (int) extent.integer()).toList();
    List<TextLine.Item> elements = words.items();
    TensorData data = TensorData.allocate(type, shape.stream().reduce(1, Math::multiplyExact));
    for (int i = 0; i < data.count(); i++) {
      data.set(i, elements.get(i % elements.size()).real());
    }
    new Npy(shape, data).write(file);
  }

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  /** Words between blanks. */
  private List<String> arguments(String line) {
    return Arrays.stream(line.split("\\s+"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.replace("$DIR", directory.toString()))
        .toList();
  }

  private CommandLine.Outcome command(List<String> arguments) throws IOException {
    if (example.all("path").isEmpty()) {
      return CommandLine.run(arguments);
    }
    Path empty = Files.createTempDirectory("nothing");
    CommandLine.Outcome outcome =
        CommandLine.runApart(List.of(), Map.of("PATH", empty.toString()), arguments);
    Files.delete(empty);
    return outcome;
  }

  private void assertRefused(CommandLine.Outcome outcome) {
    String output = outcome.output();
    assertThat(output)
        .contains("error[" + example.code() + "]: ")
        .doesNotContain("\tat ", "internal error");
    // Only somebody who brings Java along is told in Java's words, and the case says so.
    if (example.all("says").stream().noneMatch(text -> text.contains("Exception"))) {
      assertThat(output).doesNotContain("Exception");
    }
    assertThat(outcome.exit())
        .as(output)
        .isEqualTo(Integer.parseInt(example.one("exit")))
        .isEqualTo(example.code().exit().status());
    for (String text : example.all("says")) {
      assertThat(output).contains(text.replace("$DIR", directory.toString()));
    }
    for (String text : example.all("never")) {
      assertThat(output).doesNotContain(text);
    }
    // Nothing that could drive a terminal.
    assertThat(output.chars().allMatch(c -> c == '\n' || c >= ' ' && c != 127)).isTrue();
  }

  /** All files and directories with their sizes, but for what make builds. */
  private Map<Path, Long> files() throws IOException {
    Map<Path, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(path -> !path.toString().contains("/out/build")).toList()) {
        files.put(file, Files.isRegularFile(file) ? Files.size(file) : 0);
      }
    }
    return files;
  }
}
