package thimble.codegen.kernel;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.NodeList;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.Parameter;
import com.github.javaparser.ast.comments.Comment;
import com.github.javaparser.ast.expr.ArrayCreationExpr;
import com.github.javaparser.ast.expr.ArrayInitializerExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.nodeTypes.NodeWithJavadoc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.kernel.Wrap;

/**
 * One translation: methods are translated when first called, so that what they call stands before
 * them.
 */
final class Translation {
  private final Violations violations = new Violations();
  private final Names names = new Names();
  private final Helpers helpers = new Helpers();
  private final Program program;
  private final Map<SourceClass.Method, Function> functions = new LinkedHashMap<>();
  private final Set<SourceClass.Method> open = new HashSet<>();
  private final Map<SourceClass.Constant, Code> constants = new HashMap<>();
  private final Set<SourceClass> introduced = new HashSet<>();
  private final List<String> texts = new ArrayList<>();

  /**
   * A translated method.
   *
   * @param written indices of the array parameters it writes, itself or through what it calls
   */
  record Function(String name, Set<Integer> written, CFunction signature) {}

  Translation(KernelText.Library library) {
    this.program = new Program(library, violations);
    Helpers.names().forEach(names::reserve);
  }

  Violations violations() {
    return violations;
  }

  Helpers helpers() {
    return helpers;
  }

  Program program() {
    return program;
  }

  /** Constants and functions, each before its first use. */
  List<String> texts() {
    return texts;
  }

  /** {@link Wrap} is the one class whose arithmetic is meant to wrap around. */
  boolean isWrapping(SourceClass source) {
    return source == program.find(Wrap.class.getName()).orElse(null);
  }

  /**
   * The C function of a method, translated now if it is not yet.
   *
   * @param call where it is called, for diagnostics
   */
  Function function(SourceClass.Method method, String callerFile, Node call) {
    Function known = functions.get(method);
    if (known != null) {
      return known;
    }
    if (!open.add(method)) {
      violations.add(
          callerFile, call, "a kernel does not call itself", "write a loop: stacks are small");
      return new Function(method.name(), Set.of(), new CFunction(method.name(), List.of()));
    }
    Function function = translate(method);
    open.remove(method);
    functions.put(method, function);
    return function;
  }

  /** The translation of a method that the project calls itself. */
  Function entry(SourceClass.Method method) {
    return function(method, method.owner().fileName(), method.declaration());
  }

  private Function translate(SourceClass.Method method) {
    MethodDeclaration declaration = method.declaration();
    String name = names.function(method);
    Scope scope = new Scope(names);
    List<Scope.Variable> parameters = new ArrayList<>();
    for (int i = 0; i < method.parameters().size(); i++) {
      parameters.add(
          scope.declare(declaration.getParameter(i).getNameAsString(), method.parameters().get(i)));
    }
    Expressions expressions = new Expressions(this, method.owner(), scope);
    Statements statements =
        new Statements(
            expressions, scope, new Comments(declaration.getBody().orElseThrow()), method.result());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      String javaName = declaration.getParameter(i).getNameAsString();
      if (!Effects.isRead(javaName, declaration.getBody().orElseThrow())) {
        lines.add("  (void)" + parameters.get(i).c() + ";");
      }
    }
    lines.addAll(statements.body(declaration.getBody().orElseThrow()));

    Set<Integer> written = new LinkedHashSet<>();
    List<CFunction.CParameter> signature = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = declaration.getParameter(i);
      Scope.Variable variable = parameters.get(i);
      boolean isWritten = scope.isWritten(parameter.getNameAsString());
      if (isWritten) {
        written.add(i);
      }
      signature.add(parameter(variable, isWritten));
    }
    CFunction function = new CFunction(name, signature);
    write(method, function, lines);
    return new Function(name, written, function);
  }

  private static CFunction.CParameter parameter(Scope.Variable variable, boolean isWritten) {
    JavaType type = variable.type();
    String text = type.isArray() ? (isWritten ? "" : "const ") + type.c() + " *" : type.c();
    return new CFunction.CParameter(text, variable.c(), type.isArray());
  }

  private void write(SourceClass.Method method, CFunction function, List<String> body) {
    introduce(method.owner());
    List<Doc> parameters = new ArrayList<>();
    for (CFunction.CParameter parameter : function.parameters()) {
      parameters.add(
          Doc.text(parameter.type() + (parameter.isArray() ? "" : " ") + parameter.name()));
    }
    if (parameters.isEmpty()) {
      parameters.add(Doc.text("void"));
    }
    // What other kernels call is small and called in loops.
    String linkage = open.size() > 1 ? "static inline " : "static ";
    Doc head =
        Doc.list(linkage + method.result().c() + " " + function.name() + "(", parameters, ") {");
    StringBuilder text = new StringBuilder(javadoc(method.owner(), method.declaration()));
    text.append(head.render(0)).append('\n');
    body.forEach(line -> text.append(line).append('\n'));
    texts.add(text.append("}").toString());
  }

  /** A class's own comment stands before the first of its functions or constants. */
  private void introduce(SourceClass source) {
    if (introduced.add(source)) {
      String comment = javadoc(source, source.declaration()).stripTrailing();
      if (!comment.isEmpty()) {
        texts.add(comment);
      }
    }
  }

  private String javadoc(SourceClass owner, Node declaration) {
    Optional<Comment> comment =
        declaration instanceof NodeWithJavadoc<?> documented && documented.hasJavaDocComment()
            ? declaration.getComment()
            : Optional.empty();
    if (comment.isEmpty()) {
      return "";
    }
    List<String> paragraphs =
        CommentText.javadoc(comment.get().getContent(), name -> cName(owner, name));
    return String.join("\n", CommentText.block(paragraphs, 0)) + "\n";
  }

  /** The C name of a method that a comment links to; its Java name if it is not translated. */
  private String cName(SourceClass owner, String link) {
    String name = link.replaceAll("\\(.*", "").strip();
    return owner.methods(name).stream()
        .filter(functions::containsKey)
        .map(method -> functions.get(method).name())
        .findFirst()
        .orElse(name);
  }

  /** A constant, as a macro or a table, written before its first use. */
  Code constant(SourceClass.Constant constant) {
    Code known = constants.get(constant);
    if (known == null) {
      known = Code.primary(names.constant(constant), constant.type());
      constants.put(constant, known);
      Expressions expressions = new Expressions(this, constant.owner(), new Scope(names));
      Expression value = constant.variable().getInitializer().orElseThrow();
      String text =
          constant.type().isArray()
              ? table(constant, known, value, expressions)
              : macro(constant, known, value, expressions);
      introduce(constant.owner());
      texts.add(javadoc(constant.owner(), constant.field()) + text);
    }
    return known;
  }

  private String macro(
      SourceClass.Constant constant, Code name, Expression value, Expressions expressions) {
    Code code = expressions.conversions().assign(expressions.full(value), constant.type());
    // An int constant of type long must count as long where it is used.
    boolean widen =
        constant.type().equals(JavaType.LONG) && !code.doc().flat().startsWith("INT64")
            || constant.type().isNarrow();
    Doc doc = widen ? code.cast(constant.type()).doc() : code.doc();
    String text = doc.flat();
    boolean primary = !widen && code.level() == Code.Level.PRIMARY;
    return "#define " + name.doc().flat() + " " + (primary ? text : "(" + text + ")");
  }

  private String table(
      SourceClass.Constant constant, Code name, Expression value, Expressions expressions) {
    NodeList<Expression> elements = new NodeList<>();
    if (value instanceof ArrayInitializerExpr list) {
      elements = list.getValues();
    } else if (value instanceof ArrayCreationExpr creation
        && creation.getInitializer().isPresent()) {
      elements = creation.getInitializer().get().getValues();
    } else {
      expressions.violation(value, "a table is a list of literals", "write {1, 2, 3}");
    }
    JavaType element = constant.type().element();
    List<Doc> texts = new ArrayList<>();
    for (Expression part : elements) {
      texts.add(expressions.conversions().assign(expressions.full(part), element).doc());
    }
    if (texts.isEmpty()) {
      expressions.violation(value, "a table has elements", "remove the table");
    }
    String head =
        "static const " + element.c() + " " + name.doc().flat() + "[" + texts.size() + "] = ";
    return Doc.list(head + "{", texts, "};").render(0);
  }
}
