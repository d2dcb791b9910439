package thimble.tests.bad;

import static org.assertj.core.api.Assertions.assertThat;
import static thimble.tests.support.OnnxText.quote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.tests.support.CommandLine;
import thimble.tests.support.OnnxText;
import thimble.tests.support.Projects;

/**
 * A model may call things what it likes: the C compiles without a warning, computes the same, and
 * neither paths nor pages say anything that the names make them say.
 */
class HostileNamesTest {
  private static final List<String> NAMES =
      List.of(
          "*/ #include <x>",
          "// #include \"x\" \\",
          "../../x",
          "/etc/passwd",
          "quote\"double 'single' `back`",
          "line\nbreak\r\n#smuggled",
          "ends with backslash\\",
          "??/",
          "??' trigraph ??/\n#smuggled",
          "int",
          "return",
          "main",
          "_Bool",
          "NULL",
          "errno",
          "__attribute__",
          "ctx",
          "arena",
          "int8_t",
          "a.b",
          "a_b",
          "a b",
          "A_B",
          "a__b",
          "1",
          " ",
          "%s%n%d",
          "${.data_model} <#if> </#list>",
          "$(shell touch owned) `touch owned`",
          "<script>alert(1)</script>",
          "&amp;\"><img src=x onerror=alert(1)>",
          "größe 漢字 \uD83E\uDD16",
          "\u202e right to left",
          "\u001b[31m red \u0007",
          "\u2028 separator",
          "nul \u0000 inside",
          "x".repeat(10240),
          "x".repeat(10239) + "y");

  @TempDir Path directory;

  /** A chain through all names, each once a node and once a tensor; every third is an output. */
  private static byte[] model() {
    StringBuilder text = new StringBuilder("opset 13\ngraph " + quote("*/ graph") + "\n");
    text.append("input ").append(quote(NAMES.get(0))).append(" float[1,4,5,5]\n");
    text.append("input ").append(quote(NAMES.get(1))).append(" float[1,4,5,5]\n");
    for (int i = 2; i < NAMES.size(); i++) {
      String result = quote(NAMES.get(i)) + " name=" + quote(NAMES.get((i + 1) % NAMES.size()));
      String before = quote(NAMES.get(i - 1));
      if (i % 4 == 0) {
        String weight = quote("weight " + NAMES.get(i));
        text.append("const ").append(weight).append(" float[4,4,3,3] 0.125,-0.1,0.05,0.02\n");
        text.append("node Conv ").append(before).append(',').append(weight);
        text.append(" -> ").append(result).append(" pads=[1,1,1,1]\n");
      } else if (i % 4 == 2) {
        text.append("node Add ").append(before).append(',').append(quote(NAMES.get(i - 2)));
        text.append(" -> ").append(result).append('\n');
      } else {
        text.append("node Sigmoid ").append(before).append(" -> ").append(result).append('\n');
      }
      if (i % 3 == 0 || i == NAMES.size() - 1) {
        text.append("output ").append(quote(NAMES.get(i))).append('\n');
      }
    }
    return OnnxText.model(text.toString());
  }

  @Test
  void namesInsideAModel() throws IOException {
    Path file = directory.resolve("m.onnx");
    Files.write(file, model());
    CommandLine.Outcome outcome = CommandLine.run("verify", file.toString());
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertPrintable(outcome.output());
    Path out = directory.resolve("out");
    outcome = CommandLine.run("compile", file.toString(), "--out", out.toString()).requireSuccess();
    assertPrintable(outcome.output());
    Projects.requireStrict(out, "host");
    assertProjectHarmless(out);
    assertThat(entries(directory)).containsExactly("m.onnx", "out");
  }

  /** Names of files become names in C, in the Makefile and on pages. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "int.onnx",
        "main.onnx",
        "1.onnx",
        "-.onnx",
        ".onnx",
        "stdint.onnx",
        "漢字.onnx",
        "NULL.onnx",
        "no ending",
        "it's \"a\" `net` ??' \\.onnx",
        "*\\ #include <x> \\",
        "$(shell touch owned) ${x}.onnx",
        "line\nbreak #smuggled\n.onnx",
        "<script>alert(1)<!--.onnx",
      })
  void namesOfFiles(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.write(
        file,
        OnnxText.model(
            """
            opset 13
            input x float[1,4]
            const w float[3,4] 0.5,-0.25,0.125
            node Gemm x,w -> y transB=1
            output y
            """));
    CommandLine.Outcome outcome = CommandLine.run("verify", file.toString());
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertPrintable(outcome.output());
    Path out = directory.resolve("a directory, with $(blank) & 'quotes'");
    CommandLine.run("compile", file.toString(), "--out", out.toString()).requireSuccess();
    Projects.requireStrict(out, "host");
    assertProjectHarmless(out);
    Path input = directory.resolve("x.bin");
    Files.write(input, new byte[16]);
    CommandLine.run("run", out.toString(), "--input", input.toString()).requireSuccess();
    assertThat(entries(directory)).hasSize(3);
    assertThat(out.resolve("owned")).doesNotExist();
  }

  private static List<String> entries(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertPrintable(String text) {
    assertThat(text.chars().filter(c -> c < ' ' && c != '\n' || c == 127 || c == 0x202e)).isEmpty();
  }

  /** Plain file names, and texts that hold nothing a name could have smuggled in. */
  private static void assertProjectHarmless(Path project) throws IOException {
    for (Path file : Projects.files(project, 3, "")) {
      if (!Files.isRegularFile(file) || file.startsWith(project.resolve("build"))) {
        continue;
      }
      assertThat(file.getFileName().toString()).matches("[A-Za-z0-9_.-]+");
      String text = Files.readString(file, StandardCharsets.UTF_8);
      assertPrintable(text.replace("\t", ""));
      assertThat(text.lines()).noneMatch(line -> line.stripLeading().startsWith("#smuggled"));
      if (!file.toString().endsWith(".json")) {
        assertThat(text).as(file.toString()).doesNotContain("<script>alert", "<img src=x");
        assertThat(text.lines().mapToInt(String::length).max().orElse(0))
            .as("longest line of %s", file)
            .isLessThan(2_000);
      }
    }
  }
}
