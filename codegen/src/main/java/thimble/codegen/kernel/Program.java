package thimble.codegen.kernel;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParseResult;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.ClassOrInterfaceDeclaration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import thimble.ir.Code;
import thimble.ir.Diagnostic;

/** The kernel classes that one translation meets, parsed when first asked for. */
final class Program {
  /** Trees by source, never changed: parsing takes most of the time of a small model. */
  private static final Map<String, ParseResult<CompilationUnit>> PARSED = new ConcurrentHashMap<>();

  private final KernelText.Library library;
  private final Violations violations;
  private final Map<String, Optional<SourceClass>> classes = new LinkedHashMap<>();

  Program(KernelText.Library library, Violations violations) {
    this.library = library;
    this.violations = violations;
  }

  /** The class of that binary name, if the library has its source. */
  Optional<SourceClass> find(String className) {
    Optional<SourceClass> known = classes.get(className);
    if (known == null) {
      known = library.find(className).flatMap(text -> parse(className, text));
      classes.put(className, known);
    }
    return known;
  }

  /** The class that a simple name means within another class. */
  Optional<SourceClass> find(SourceClass within, String simpleName) {
    if (within.simpleName().equals(simpleName)) {
      return Optional.of(within);
    }
    return within.candidates(simpleName).stream().flatMap(name -> find(name).stream()).findFirst();
  }

  private Optional<SourceClass> parse(String className, KernelText source) {
    if (source.text().contains("\\u")) {
      violations.add(
          problem(
              source.fileName(),
              "a kernel's source has no Unicode escapes",
              "the text contains \\u",
              "write the character itself"));
      return Optional.empty();
    }
    ParseResult<CompilationUnit> parsed = PARSED.computeIfAbsent(source.text(), Program::parsed);
    if (!parsed.isSuccessful() || parsed.getResult().isEmpty()) {
      String why =
          parsed.getProblems().isEmpty()
              ? ""
              : parsed.getProblem(0).getMessage().lines().findFirst().orElse("");
      violations.add(problem(source.fileName(), "not Java 17", why, "compile it with javac"));
      return Optional.empty();
    }
    CompilationUnit unit = parsed.getResult().get();
    String simpleName = className.replaceAll("@.*", "").replaceAll(".*\\.", "");
    List<ClassOrInterfaceDeclaration> found =
        unit.getTypes().stream()
            .filter(type -> type.getNameAsString().equals(simpleName))
            .flatMap(type -> type.toClassOrInterfaceDeclaration().stream())
            .toList();
    if (found.isEmpty()) {
      violations.add(
          problem(
              source.fileName(),
              "no class " + simpleName,
              "the file declares none",
              "name the class as its file"));
      return Optional.empty();
    }
    return Optional.of(new SourceClass(source.fileName(), unit, found.get(0)));
  }

  private static ParseResult<CompilationUnit> parsed(String text) {
    ParserConfiguration configuration =
        new ParserConfiguration()
            .setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17)
            .setAttributeComments(true);
    return new JavaParser(configuration).parse(text);
  }

  private static Diagnostic problem(String fileName, String what, String why, String hint) {
    return new Diagnostic(Code.T0701, what, fileName, why, hint);
  }
}
