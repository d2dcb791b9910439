package thimble.tests.bad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import thimble.ir.Code;

/**
 * One case of {@code tests/cases/bad}: what lies in a directory, a command, and how it must be
 * refused. The file's name begins with the code of the diagnostic.
 *
 * <pre>
 * # What is wrong, in one sentence.
 * model m.onnx                       a model, as {@link thimble.tests.support.OnnxText} reads it
 *   opset 13
 *   ...
 * text Own.java                      a text file
 *   ...
 * npy input_0.npy f32 [1,3] 1,2,3    an array file; elements are repeated
 * bytes x.bin 0a ff                  any file
 * dir there                          an empty directory
 * cut m.onnx 40                      keeps the first 40 bytes
 * given zoo ds-cnn --out $DIR/m.onnx a command that must succeed
 * path nothing                       the command runs where no other program is installed
 * run compile $DIR/m.onnx --out $DIR/out
 * exit 4
 * says part of a line of the output
 * never part of a line that must not be there
 * </pre>
 *
 * {@code $DIR} is the directory.
 *
 * @param name of the file, without its ending
 * @param statements in order, one a line; a block's lines are joined to its head
 */
record BadCase(String name, List<Statement> statements) {
  static final Path DIRECTORY = Path.of("cases", "bad");

  /**
   * @param verb first word
   * @param rest of the line
   * @param block the indented lines below, without their indentation
   */
  record Statement(String verb, String rest, String block) {}

  static BadCase read(Path file) throws IOException {
    List<Statement> statements = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("  ") && !statements.isEmpty()) {
        Statement last = statements.remove(statements.size() - 1);
        statements.add(
            new Statement(last.verb(), last.rest(), last.block() + line.substring(2) + "\n"));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        int blank = (line + " ").indexOf(' ');
        statements.add(new Statement(line.substring(0, blank), line.substring(blank).strip(), ""));
      }
    }
    return new BadCase(file.getFileName().toString().replace(".case", ""), statements);
  }

  /** The code that the diagnostic must have. */
  Code code() {
    return Code.valueOf(name.substring(0, name.indexOf('-')));
  }

  List<String> all(String verb) {
    return statements.stream().filter(s -> s.verb().equals(verb)).map(Statement::rest).toList();
  }

  String one(String verb) {
    List<String> found = all(verb);
    if (found.size() != 1) {
      throw new IllegalStateException(name + ": one \"" + verb + "\" is needed, not " + found);
    }
    return found.get(0);
  }
}
