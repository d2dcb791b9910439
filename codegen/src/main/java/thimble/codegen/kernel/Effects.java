package thimble.codegen.kernel;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.ArrayAccessExpr;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.UnaryExpr;
import java.util.Optional;

/** Translates expressions that are statements: assignments, steps and calls. */
final class Effects {
  private final Expressions expressions;
  private final Scope scope;

  Effects(Expressions expressions, Scope scope) {
    this.expressions = expressions;
    this.scope = scope;
  }

  /** Whether a name is used other than as the target of an assignment. */
  static boolean isRead(String name, Node within) {
    return within.findAll(NameExpr.class).stream()
        .filter(use -> use.getNameAsString().equals(name))
        .anyMatch(use -> !isTarget(use));
  }

  private static boolean isTarget(NameExpr use) {
    Node parent = use.getParentNode().orElse(use);
    boolean assigned = parent instanceof AssignExpr assign && assign.getTarget() == use;
    boolean stepped = parent instanceof UnaryExpr unary && isStep(unary);
    return (assigned || stepped) && !(parent.getParentNode().orElse(parent) instanceof Expression);
  }

  private static boolean isStep(UnaryExpr unary) {
    return switch (unary.getOperator()) {
      case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT -> true;
      default -> false;
    };
  }

  /** An expression that stands for its effect: an assignment, a step or a call. */
  Doc write(Expression expression) {
    if (expression instanceof AssignExpr assign) {
      return assignment(assign);
    } else if (expression instanceof UnaryExpr unary && isStep(unary)) {
      return step(unary);
    } else if (expression instanceof MethodCallExpr) {
      return expressions.full(expression).doc();
    }
    Subset.Rule rule = Subset.rule(expression);
    return expressions.violation(expression, rule.what(), rule.hint()).doc();
  }

  /** A variable or an element, noted as written. */
  private Code target(Expression target, Node root) {
    if (target instanceof ArrayAccessExpr access && access.getName() instanceof NameExpr array) {
      if (scope.find(array.getNameAsString()).isEmpty()) {
        return expressions.violation(target, "a table is constant", "write into a parameter");
      }
      scope.markWritten(array.getNameAsString());
    } else if (!(target instanceof NameExpr name)
        || scope.find(name.getNameAsString()).filter(local -> !local.type().isArray()).isEmpty()) {
      return expressions.violation(
          target, "locals and elements of arrays can be assigned", "assign a local");
    }
    return expressions.within(root, target);
  }

  private Doc step(UnaryExpr step) {
    Code target = target(step.getExpression(), step);
    String sign = step.getOperator().asString();
    boolean plain =
        expressions.operators().isPlain(BinaryExpr.Operator.PLUS, target.type())
            && !target.type().isNarrow();
    if (plain) {
      return Doc.of(target.doc(), sign);
    }
    BinaryExpr.Operator operator =
        sign.equals("++") ? BinaryExpr.Operator.PLUS : BinaryExpr.Operator.MINUS;
    return expanded(step.getExpression(), target, operator, Literals.value(1, JavaType.INT));
  }

  private Doc assignment(AssignExpr assign) {
    Code target = target(assign.getTarget(), assign);
    Code value = expressions.within(assign, assign.getValue());
    Optional<BinaryExpr.Operator> operator = assign.getOperator().toBinaryOperator();
    if (operator.isEmpty()) {
      Doc text = expressions.conversions().assign(value, target.type()).doc();
      return Doc.of(target.doc(), " =", Doc.SPACE, text);
    }
    JavaType type = target.type();
    boolean sameType = type.isBoolean() || JavaType.promoted(type, value.type()).equals(type);
    if (sameType && expressions.operators().isPlain(operator.get(), type)) {
      Doc text = expressions.conversions().convert(value, type).doc();
      return Doc.of(target.doc(), " " + operator.get().asString() + "=", Doc.SPACE, text);
    }
    return expanded(assign.getTarget(), target, operator.get(), value);
  }

  /** {@code x op= y} as {@code x = (type)(x op y)}, which is what Java means by it. */
  private Doc expanded(Expression source, Code target, BinaryExpr.Operator operator, Code value) {
    if (source.findFirst(UnaryExpr.class, part -> part != source && isStep(part)).isPresent()) {
      expressions.violation(
          source, "this index would be computed twice", "compute the index first");
    }
    Code sum = expressions.operators().binary(operator, target, value);
    Doc text = expressions.conversions().convert(sum, target.type()).doc();
    return Doc.of(target.doc(), " =", Doc.SPACE, text);
  }
}
