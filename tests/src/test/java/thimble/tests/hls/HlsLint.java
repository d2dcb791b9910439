package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import thimble.codegen.SourceTree;

/** What synthesis takes: a look at emitted text that no compiler of ours would give. */
public final class HlsLint {
  private static final Set<String> PRAGMAS =
      Set.of(
          "INTERFACE",
          "DATAFLOW",
          "STREAM",
          "PIPELINE",
          "UNROLL",
          "INLINE",
          "ARRAY_PARTITION",
          "ARRAY_RESHAPE",
          "BIND_OP",
          "BIND_STORAGE",
          "DEPENDENCE");

  private HlsLint() {}

  /** No heap, recursion, library or real numbers; pragmas from a list; every loop has a bound. */
  public static void requireSynthesizable(SourceTree project) {
    Map<String, String> sources = new TreeMap<>();
    for (String path : project.files().keySet()) {
      if (path.startsWith("src/")) {
        sources.put(path, project.text(path).replaceAll("//[^\\n]*", ""));
      }
    }
    assertThat(sources).isNotEmpty();
    sources.forEach(
        (path, text) -> {
          assertThat(text)
              .as(path)
              .doesNotContainPattern("\\b(new|delete|malloc|free|virtual|throw|goto|while)\\b")
              .doesNotContainPattern("\\b(float|double|std::|printf|time|rand)\\b");
          for (String line : text.lines().filter(l -> l.startsWith("#pragma")).toList()) {
            assertThat(line.split(" ")[1]).as(path).isEqualTo("HLS");
            assertThat(PRAGMAS).as(path + ": " + line).contains(line.split(" ")[2]);
          }
          // Every loop counts to a constant.
          assertThat(matches("\\b(for) ?\\(", text)).as(path).hasSameSizeAs(loops(text));
          assertThat(loops(text))
              .as(path)
              .allMatch(bound -> bound.matches("[A-Z:_a-z0-9 *+/()-]+"));
        });
  }

  /** Only local streams, each with a depth, one writer and one reader, and calls. */
  public static void requireCanonical(SourceTree project) {
    String top =
        project.text(
            project.files().keySet().stream()
                .filter(path -> path.matches("src/[^/]*\\.cpp"))
                .findFirst()
                .orElseThrow());
    List<String> streams = matches("hls::stream<ap_uint<[0-9]+> > ([a-z0-9_]+)\\(", top);
    assertThat(streams).isNotEmpty();
    for (String stream : streams) {
      assertThat(top).containsPattern("variable=" + stream + " depth=[0-9]+");
      assertThat(matches("[(, ](" + stream + ")[,)]", top)).as(stream).hasSize(2);
    }
    String body = top.substring(top.indexOf("DATAFLOW"));
    assertThat(body).doesNotContainPattern("\\b(if|for|while|return)\\b");
  }

  static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  /** The limits of all loops. */
  private static List<String> loops(String text) {
    return matches(
        "for \\(int [a-z_]+ = [^;]+; [a-z_]+ (?:<|>=) ([^;]*?); [a-z_]+(?:\\+\\+|--| \\+= [A-Za-z:_]+)\\)",
        text);
  }
}
