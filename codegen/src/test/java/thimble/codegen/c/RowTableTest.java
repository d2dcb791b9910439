package thimble.codegen.c;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.Templates;
import thimble.ir.op.RowWindow;

final class RowTableTest {
  /** Wraps one table for the template that prints it. */
  public record Model(RowTable table, Layer layer) {}

  /** What the template knows of the layer. */
  public record Layer(String indent) {}

  @Test
  void leavesOutWhatCannotHappen() {
    RowTable unpadded =
        RowTable.of("rows", RowWindow.sliding(3, 1, 1, 0, 10, 8), 0, 8, RowIndex.linear(24));
    assertThat(unpadded.y()).isEqualTo("row + tap");
    assertThat(unpadded.element()).isEqualTo("y * 24");

    RowTable padded =
        RowTable.of("rows", RowWindow.sliding(3, 2, 2, 1, 6, 3), 0, 3, RowIndex.linear(24));
    assertThat(padded.y()).isEqualTo("row * 2 + tap * 2 - 1");
    assertThat(padded.element()).isEqualTo("y < 0 || y >= 6 ? -1 : y * 24");
  }

  @Test
  void needsNoVariableForASimpleRow() {
    RowTable strided =
        RowTable.of("rows", RowWindow.sliding(1, 2, 1, 0, 10, 5), 0, 5, RowIndex.linear(24));
    assertThat(strided.hasY()).isFalse();
    assertThat(strided.element()).isEqualTo("row * 2 * 24");
    RowTable same = RowTable.of("rows", RowWindow.same(), 0, 5, RowIndex.linear(24));
    assertThat(same.element()).isEqualTo("row * 24");
  }

  @Test
  void isAListOfNumbersForASingleRow() {
    RowTable table =
        RowTable.of("rows", RowWindow.sliding(3, 1, 1, 1, 2, 2), 0, 1, RowIndex.linear(24));
    assertThat(table.entries()).containsExactly("-1, 0, 24");
  }

  @Test
  void computesTheSameInC(@TempDir Path directory) throws Exception {
    Random random = new Random(3);
    StringBuilder program = new StringBuilder("#include <stdint.h>\n#include <stdio.h>\n");
    StringBuilder main = new StringBuilder("int main(void)\n{\n");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      RowWindow window = window(random);
      int rows = (1 + random.nextInt(2)) * window.outputRows();
      int rowElements = 1 + random.nextInt(3);
      RowTable table = RowTable.of("rows", window, 0, rows, RowIndex.linear(rowElements));
      program.append("static void f" + i + "(void)\n{\n");
      program.append("    for (int32_t row = 0; row < " + rows + "; row++) {\n");
      program.append(Templates.render("c/row_table.ftl", new Model(table, new Layer("        "))));
      program.append("        for (int i = 0; i < " + window.taps() + "; i++) {\n");
      program.append("            printf(\"%d " + i + "\\n\", (int)rows[i]);\n        }\n");
      program.append("        (void)row;\n    }\n}\n");
      main.append("    f" + i + "();\n");
      for (int row = 0; row < rows; row++) {
        for (int tap = 0; tap < window.taps(); tap++) {
          int source = window.row(row, tap);
          expected.add((source < 0 ? -1 : source * rowElements) + " " + i);
        }
      }
    }
    program.append(main).append("    return 0;\n}\n");

    assertThat(output(directory, program.toString())).isEqualTo(expected);
  }

  private static RowWindow window(Random random) {
    if (random.nextInt(8) == 0) {
      return new RowWindow(1, 1, 0, 1, random.nextInt(3), 1, false, 9, 7);
    }
    return new RowWindow(
        1 + random.nextInt(3),
        random.nextInt(4) - 1,
        random.nextInt(7) - 3,
        1 + random.nextInt(3),
        random.nextInt(5) - 2,
        random.nextInt(4) - 1,
        random.nextBoolean(),
        1 + random.nextInt(8),
        2 + random.nextInt(5));
  }

  private static List<String> output(Path directory, String program) throws Exception {
    Path source = Files.writeString(directory.resolve("rows.c"), program);
    Path binary = directory.resolve("rows");
    List<String> compile = new ArrayList<>(List.of("gcc", "-std=c11", "-O0"));
    compile.addAll(
        List.of("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"));
    compile.addAll(List.of(source.toString(), "-o", binary.toString()));
    assertThat(new ProcessBuilder(compile).inheritIO().start().waitFor()).isZero();
    Process process = new ProcessBuilder(binary.toString()).start();
    try (BufferedReader lines = process.inputReader()) {
      return lines.lines().toList();
    }
  }
}
