package thimble.codegen.kernel;

import com.github.javaparser.Position;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.VariableDeclarationExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.BreakStmt;
import com.github.javaparser.ast.stmt.ContinueStmt;
import com.github.javaparser.ast.stmt.DoStmt;
import com.github.javaparser.ast.stmt.EmptyStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import com.github.javaparser.ast.stmt.ForStmt;
import com.github.javaparser.ast.stmt.IfStmt;
import com.github.javaparser.ast.stmt.ReturnStmt;
import com.github.javaparser.ast.stmt.Statement;
import com.github.javaparser.ast.stmt.SwitchEntry;
import com.github.javaparser.ast.stmt.SwitchStmt;
import com.github.javaparser.ast.stmt.WhileStmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Translates the statements of one method into indented lines of C. */
final class Statements {
  private static final int STEP = 2;

  private final Expressions expressions;
  private final Effects effects;
  private final Scope scope;
  private final Comments comments;
  private final JavaType result;
  private final List<String> lines = new ArrayList<>();

  Statements(Expressions expressions, Scope scope, Comments comments, JavaType result) {
    this.expressions = expressions;
    this.effects = new Effects(expressions, scope);
    this.scope = scope;
    this.comments = comments;
    this.result = result;
  }

  /** The lines of a method's body, without its braces. */
  List<String> body(BlockStmt body) {
    statements(body.getStatements(), STEP);
    lines.addAll(comments.before(end(body), STEP));
    return lines;
  }

  private void statements(List<Statement> statements, int indent) {
    statements.forEach(statement -> statement(statement, indent));
  }

  private void statement(Statement statement, int indent) {
    lines.addAll(comments.before(begin(statement), indent));
    if (statement instanceof ExpressionStmt expression) {
      expression(expression, indent);
    } else if (statement instanceof IfStmt branch) {
      branch(branch, "", indent);
    } else if (statement instanceof ForStmt loop) {
      loop(loop, indent);
    } else if (statement instanceof WhileStmt loop) {
      String head = condition("while (", loop.getCondition(), ") {", indent);
      line(head);
      nested(loop.getBody(), indent);
      line(indent, "}");
    } else if (statement instanceof DoStmt loop) {
      line(indent, "do {");
      nested(loop.getBody(), indent);
      line(condition("} while (", loop.getCondition(), ");", indent));
    } else if (statement instanceof ReturnStmt end) {
      giveBack(end, indent);
    } else if (statement instanceof BlockStmt block) {
      line(indent, "{");
      nested(block, indent);
      line(indent, "}");
    } else if (statement instanceof SwitchStmt choice) {
      choice(choice, indent);
    } else {
      jump(statement, indent);
    }
    trailing(statement);
  }

  private void jump(Statement statement, int indent) {
    if (statement instanceof BreakStmt jump && jump.getLabel().isEmpty()) {
      line(indent, "break;");
    } else if (statement instanceof ContinueStmt jump && jump.getLabel().isEmpty()) {
      line(indent, "continue;");
    } else if (!(statement instanceof EmptyStmt)) {
      Node node = statement;
      Subset.Rule rule = Subset.rule(node);
      expressions.violation(node, rule.what(), rule.hint());
    }
  }

  private void line(int indent, String text) {
    lines.add(" ".repeat(indent) + text);
  }

  /** Text that is indented and broken already. */
  private void line(String rendered) {
    lines.add(rendered);
  }

  /** A comment at the end of a statement's last line stays there if there is room. */
  private void trailing(Statement statement) {
    String comment = comments.after(end(statement));
    if (comment.isEmpty()) {
      return;
    }
    int last = lines.size() - 1;
    String text = CommentText.line(comment, 0).get(0);
    String lastLine = lines.get(last).substring(lines.get(last).lastIndexOf('\n') + 1);
    if (CommentText.line(comment, 0).size() == 1
        && lastLine.length() + 2 + text.length() <= Doc.COLUMNS) {
      lines.set(last, lines.get(last) + "  " + text);
    } else {
      int indent = lastLine.length() - lastLine.stripLeading().length();
      lines.addAll(last, CommentText.line(comment, indent));
    }
  }

  private static Position begin(Node node) {
    return node.getBegin().orElse(Position.HOME);
  }

  private static Position end(Node node) {
    return node.getEnd().orElse(Position.HOME);
  }

  private String condition(String open, Expression condition, String close, int indent) {
    return Doc.of(open, expressions.full(condition).doc(), close).render(indent);
  }

  /** The inside of braces; a single statement gets braces too. */
  private void nested(Statement body, int indent) {
    scope.open();
    if (body instanceof BlockStmt block) {
      statements(block.getStatements(), indent + STEP);
      lines.addAll(comments.before(end(block), indent + STEP));
    } else {
      statement(body, indent + STEP);
    }
    scope.close();
  }

  private void branch(IfStmt branch, String before, int indent) {
    line(condition(before + "if (", branch.getCondition(), ") {", indent));
    nested(branch.getThenStmt(), indent);
    Optional<Statement> otherwise = branch.getElseStmt();
    if (otherwise.isEmpty()) {
      line(indent, "}");
    } else if (otherwise.get() instanceof IfStmt next) {
      branch(next, "} else ", indent);
    } else {
      line(indent, "} else {");
      nested(otherwise.get(), indent);
      line(indent, "}");
    }
  }

  private void loop(ForStmt loop, int indent) {
    scope.open();
    List<Doc> first = new ArrayList<>();
    for (Expression expression : loop.getInitialization()) {
      if (expression instanceof VariableDeclarationExpr declaration) {
        first.add(declarations(declaration));
      } else {
        first.add(effects.write(expression));
      }
    }
    Doc condition =
        loop.getCompare().map(compare -> expressions.full(compare).doc()).orElse(Doc.text(""));
    List<Doc> update = loop.getUpdate().stream().map(effects::write).toList();
    Doc head =
        Doc.of(
            "for (",
            Doc.list("", first, ";"),
            loop.getCompare().isPresent() ? Doc.SPACE : Doc.NOTHING,
            condition,
            ";",
            update.isEmpty() ? Doc.NOTHING : Doc.SPACE,
            Doc.list("", update, ") {"));
    line(head.render(indent));
    unused(loop.getInitialization(), loop, indent + STEP);
    nested(loop.getBody(), indent);
    line(indent, "}");
    scope.close();
  }

  private void unused(List<Expression> initialization, Node within, int indent) {
    for (Expression expression : initialization) {
      if (expression instanceof VariableDeclarationExpr declaration) {
        declaration.getVariables().forEach(variable -> markUnused(variable, within, indent));
      }
    }
  }

  /** {@code int32_t i = 0, j = n} */
  private Doc declarations(VariableDeclarationExpr declaration) {
    List<Doc> parts = new ArrayList<>();
    for (VariableDeclarator variable : declaration.getVariables()) {
      Optional<JavaType> type = declared(variable);
      if (type.isPresent()) {
        String before = parts.isEmpty() ? type.get().c() + " " : "";
        parts.add(Doc.of(before, declarator(variable, type.get())));
      }
    }
    return Doc.list("", parts, "");
  }

  private Optional<JavaType> declared(VariableDeclarator variable) {
    Optional<JavaType> type = JavaType.of(variable.getType()).filter(local -> !local.isArray());
    if (type.isEmpty()) {
      expressions.violation(
          variable,
          "a local is a primitive: byte, short, char, int, long, float, double or boolean",
          "take arrays as parameters and use them by their names");
    }
    return type;
  }

  private Doc declarator(VariableDeclarator variable, JavaType type) {
    Optional<Code> value =
        variable
            .getInitializer()
            .map(initial -> expressions.conversions().assign(expressions.full(initial), type));
    String name = scope.declare(variable.getNameAsString(), type).c();
    return value.map(code -> Doc.of(name + " =", Doc.SPACE, code.doc())).orElse(Doc.text(name));
  }

  private void expression(ExpressionStmt statement, int indent) {
    if (!(statement.getExpression() instanceof VariableDeclarationExpr declaration)) {
      line(Doc.of(effects.write(statement.getExpression()), ";").render(indent));
      return;
    }
    for (VariableDeclarator variable : declaration.getVariables()) {
      declared(variable)
          .ifPresent(
              type -> {
                Doc text = declarator(variable, type);
                line(Doc.of(type.c() + " ", text, ";").render(indent));
                markUnused(variable, statement.getParentNode().orElse(statement), indent);
              });
    }
  }

  /** C compilers warn of variables that nobody reads. */
  private void markUnused(VariableDeclarator variable, Node within, int indent) {
    if (!Effects.isRead(variable.getNameAsString(), within)) {
      scope
          .find(variable.getNameAsString())
          .ifPresent(local -> line(indent, "(void)" + local.c() + ";"));
    }
  }

  private void giveBack(ReturnStmt end, int indent) {
    if (end.getExpression().isEmpty()) {
      line(indent, "return;");
      return;
    }
    Code value =
        expressions.conversions().assign(expressions.full(end.getExpression().get()), result);
    line(Doc.of("return ", value.doc(), ";").render(indent));
  }

  private void choice(SwitchStmt choice, int indent) {
    line(condition("switch (", choice.getSelector(), ") {", indent));
    for (SwitchEntry entry : choice.getEntries()) {
      lines.addAll(comments.before(begin(entry), indent + STEP));
      entry(entry, indent + STEP);
    }
    lines.addAll(comments.before(end(choice), indent + STEP));
    line(indent, "}");
  }

  private void entry(SwitchEntry entry, int indent) {
    List<String> labels = new ArrayList<>();
    entry.getLabels().forEach(label -> labels.add("case " + expressions.full(label).doc().flat()));
    if (entry.getLabels().isEmpty()) {
      labels.add("default");
    }
    boolean isArrow = entry.getType() != SwitchEntry.Type.STATEMENT_GROUP;
    List<Statement> statements = entry.getStatements();
    boolean single = statements.size() == 1 && statements.get(0) instanceof BlockStmt;
    if (single) {
      statements = ((BlockStmt) statements.get(0)).getStatements();
    }
    boolean empty = statements.isEmpty() && !isArrow && !single;
    for (int i = 0; i < labels.size(); i++) {
      boolean opens = i == labels.size() - 1 && !empty;
      line(indent, labels.get(i) + ":" + (opens ? " {" : ""));
    }
    if (empty) {
      return;
    }
    scope.open();
    statements(statements, indent + STEP);
    lines.addAll(comments.before(end(entry), indent + STEP));
    boolean leaves = !statements.isEmpty() && leaves(statements.get(statements.size() - 1));
    if (isArrow && !leaves) {
      line(indent + STEP, "break;");
    } else if (!isArrow && !leaves) {
      expressions.violation(
          entry, "a case does not run into the next one", "end it with break or return");
    }
    scope.close();
    line(indent, "}");
  }

  private static boolean leaves(Statement last) {
    return last instanceof BreakStmt || last instanceof ReturnStmt || last instanceof ContinueStmt;
  }
}
