package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Examples;

/**
 * The same model gives the same bytes: in another directory, in another process (whose hash order
 * is another), in another time zone and language.
 */
class ReproducibleTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"digits", "resnet8", "mobilenetv2-0.35-96"})
  void compilesTwiceToTheSameTree(String name) throws IOException {
    Path model = directory.resolve("one place").resolve("model.onnx");
    Files.createDirectories(model.getParent());
    if (name.equals("digits")) {
      Files.copy(Examples.DIGITS, model);
    } else {
      zoo(name, model);
    }
    Path copy = directory.resolve("another/place").resolve("model.onnx");
    Files.createDirectories(copy.getParent());
    Files.copy(model, copy);
    List<String> options = List.of("--target", "mps2-an500", "--io", "float");
    CommandLine.run(arguments(model, directory.resolve("first"), options)).requireSuccess();
    CommandLine.runApart(
            List.of("-Duser.timezone=Asia/Tokyo", "-Duser.language=tr", "-Duser.country=TR"),
            Map.of(),
            arguments(copy, directory.resolve("deep/second"), options))
        .requireSuccess();
    assertThat(tree(directory.resolve("deep/second"))).isEqualTo(tree(directory.resolve("first")));
  }

  /** The zoo's weights come from a seed: the file is the same in every process. */
  private void zoo(String name, Path model) throws IOException {
    List<String> arguments = List.of("zoo", name, "--int8", "--out");
    Path again = directory.resolve("again.onnx");
    CommandLine.run(append(arguments, model)).requireSuccess();
    CommandLine.runApart(List.of(), Map.of(), append(arguments, again)).requireSuccess();
    assertThat(Files.mismatch(model, again)).isEqualTo(-1);
  }

  private static List<String> append(List<String> arguments, Path file) {
    return Stream.concat(arguments.stream(), Stream.of(file.toString())).toList();
  }

  private static List<String> arguments(Path model, Path out, List<String> options) {
    return Stream.concat(
            Stream.of("compile", model.toString(), "--out", out.toString()), options.stream())
        .toList();
  }

  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    assertThat(files).hasSizeGreaterThan(10);
    return files;
  }
}
