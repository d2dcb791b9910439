package thimble.sim.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a program prints: one fact a line, the first word says which. */
record Console(List<String> lines) {
  static Console of(String text) {
    return new Console(text.lines().toList());
  }

  /** The words after the first, of the first line that begins with that word. */
  Optional<List<String>> find(String word) {
    return lines.stream()
        .filter(line -> line.startsWith(word + " "))
        .findFirst()
        .map(line -> List.of(line.substring(word.length() + 1).split(" ")));
  }

  /** A number after a word: {@code number("arena", 2)} of {@code arena 100 touched 90} is 90. */
  long number(String word, int position) {
    return find(word)
        .map(words -> Long.parseLong(words.get(position)))
        .orElseThrow(() -> new IllegalStateException("the program did not print \"" + word + "\""));
  }

  boolean has(String line) {
    return lines.contains(line);
  }

  /** Lines {@code layer 3 1200 name of it}. */
  List<RunReport.Layer> layers() {
    List<RunReport.Layer> layers = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("layer ")) {
        String[] words = line.split(" ", 4);
        layers.add(new RunReport.Layer(words[3], Long.parseLong(words[2])));
      }
    }
    return layers;
  }

  /** What the program said when it gave up. */
  Optional<String> complaint() {
    return lines.stream()
        .filter(line -> line.startsWith("failed: ") || line.startsWith("fault: "))
        .findFirst();
  }
}
