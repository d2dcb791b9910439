package thimble.codegen.kernel;

import com.github.javaparser.ast.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/** Collects the places where kernels leave the subset; each is told once. */
final class Violations {
  private static final int SNIPPET = 60;

  private final Set<Diagnostic> found = new LinkedHashSet<>();

  /**
   * @param what the rule that is broken
   * @param hint what to write instead
   */
  void add(String fileName, Node node, String what, String hint) {
    String line = node.getBegin().map(begin -> ", line " + begin.line).orElse("");
    String snippet = node.toString().strip().replaceAll("\\s+", " ");
    if (snippet.length() > SNIPPET) {
      snippet = snippet.substring(0, SNIPPET) + " ...";
    }
    found.add(new Diagnostic(Code.T0701, what, fileName + line, snippet, hint));
  }

  void noSource(String className) {
    add(
        new Diagnostic(
            Code.T0701,
            "no source of kernel class " + className,
            "",
            "C is translated from the class's Java source",
            "load the operator's file with --op"));
  }

  /**
   * @param found how many methods of that name lie in the subset
   */
  void noMethod(SourceClass source, String method, int found) {
    String what =
        found > 1
            ? found + " kernels are called " + method
            : source.hasOtherMethod(method)
                ? "the parameters of kernel " + method + " are no primitives and arrays of them"
                : "no public static method " + method;
    add(new Diagnostic(Code.T0701, what, source.fileName(), "", "see docs/kernels.md"));
  }

  void add(Diagnostic diagnostic) {
    found.add(diagnostic);
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      List<Diagnostic> all = new ArrayList<>(found);
      throw new ThimbleException(all);
    }
  }
}
