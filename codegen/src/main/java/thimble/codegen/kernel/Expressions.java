package thimble.codegen.kernel;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.ArrayAccessExpr;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.BooleanLiteralExpr;
import com.github.javaparser.ast.expr.CastExpr;
import com.github.javaparser.ast.expr.CharLiteralExpr;
import com.github.javaparser.ast.expr.ConditionalExpr;
import com.github.javaparser.ast.expr.DoubleLiteralExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.IntegerLiteralExpr;
import com.github.javaparser.ast.expr.LiteralStringValueExpr;
import com.github.javaparser.ast.expr.LongLiteralExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.UnaryExpr;
import java.util.Optional;
import thimble.codegen.kernel.Code.Level;

/**
 * Translates the expressions of one method. What is not named here is outside of the subset.
 *
 * <p>C leaves the order in which operands are evaluated open, Java does not. So nothing inside an
 * expression may change what another part of it reads: assignments are statements, {@code i++} may
 * stand inside an expression only where {@code i} stands nowhere else in it, and a call that writes
 * arrays is a statement, or all that is assigned to a variable or returned.
 */
final class Expressions {
  private final Translation translation;
  private final SourceClass owner;
  private final Scope scope;
  private final Conversions conversions;
  private final Operators operators;
  private final Calls calls;

  /** The full expression that is being translated. */
  private Node root;

  Expressions(Translation translation, SourceClass owner, Scope scope) {
    this.translation = translation;
    this.owner = owner;
    this.scope = scope;
    this.conversions = new Conversions(translation.helpers());
    this.operators =
        new Operators(translation.helpers(), conversions, translation.isWrapping(owner));
    this.calls = new Calls(translation, owner, scope, this, conversions);
  }

  Conversions conversions() {
    return conversions;
  }

  Operators operators() {
    return operators;
  }

  SourceClass owner() {
    return owner;
  }

  /** A full expression: nothing around it is evaluated in the same breath. */
  Code full(Expression expression) {
    return within(expression, expression);
  }

  /** A part of a full expression, such as one side of an assignment statement. */
  Code within(Node fullExpression, Expression part) {
    root = fullExpression;
    return write(part);
  }

  Code write(Expression expression) {
    if (expression instanceof NameExpr name) {
      return name(name);
    } else if (expression instanceof ArrayAccessExpr access) {
      return element(access);
    } else if (expression instanceof BinaryExpr binary) {
      return binary(binary);
    } else if (expression instanceof UnaryExpr unary) {
      return unary(unary);
    } else if (expression instanceof EnclosedExpr enclosed) {
      return enclosed(enclosed);
    } else if (expression instanceof CastExpr cast) {
      return cast(cast);
    } else if (expression instanceof ConditionalExpr conditional) {
      return conditional(conditional);
    } else if (expression instanceof MethodCallExpr call) {
      return calls.write(call, root);
    } else if (expression instanceof FieldAccessExpr field) {
      return field(field);
    } else if (expression instanceof LiteralStringValueExpr literal) {
      return literal(literal);
    } else if (expression instanceof BooleanLiteralExpr literal) {
      return Code.primary(Boolean.toString(literal.getValue()), JavaType.BOOLEAN);
    }
    return refuse(expression);
  }

  private Code refuse(Expression expression) {
    Subset.Rule rule = Subset.rule(expression);
    return violation(expression, rule.what(), rule.hint());
  }

  /** Notes a violation; translation goes on, to find the others. */
  Code violation(Node node, String what, String hint) {
    translation.violations().add(owner.fileName(), node, what, hint);
    return Code.primary("0", JavaType.INT);
  }

  private Code literal(LiteralStringValueExpr literal) {
    if (literal instanceof IntegerLiteralExpr || literal instanceof LongLiteralExpr) {
      return Literals.integer(literal.getValue(), false);
    } else if (literal instanceof DoubleLiteralExpr floating) {
      return Literals.floating(floating);
    } else if (literal instanceof CharLiteralExpr character) {
      return Literals.character(character);
    }
    return refuse(literal);
  }

  private Code name(NameExpr name) {
    Optional<Scope.Variable> variable = scope.find(name.getNameAsString());
    if (variable.isPresent()) {
      return Code.primary(variable.get().c(), variable.get().type());
    }
    return owner
        .constant(name.getNameAsString())
        .map(translation::constant)
        .orElseGet(
            () ->
                violation(
                    name,
                    "a kernel reads parameters, locals and static final constants only",
                    "pass \""
                        + name
                        + "\" as a parameter, or declare it static final with a value"));
  }

  private Code field(FieldAccessExpr field) {
    String name = field.getNameAsString();
    if (name.equals("length")) {
      return violation(
          field, "arrays have no length in C", "pass the number of elements as an int parameter");
    }
    if (field.getScope() instanceof NameExpr className) {
      Optional<Code> known =
          JavaConstants.find(className.getNameAsString(), name, translation.helpers());
      if (known.isPresent()) {
        return known.get();
      }
      Optional<SourceClass.Constant> constant =
          translation
              .program()
              .find(owner, className.getNameAsString())
              .flatMap(source -> source.constant(name));
      if (constant.isPresent()) {
        return translation.constant(constant.get());
      }
    }
    return violation(
        field,
        "no such constant in a kernel class",
        "declare it static final in this class, with its value");
  }

  /** {@code array[index]}; arrays are parameters or tables. */
  Code element(ArrayAccessExpr access) {
    if (!(access.getName() instanceof NameExpr || access.getName() instanceof FieldAccessExpr)) {
      return violation(access, "arrays have one dimension", "compute the index: a[i * width + j]");
    }
    Code array = write(access.getName());
    Code index = write(access.getIndex());
    return Code.of(
        Doc.of(array.doc(), "[", index.doc(), "]"), Level.PRIMARY, array.type().element());
  }

  private Code binary(BinaryExpr binary) {
    Code left = write(binary.getLeft());
    Code right = write(binary.getRight());
    if (left.type().isArray() || right.type().isArray()) {
      return violation(binary, "arrays cannot be compared", "compare their elements");
    }
    if (Ranges.decide(binary.getOperator(), left, right)) {
      violation(
          binary,
          "the type alone decides this comparison",
          "a byte lies in [-128, 127], a char is never negative: for unsigned data write x & 0xFF");
    }
    if (isIdle(binary, left.type()) && binary.getLeft().equals(binary.getRight())) {
      violation(binary, "a number is compared with itself", "x != x is for floats: it tells NaN");
    }
    return operators.binary(binary.getOperator(), left, right);
  }

  /** Whether a comparison of two equal expressions has one result. */
  private static boolean isIdle(BinaryExpr binary, JavaType type) {
    return switch (binary.getOperator()) {
      case EQUALS, NOT_EQUALS -> !type.isFloating();
      case LESS, LESS_EQUALS, GREATER, GREATER_EQUALS -> true;
      default -> false;
    };
  }

  private Code unary(UnaryExpr unary) {
    Expression operand = unary.getExpression();
    switch (unary.getOperator()) {
      case MINUS:
        // -2147483648 is one number: 2147483648 alone is no int.
        if (operand instanceof IntegerLiteralExpr || operand instanceof LongLiteralExpr) {
          return Literals.integer(((LiteralStringValueExpr) operand).getValue(), true);
        }
        return operators.negate(write(operand));
      case PLUS:
        Code value = write(operand);
        return value.withType(value.type().promoted());
      case BITWISE_COMPLEMENT:
        Code bits = write(operand);
        return Code.of(Doc.of("~", bits.at(Level.UNARY)), Level.UNARY, bits.type().promoted());
      case LOGICAL_COMPLEMENT:
        return Code.of(Doc.of("!", write(operand).at(Level.UNARY)), Level.UNARY, JavaType.BOOLEAN);
      default:
        return step(unary);
    }
  }

  /** {@code i++} and its like inside of an expression. */
  private Code step(UnaryExpr step) {
    Code operand = write(step.getExpression());
    boolean isCounter =
        step.getExpression() instanceof NameExpr
            && (operand.type().equals(JavaType.INT) || operand.type().equals(JavaType.LONG))
            && !operators.isWrapping();
    if (!isCounter || occurrences(step.getExpression()) != 1) {
      return violation(
          step,
          "inside an expression only an int that stands nowhere else in it may be stepped",
          "make \"" + step + "\" a statement of its own");
    }
    String sign = step.getOperator().asString();
    return step.isPrefix()
        ? Code.of(Doc.of(sign, operand.doc()), Level.UNARY, operand.type())
        : Code.of(Doc.of(operand.doc(), sign), Level.PRIMARY, operand.type());
  }

  private long occurrences(Expression name) {
    return root.findAll(NameExpr.class).stream().filter(name::equals).count();
  }

  private Code enclosed(EnclosedExpr enclosed) {
    Code inner = write(enclosed.getInner());
    return inner.level().compareTo(Level.UNARY) >= 0
        ? inner
        : Code.of(Doc.of("(", inner.doc(), ")"), Level.PRIMARY, inner.type());
  }

  private Code cast(CastExpr cast) {
    Optional<JavaType> type = JavaType.of(cast.getType()).filter(to -> !to.isArray());
    if (type.isEmpty()) {
      return violation(cast, "casts go between primitive types", "take a parameter of that type");
    }
    Code rounded = calls.roundedInSingle(cast.getExpression(), type.get(), root);
    if (rounded != null) {
      return conversions.convert(rounded, type.get());
    }
    Code inner = write(cast.getExpression());
    Code converted = conversions.convert(inner, type.get());
    // A cast that changes nothing in C still tells a reader which type is meant.
    boolean silent = converted.doc().equals(inner.doc()) && !inner.type().equals(type.get());
    return silent && inner.type().isNumeric() ? inner.cast(type.get()) : converted;
  }

  private Code conditional(ConditionalExpr conditional) {
    Code condition = write(conditional.getCondition());
    Code first = write(conditional.getThenExpr());
    Code second = write(conditional.getElseExpr());
    if (first.type().isArray() || second.type().isArray()) {
      return violation(
          conditional, "an expression cannot choose between arrays", "write an if statement");
    }
    JavaType type = conditionalType(first, second);
    Code yes = conversions.assign(first, type);
    Code no = conversions.assign(second, type);
    return Code.of(
        Doc.of(
            condition.at(Level.LOGICAL_OR),
            Doc.SPACE,
            Doc.of("? ", yes.at(Level.LOGICAL_OR)),
            Doc.SPACE,
            Doc.of(": ", no.doc())),
        Level.CONDITIONAL,
        type);
  }

  /** The Java Language Specification, 15.25, for primitives. */
  private static JavaType conditionalType(Code first, Code second) {
    JavaType a = first.type();
    JavaType b = second.type();
    if (a.equals(b) || !a.isNumeric() || !b.isNumeric()) {
      return a;
    }
    if (a.isNarrow() && b.equals(JavaType.INT) && Ranges.holds(a, second)) {
      return a;
    }
    if (b.isNarrow() && a.equals(JavaType.INT) && Ranges.holds(b, first)) {
      return b;
    }
    boolean bytes = a.equals(JavaType.BYTE) || b.equals(JavaType.BYTE);
    boolean shorts = a.equals(JavaType.SHORT) || b.equals(JavaType.SHORT);
    return bytes && shorts ? JavaType.SHORT : JavaType.promoted(a, b);
  }
}
